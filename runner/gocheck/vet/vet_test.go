package vet

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"bothends/runner/gocheck"
)

var update = flag.Bool("update", false, "write what go vet says into testdata/programs.txtar")

const programsFile = "testdata/programs.txtar"

// differs are the programs of which nothing is said, unlike by go vet, and why.
var differs = map[string]string{
	"newline-wrong": "the printf analyzer of x/tools, newer than that of go1.26, lets Println end with a newline",
}

// A program is one of programs.txtar.
type program struct {
	name  string
	files map[string]string
	want  int // the index of the file with what go vet says
}

// TestAgainstGoVet compares with what go vet says, to the letter, and that with
// the go vet that is here.
func TestAgainstGoVet(t *testing.T) {
	a, err := txtar.ParseFile(programsFile)
	if err != nil {
		t.Fatal(err)
	}
	programs := split(a)
	here, err := exec.Command("go", "env", "GOVERSION").Output()
	switch made := strings.TrimSpace(strings.TrimPrefix(firstLine(factsText), "# ")); {
	case err != nil:
		t.Log("skipped: the words of go vet are not compared with those in "+programsFile+": ", err)
	case strings.TrimSpace(string(here)) != made:
		t.Logf("skipped: the words in %s are those of %s; here is %s", programsFile, made, here)
	default:
		said := goVet(t, programs)
		for _, p := range programs {
			if have := string(a.Files[p.want].Data); !*update && have != said[p.name] {
				t.Errorf("%s: go vet says otherwise than %s; go test -update\n got: %swant: %s", p.name, programsFile, said[p.name], have)
			}
			a.Files[p.want].Data = []byte(said[p.name])
		}
		if *update {
			if err := os.WriteFile(programsFile, txtar.Format(a), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, p := range programs {
		want := string(a.Files[p.want].Data)
		if wrong := strings.HasSuffix(p.name, "-wrong"); wrong != (want != "") {
			t.Errorf("%s: go vet says %q", p.name, want)
		}
		if reason := differs[p.name]; reason != "" {
			t.Logf("%s: %s", p.name, reason)
			want = ""
		}
		if got := print(load(t, p.files)); got != want {
			t.Errorf("%s\n got: %swant: %s", p.name, got, want)
		}
	}
}

// split finds the programs in an archive.
func split(a *txtar.Archive) []*program {
	var programs []*program
	for i, f := range a.Files {
		name, file, _ := strings.Cut(f.Name, "/")
		if len(programs) == 0 || programs[len(programs)-1].name != name {
			programs = append(programs, &program{name: name, files: map[string]string{}})
		}
		p := programs[len(programs)-1]
		if file == "want" {
			p.want = i
		} else {
			p.files[file] = string(f.Data)
		}
	}
	return programs
}

func load(t *testing.T, files map[string]string) []Finding {
	t.Helper()
	c, problems := gocheck.Load(files)
	if problems != nil {
		t.Fatal(problems)
	}
	return analyze(c)
}

func print(findings []Finding) string {
	var lines []string
	for _, f := range findings {
		lines = append(lines, f.String()+"\n")
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// ownPath is what stands before the names of a program's types.
var ownPath = regexp.MustCompile(`vetted/[a-z]+-[a-z]+\.`)

// goVet asks go vet about all programs at once, with the analyzers that are
// used here, and returns what it says of each, as of a package main.
func goVet(t *testing.T, programs []*program) map[string]string {
	t.Helper()
	dir := t.TempDir()
	write := func(name, text string) {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module vetted\n\ngo "+strings.TrimPrefix(gocheck.GoVersion, "go")+"\n")
	for _, p := range programs {
		for name, source := range p.files {
			write(filepath.Join(p.name, name), source)
		}
	}
	args := []string{"vet"}
	for _, a := range analyzers() {
		args = append(args, "-"+a.Name)
	}
	cmd := exec.Command("go", append(args, "./...")...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0", "GOFLAGS=", "GOWORK=off", "GO111MODULE=on")
	out, _ := cmd.CombinedOutput() // it fails because it finds something
	said := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		name, rest, ok := strings.Cut(strings.TrimPrefix(line, "./"), "/")
		if ok && !strings.HasPrefix(line, "#") {
			said[name] = append(said[name], ownPath.ReplaceAllString(rest, "main."))
		}
	}
	all := map[string]string{}
	for name, lines := range said {
		slices.Sort(lines)
		all[name] = strings.Join(lines, "")
	}
	return all
}

// TestFactsAreCurrent: what is known of the library must be of the release that
// programs are checked for.
func TestFactsAreCurrent(t *testing.T) {
	made := firstLine(factsText)
	if !strings.HasPrefix(made, "# "+gocheck.GoVersion+".") {
		t.Errorf("facts.txt was made with %s; programs are checked as %s: run go generate ./runner/gocheck/vet", made, gocheck.GoVersion)
	}
}

// TestProgram holds how findings are put together.
func TestProgram(t *testing.T) {
	const head = "package main\n\nimport \"fmt\"\n\nfunc main() {\n"
	line := "\tfmt.Sprint()\n"
	for _, test := range []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"nothing", map[string]string{"main.go": head + "\tfmt.Println()\n}\n"}, nil},
		{"vet and gofmt by place", map[string]string{"main.go": head + line + "  fmt.Println( )\n" + line + "}\n"}, []string{
			"vet: main.go:6:2: result of fmt.Sprint call not used",
			`gofmt: main.go:7:1: gofmt writes this line as "\tfmt.Println()"`,
			"vet: main.go:8:2: result of fmt.Sprint call not used",
		}},
		{"by file", map[string]string{"main.go": head + line + "}\n", "a.go": "package main\n\n\nvar a = 1\n"}, []string{
			`gofmt: a.go:3:1: gofmt writes this line as "var a = 1"`,
			"vet: main.go:6:2: result of fmt.Sprint call not used",
		}},
		{"an empty line", map[string]string{"main.go": "package main\nfunc main() {}\n"}, []string{"gofmt: main.go:2:1: gofmt has an empty line here"}},
		{"no newline", map[string]string{"main.go": "package main\n\nfunc main() {}"}, []string{"gofmt: main.go:3:15: gofmt ends the file with one newline"}},
		{"newlines", map[string]string{"main.go": "package main\n\nfunc main() {}\n\n"}, []string{"gofmt: main.go:4:1: gofmt ends the file with one newline"}},
		{"carriage returns", map[string]string{"main.go": "package main\r\n\nfunc main() {}\n"}, []string{`gofmt: main.go:1:13: gofmt writes this line as "package main"`}},
		{"a long line", map[string]string{"main.go": "package main\n\nvar  s = \"" + strings.Repeat("é", 5000) + "\"\n\nfunc main() {}\n"}, []string{
			`gofmt: main.go:3:5: gofmt writes this line as "var s = \"` + strings.Repeat("é", 45) + `…"`,
		}},
		{"a long argument", map[string]string{"main.go": head + "\tfmt.Printf(\"%d\", \"" + strings.Repeat("x", 5000) + "\")\n}\n"}, []string{
			`vet: main.go:6:14: fmt.Printf format %d has arg "` + strings.Repeat("x", longest-len(`fmt.Printf format %d has arg "`)) + "…",
		}},
	} {
		if got := texts(t, test.files); !slices.Equal(got, test.want) {
			t.Errorf("%s:\n got %q\nwant %q", test.name, got, test.want)
		}
	}
	got := texts(t, map[string]string{"main.go": head + strings.Repeat(line, 30) + "}\n"})
	if len(got) != most+1 || got[most] != "vet: main.go:16:2: and 20 more" {
		t.Errorf("of 30 findings: %q", got)
	}
}

func texts(t *testing.T, files map[string]string) []string {
	t.Helper()
	c, problems := gocheck.Load(files)
	if problems != nil {
		t.Fatal(problems)
	}
	var all []string
	for _, f := range Program(c) {
		all = append(all, f.Tool+": "+f.String())
	}
	return all
}
