package certify

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"bothends/runner/gocheck"
	"bothends/runner/yaegi"
	"bothends/runner/yaegi/lower"
)

var update = flag.Bool("update", false, "run new and changed programs with the Go toolchain, and write their output and allowed.txt")

// bareName is os.Args[0] of a process that is only the interpreter.
const bareName = "bare-interpreter"

func TestMain(m *testing.M) {
	if os.Args[0] == bareName {
		var program yaegi.Program
		if err := json.NewDecoder(os.Stdin).Decode(&program); err != nil {
			panic(err)
		}
		yaegi.Execute(program)
	}
	os.Exit(m.Run())
}

// An outcome is what a program prints and how it ends. Of standard error only
// the first line counts: the rest of a panic is addresses.
type outcome struct {
	stdout, stderr string
	status         int
}

func (o outcome) String() string {
	return fmt.Sprintf("status %d\nstderr %q\nstdout:\n%s", o.status, o.stderr, o.stdout)
}

// A program is a txtar file: main.go, perhaps further files, and what Go made of
// them.
type program struct {
	path    string
	archive *txtar.Archive
	files   map[string]string
	want    outcome
}

// isEvidence reports whether allowed.txt is made from the program.
func (p *program) isEvidence() bool {
	return strings.Contains(p.path, folders[0]) || strings.Contains(p.path, folders[1])
}

func (p *program) name() string { return strings.TrimSuffix(filepath.Base(p.path), ".txtar") }

// folders of programs. Those of the first two are evidence for allowed.txt;
// those of the second go wrong under yaegi unless they are lowered.
var folders = []string{"testdata/same", "../lower/testdata", "testdata/any"}

func load(t *testing.T, folder string) []*program {
	paths, err := filepath.Glob(folder + "/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no programs in %s: %v", folder, err)
	}
	var all []*program
	for _, path := range paths {
		a, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		p := &program{path: path, archive: a, files: map[string]string{}}
		for _, f := range a.Files {
			switch f.Name {
			case "stdout":
				p.want.stdout = string(f.Data)
			case "stderr":
				p.want.stderr = strings.TrimSuffix(string(f.Data), "\n")
			case "status":
				p.want.status, _ = strconv.Atoi(strings.TrimSpace(string(f.Data)))
			default:
				p.files[f.Name] = string(f.Data)
			}
		}
		all = append(all, p)
	}
	return all
}

// TestSameAsGo runs every program as a reader's program is run: lowered,
// certified, and under yaegi if nothing was refused. None may differ from Go.
func TestSameAsGo(t *testing.T) {
	if *update {
		record(t)
	}
	var counts [3]int
	var mutex sync.Mutex
	for _, folder := range folders {
		same, refused := 0, 0
		each(load(t, folder), func(p *program) {
			verdict, why := judge(p)
			mutex.Lock()
			defer mutex.Unlock()
			switch verdict {
			case "same":
				same++
			case "refused":
				refused++
				t.Logf("%s: %s", p.name(), why)
				if p.isEvidence() {
					t.Errorf("%s is evidence and must not be refused: %s", p.path, why)
				}
			default:
				counts[2]++
				t.Errorf("%s: %s", p.path, why)
			}
		})
		t.Logf("%s: %d same, %d refused", folder, same, refused)
		counts[0] += same
		counts[1] += refused
	}
	t.Logf("all: %d same, %d refused, %d different", counts[0], counts[1], counts[2])
}

func judge(p *program) (verdict, why string) {
	lowered, err := lowerFiles(p.files)
	if err != nil {
		return "different", err.Error()
	}
	if refusals := Program(lowered); len(refusals) > 0 && !(*update && p.isEvidence()) {
		return "refused", fmt.Sprint(refusals[0], " and ", len(refusals)-1, " more")
	}
	got := interpret(lowered.Sources)
	if got.status == statusRefused {
		return "refused", got.stderr
	}
	if got != p.want {
		return "different", fmt.Sprintf("under yaegi %v\nunder Go %v", got, p.want)
	}
	return "same", ""
}

// TestNeeded: what package lower shows its rewritings with goes wrong under bare
// yaegi. If one does not, a rewriting may have become needless.
func TestNeeded(t *testing.T) {
	each(load(t, folders[1]), func(p *program) {
		if got := interpret(p.files); got == p.want {
			t.Errorf("%s: yaegi gets it right as it is", p.path)
		}
	})
}

// statusRefused is how package yaegi ends when it cannot load a program.
const statusRefused = 125

func lowerFiles(files map[string]string) (*gocheck.Checked, error) {
	checked, problems := gocheck.Load(files)
	if len(problems) > 0 {
		return nil, fmt.Errorf("does not compile: %v", problems[0])
	}
	return lower.Program(checked)
}

// interpret runs a program under yaegi as it is.
func interpret(files map[string]string) outcome {
	return execute("/proc/self/exe", bareName, input(files))
}

// input is what the process that is only the interpreter reads.
func input(files map[string]string) *bytes.Reader {
	checked, _ := lower.Load(files)
	program := yaegi.Program{Name: "main", Files: files, Init: yaegi.InitOrder(checked.Fset, checked.Info)}
	for _, f := range checked.Files {
		for _, spec := range f.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			program.Imports = append(program.Imports, path)
		}
	}
	encoded, err := json.Marshal(program)
	if err != nil {
		panic(err)
	}
	return bytes.NewReader(encoded)
}

// hangs bounds a program that does not end; it is no measure of anything.
const hangs = 20 * time.Second

func execute(path, name string, input *bytes.Reader) outcome {
	ctx, cancel := context.WithTimeout(context.Background(), hangs)
	defer cancel()
	cmd := exec.CommandContext(ctx, path)
	cmd.Args[0] = name
	if input != nil {
		cmd.Stdin = input
	}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	cmd.Run() // its end is the outcome
	if n := stdout.Len(); n > 0 && stdout.Bytes()[n-1] != '\n' {
		stdout.WriteByte('\n') // as txtar does
	}
	return outcome{stdout.String(), told(stderr.String(), cmd.ProcessState.ExitCode()), cmd.ProcessState.ExitCode()}
}

// told is what of standard error is compared: of the end of a program that failed, what comes before
// the traces.
func told(stderr string, status int) string {
	stderr = strings.TrimSpace(stderr)
	if status != 0 {
		stderr, _, _ = strings.Cut(stderr, "\n")
	}
	return stderr
}

// each calls f for all programs, two at a time.
func each(programs []*program, f func(*program)) {
	var wait sync.WaitGroup
	slots := make(chan bool, 2)
	for _, p := range programs {
		slots <- true
		wait.Go(func() { f(p); <-slots })
	}
	wait.Wait()
}

// TestEvidence: allowed.txt holds what the programs show and nothing else.
func TestEvidence(t *testing.T) {
	list := map[string]string{}
	for _, p := range evidence(t) {
		lowered, err := lowerFiles(p.files)
		if err != nil {
			t.Fatalf("%s: %v", p.path, err)
		}
		for construct := range constructs(lowered) {
			if list[construct] == "" {
				list[construct] = p.name()
			}
		}
	}
	if *update {
		var b strings.Builder
		for _, construct := range slices.Sorted(maps.Keys(list)) {
			if why := refusedWhateverIsTried(construct); why != "" {
				t.Errorf("%s has %q: %s", list[construct], construct, why)
				continue
			}
			fmt.Fprintf(&b, "%s\t%s\n", construct, list[construct])
		}
		if err := os.WriteFile("allowed.txt", []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	for construct, name := range allowed() {
		if list[construct] == "" {
			t.Errorf("allowed.txt has %q from %s, which no program shows", construct, name)
		}
		if why := refusedWhateverIsTried(construct); why != "" {
			t.Errorf("allowed.txt has %q from %s: %s", construct, name, why)
		}
	}
	for construct, name := range list {
		if allowed()[construct] == "" {
			t.Errorf("%s shows %q, which is not in allowed.txt; go test -update", name, construct)
		}
	}
}

func evidence(t *testing.T) []*program {
	return append(load(t, folders[0]), load(t, folders[1])...)
}

func constructs(c *gocheck.Checked) map[string]bool {
	found := map[string]bool{}
	examine(c, func(_ token.Pos, construct, _ string) { found[construct] = true })
	return found
}

// TestPackagesInPart: they are those whose names the evidence uses and that are not allowed as a
// whole.
func TestPackagesInPart(t *testing.T) {
	used := map[string]bool{}
	for _, p := range evidence(t) {
		for name, text := range p.files {
			if !strings.HasSuffix(name, ".go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ImportsOnly)
			if err != nil {
				t.Fatalf("%s: %v", p.path, err)
			}
			for _, s := range f.Imports {
				path, _ := strconv.Unquote(s.Path.Value)
				if !(s.Name != nil && s.Name.Name == "_") && !slices.Contains(packages, path) {
					used[path] = true
				}
			}
		}
	}
	if got := slices.Sorted(maps.Keys(used)); !slices.Equal(got, PackagesInPart()) {
		t.Errorf("the programs use %q; PackagesInPart is %q", got, PackagesInPart())
	}
}
