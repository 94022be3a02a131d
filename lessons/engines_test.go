package lessons

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bothends/runner/gocheck"
	"bothends/runner/yaegi/certify"
)

var update = flag.Bool("update", false, "write the tables of the page about engines")

// TestEngines holds the tables of the page about engines against the lists that
// they are made from.
func TestEngines(t *testing.T) {
	for name, want := range map[string]string{
		"packages": words(certify.Packages()),
		"partly":   words(certify.PackagesInPart()),
		"compiled": words(compiled()),
		"pieces":   pieces(),
		"hazards":  hazards(),
		"refused":  refused(),
	} {
		file := "_engines/" + name + ".md"
		if *update {
			if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := FS.ReadFile(file); !*update && (err != nil || string(got) != want) {
			t.Errorf("lessons/%s is not what its list says: go test ./lessons -update writes it anew (%v)", file, err)
		}
	}
}

// words is a list in a line.
func words(list []string) string {
	return "`" + strings.Join(list, "`, `") + "`\n"
}

// compiled are the packages that a program can have, and that are not
// interpreted.
func compiled() []string {
	interpreted := slices.Concat(certify.Packages(), certify.PackagesInPart())
	return slices.DeleteFunc(gocheck.Packages(), func(path string) bool { return slices.Contains(interpreted, path) })
}

var detail = regexp.MustCompile(` (of|to|from|for|with|by|in|as|on|than|without|that|over|under) .*`)

// pieces counts the constructs that begin alike.
func pieces() string {
	count, example := map[string]int{}, map[string]string{}
	for construct := range certify.Allowed() {
		family, _, _ := strings.Cut(construct, ":")
		family = detail.ReplaceAllString(family, "")
		count[family]++
		example[family] = max(example[family], construct) // any would do; this one is always the same
	}
	most := slices.SortedFunc(maps.Keys(count), func(a, b string) int {
		return 2*(count[b]-count[a]) + strings.Compare(a, b)
	})
	var b strings.Builder
	b.WriteString("| piece | forms | one of them |\n|---|---|---|\n")
	rest := 0
	for i, family := range most {
		if i >= 40 {
			rest += count[family]
			continue
		}
		fmt.Fprintf(&b, "| %s | %d | %s |\n", code(family), count[family], code(example[family]))
	}
	fmt.Fprintf(&b, "| others | %d | |\n", rest)
	return b.String()
}

func hazards() string {
	var b strings.Builder
	b.WriteString("| piece | what the interpreter would do |\n|---|---|\n")
	for _, h := range certify.Hazards() {
		if h.Why != "" {
			fmt.Fprintf(&b, "| %s | %s |\n", code(strings.Trim(h.Part, " .:")), h.Why)
		}
	}
	return b.String()
}

func refused() string {
	var b strings.Builder
	b.WriteString("| package | why |\n|---|---|\n")
	for _, path := range slices.Sorted(maps.Keys(gocheck.Refused())) {
		fmt.Fprintf(&b, "| %s | %s |\n", code(path), gocheck.Refused()[path])
	}
	return b.String()
}

// code is a text in a table as it is.
func code(text string) string { return "`" + strings.ReplaceAll(text, "|", "\\|") + "`" }
