package gocheck

import (
	"flag"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "write what the toolchain says into testdata/wrong.txtar")

const wrongFile = "testdata/wrong.txtar"

// agreeing is how many programs of wrong.txtar get the same text from Check
// as from the toolchain, to the letter. It only ever grows.
const agreeing = 182

// A wrong is one program of wrong.txtar.
type wrong struct {
	name  string
	files map[string]string
	want  string // what the toolchain said
}

// TestAgainstCompiler has every program of wrong.txtar built by the toolchain
// and checked by Check, and counts where the two say the same.
func TestAgainstCompiler(t *testing.T) {
	programs := readWrong(t)
	if *update {
		built := buildAll(t, programs)
		writeWrong(t, built)
		programs = readWrong(t)
	} else if _, err := exec.LookPath("go"); err != nil {
		t.Log("skipped: the toolchain's own words are not compared with those in " + wrongFile + ": no go command")
	} else if version := toolchain(t); version != standard().goVersion {
		t.Logf("skipped: the words in %s are those of %s; here is %s", wrongFile, standard().goVersion, version)
	} else {
		for i, p := range buildAll(t, programs) {
			if p.want != programs[i].want {
				t.Errorf("%s: the toolchain says otherwise than %s; go test -update\n got: %s\nwant: %s", p.name, wrongFile, p.want, programs[i].want)
			}
		}
	}

	same, lines, first := 0, 0, 0
	for _, p := range programs {
		problems := Check(p.files)
		if problems == nil {
			t.Errorf("%s: Check finds nothing; the toolchain says:\n%s", p.name, p.want)
			continue
		}
		got := print(problems)
		switch {
		case got == p.want:
			same++
		default:
			t.Logf("%s differs\n got: %swant: %s", p.name, got, p.want)
		}
		if firstLine(got) == firstLine(p.want) {
			first++
		}
		if place(got) == place(p.want) {
			lines++
		}
	}
	t.Logf("%d programs: %d the same to the letter, %d with the same first error, %d with the first error on the same line", len(programs), same, first, lines)
	if same < agreeing {
		t.Errorf("%d programs get the compiler's words to the letter; it was %d", same, agreeing)
	}
	if same > agreeing {
		t.Errorf("%d programs get the compiler's words to the letter: better than before; set the constant agreeing to it", same)
	}
}

func print(problems []Problem) string {
	var b strings.Builder
	for _, p := range problems {
		b.WriteString(p.String() + "\n")
	}
	return b.String()
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// place is the file and line that s begins with.
func place(s string) string {
	return strings.Join(append(strings.Split(s, ":"), "", "")[:2], ":")
}

func readWrong(t testing.TB) []wrong {
	t.Helper()
	a, err := txtar.ParseFile(wrongFile)
	if err != nil {
		t.Fatal(err)
	}
	var programs []wrong
	for _, f := range a.Files {
		name, file, _ := strings.Cut(f.Name, "/")
		if len(programs) == 0 || programs[len(programs)-1].name != name {
			programs = append(programs, wrong{name: name, files: map[string]string{}})
		}
		p := &programs[len(programs)-1]
		if file == "want" {
			p.want = string(f.Data)
		} else {
			p.files[file] = string(f.Data)
		}
	}
	return programs
}

func writeWrong(t *testing.T, programs []wrong) {
	t.Helper()
	a, err := txtar.ParseFile(wrongFile)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for _, p := range programs {
		want[p.name+"/want"] = p.want
	}
	for i, f := range a.Files {
		if text, ok := want[f.Name]; ok {
			a.Files[i].Data = []byte(text)
		}
	}
	if err := os.WriteFile(wrongFile, txtar.Format(a), 0o644); err != nil {
		t.Fatal(err)
	}
}

// buildAll returns the programs with what the toolchain here says of them.
func buildAll(t *testing.T, programs []wrong) []wrong {
	t.Helper()
	built := make([]wrong, len(programs))
	jobs, wait := make(chan int), sync.WaitGroup{}
	for range 4 {
		wait.Go(func() {
			for i := range jobs {
				built[i] = programs[i]
				built[i].want = build(t, programs[i])
			}
		})
	}
	for i := range programs {
		jobs <- i
	}
	close(jobs)
	wait.Wait()
	return built
}

var (
	ownDir     = regexp.MustCompile(`(^|[\s(])\./([a-z]+\.go:)`)
	linker     = regexp.MustCompile(`(?m)^.*: (function main is undeclared)`)
	inLibrary  = regexp.MustCompile(` \(\S*/src/\S*\)$`)
	buildTitle = "# command-line-arguments\n"
)

// build has the toolchain build the program and returns what it says, without
// what is of the place where it was built: the directory and GOROOT.
func build(t *testing.T, p wrong) string {
	dir := t.TempDir()
	args := []string{"build", "-o", filepath.Join(dir, "out")}
	for _, name := range slices.Sorted(maps.Keys(p.files)) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(p.files[name]), 0o644); err != nil {
			t.Error(err)
		}
		args = append(args, name)
	}
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0", "GOFLAGS=", "GOWORK=off", "GO111MODULE=on")
	out, err := cmd.CombinedOutput()
	if err == nil {
		t.Errorf("%s: the toolchain builds it", p.name)
	}
	text := strings.TrimPrefix(string(out), buildTitle)
	text = ownDir.ReplaceAllString(text, "$1$2")
	text = linker.ReplaceAllString(text, "main.go:1:1: $1")
	return inLibrary.ReplaceAllString(text, "")
}

func toolchain(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("go", "env", "GOVERSION").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}
