package symbols_test

import (
	"encoding/json"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"bothends/runner/yaegi"
)

// TestMain is the interpreter when a test starts this program under that name.
func TestMain(m *testing.M) {
	if os.Args[0] != interpreter {
		os.Exit(m.Run())
	}
	var program yaegi.Program
	if err := json.NewDecoder(os.Stdin).Decode(&program); err != nil {
		panic(err)
	}
	yaegi.Execute(program)
}

const interpreter = "interpreter"

// TestPrograms runs the programs in testdata, and with go run, and compares
// what they print and how they end.
func TestPrograms(t *testing.T) {
	names, err := filepath.Glob("testdata/*.go")
	if err != nil || names == nil {
		t.Fatal("no programs: ", err)
	}
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("skipped: no go command to compare with")
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			binary := filepath.Join(t.TempDir(), "program")
			if text, err := exec.Command("go", "build", "-o", binary, name).CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			want, got := end(t, exec.Command(binary)), end(t, interpreted(t, name))
			if got != want {
				t.Errorf("interpreted:\n%s\ncompiled:\n%s", got, want)
			}
		})
	}
}

// end is what a program prints, and its exit status.
func end(t *testing.T, cmd *exec.Cmd) string {
	var stdout, stderr strings.Builder
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return stdout.String() + "stderr: " + stderr.String() + cmd.ProcessState.String()
}

// interpreted is a process that executes the file of source.
func interpreted(tb testing.TB, name string) *exec.Cmd {
	source, err := os.ReadFile(name)
	if err != nil {
		tb.Fatal(err)
	}
	program := yaegi.Program{Name: "program", Files: map[string]string{"main.go": string(source)}}
	f, err := parser.ParseFile(token.NewFileSet(), name, source, parser.ImportsOnly)
	if err != nil {
		tb.Fatal(err)
	}
	for _, spec := range f.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			tb.Fatal(err)
		}
		program.Imports = append(program.Imports, path)
	}
	text, err := json.Marshal(program)
	if err != nil {
		tb.Fatal(err)
	}
	cmd := exec.Command("/proc/self/exe")
	cmd.Args[0] = interpreter
	cmd.Stdin = strings.NewReader(string(text))
	return cmd
}
