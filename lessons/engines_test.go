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

	"github.com/rogpeppe/go-internal/txtar"

	"bothends/runner/gocheck"
	"bothends/runner/yaegi/certify"
	"bothends/runner/yaegi/lower"
)

var update = flag.Bool("update", false, "write the tables of the page about engines")

// TestEngines holds the tables of the page about engines against the lists that
// they are made from.
func TestEngines(t *testing.T) {
	shown, instead := examples(t)
	for name, want := range map[string]string{
		"packages": words(certify.Packages()),
		"partly":   words(certify.PackagesInPart()),
		"compiled": words(compiled()),
		"hazards":  hazards(),
		"refused":  refused(),
		"shown":    shown,
		"instead":  instead,
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

// examples are the programs of _engines/examples.txtar in two tables: those that are interpreted, and
// those that are compiled, with the runner's reason.
func examples(t *testing.T) (interpreted, compiled string) {
	archive, err := txtar.ParseFile("_engines/examples.txtar")
	if err != nil {
		t.Fatal(err)
	}
	interpreted = "| you may write | such as |\n|---|---|\n"
	compiled = "| what is compiled | such as | the reason that the runner gives |\n|---|---|---|\n"
	for _, f := range archive.Files {
		line := marked.FindSubmatch(f.Data)
		if line == nil {
			t.Fatalf("_engines/examples.txtar: %s: no line ends in //!", f.Name)
		}
		row := fmt.Sprintf("| %s | %s |", f.Name, code(strings.TrimSuffix(string(line[1]), " {")))
		if reason := refusal(t, f); reason == "" {
			interpreted += row + "\n"
		} else {
			compiled += row + " " + code(reason) + " |\n"
		}
	}
	return interpreted, compiled
}

var marked = regexp.MustCompile(`(?m)^\s*(.*?)\s*//!$`)

// refusal is why a program is not interpreted; nothing if it is.
func refusal(t *testing.T, f txtar.File) string {
	checked, problems := gocheck.Load(map[string]string{"main.go": string(f.Data)})
	if len(problems) > 0 {
		t.Fatalf("_engines/examples.txtar: %s: %v", f.Name, problems)
	}
	lowered, err := lower.Program(checked)
	if err != nil {
		t.Fatalf("_engines/examples.txtar: %s: %v", f.Name, err)
	}
	if refusals := certify.Program(lowered); len(refusals) > 0 {
		return refusals[0].Construct
	}
	return ""
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
