package gobuild

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"bothends/runner/box"
)

func TestMain(m *testing.M) {
	box.Hook(func([]byte, func()) {})
	os.Exit(m.Run())
}

func find(t testing.TB) *Toolchain {
	t.Helper()
	chain, err := Find(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return chain
}

// run executes a binary in a box, as a program is executed.
func run(t *testing.T, binary []byte, args ...string) (stdout string, exit box.Exited) {
	t.Helper()
	b, err := box.Start(box.Spec{Workers: []box.Worker{{Limits: box.Limits{Memory: 256 << 20, CPUSeconds: 10}}}})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if err := b.Execute(0, box.Executable{Binary: binary, Args: append([]string{"main"}, args...)}); err != nil {
		t.Fatal(err)
	}
	for {
		report, err := b.Next(time.Now().Add(time.Minute))
		switch {
		case err != nil:
			t.Fatal(err)
		case report.Idle:
			t.Fatal("the program did not end")
		case report.Output != nil:
			stdout += string(report.Output.Bytes)
		case report.Exited != nil:
			return stdout, *report.Exited
		}
	}
}

func TestBuildAndRun(t *testing.T) {
	chain := find(t)
	files := map[string]string{
		"main.go": "package main\n\nimport (\n\t\"fmt\"\n\t\"net\"\n\t\"os\"\n)\n\nfunc main() {\n\tln, err := net.Listen(\"tcp\", \"127.0.0.1:7\")\n\tfmt.Println(ln.Addr(), err, os.Args[1:], os.Environ())\n\tos.Exit(status)\n}\n",
		"more.go": "package main\n\nconst status = 3\n",
	}
	binary, err := chain.Build(t.Context(), files)
	if err != nil {
		t.Fatal(err)
	}
	stdout, exit := run(t, binary, "a", "b c")
	if want := "127.0.0.1:7 <nil> [a b c] [GOMAXPROCS=2]\n"; stdout != want || exit.Status != 3 || exit.Signal != 0 {
		t.Errorf("printed %q, ended %+v; want %q and status 3", stdout, exit, want)
	}
	again, err := chain.Build(t.Context(), files)
	if err != nil || &again[0] != &binary[0] {
		t.Errorf("the same files were built again, %v", err)
	}
}

func TestCompiledProgramIsConfined(t *testing.T) {
	binary, err := find(t).Build(t.Context(), map[string]string{"main.go": `package main

import (
	"fmt"
	"os"
	"syscall"
)

func main() {
	root, err := os.ReadDir("/")
	fmt.Println(len(root), err)
	_, err = os.ReadFile("/proc/self/status")
	fmt.Println(err)
	_, err = syscall.Socket(syscall.AF_NETLINK, syscall.SOCK_RAW, 0)
	fmt.Println(err)
	fmt.Println(syscall.Setuid(1))
	_, err = os.StartProcess("/bin/id", nil, &os.ProcAttr{})
	fmt.Println(err)
	syscall.Exec("/bin/id", nil, nil)
}
`})
	if err != nil {
		t.Fatal(err)
	}
	stdout, exit := run(t, binary)
	want := "2 <nil>\nopen /proc/self/status: no such file or directory\naddress family not supported by protocol\n" +
		"operation not permitted\nfork/exec /bin/id: operation not permitted\n"
	if stdout != want || exit.Signal == 0 {
		t.Errorf("printed %q, ended %+v; want %q, and a signal at exec", stdout, exit, want)
	}
}

func TestBuildErrors(t *testing.T) {
	chain := find(t)
	var said *BuildError
	_, err := chain.Build(t.Context(), map[string]string{"main.go": "package main\n\nfunc main() { x }\n"})
	if !errors.As(err, &said) || !strings.HasPrefix(said.Output, "main.go:3:15: undefined: x") {
		t.Errorf("a program that is wrong: %v", err)
	}
	_, err = chain.Build(t.Context(), map[string]string{"main.go": "package main\n\nimport \"example.com/x\"\n\nfunc main() {}\n"})
	if err == nil || err.Error() != "package example.com/x is not in the standard library" {
		t.Errorf("another package: %v", err)
	}
}

// TestBuildTooMuch: a program of a few lines is given up if each has twice as many functions made
// as the one before.
func TestBuildTooMuch(t *testing.T) {
	var source strings.Builder
	source.WriteString("package main\n\ntype a[T any] struct{ v *T }\n\ntype b[T any] struct{ v *T }\n\nfunc f0[T any](v *T) { println(v) }\n")
	const doublings = 28
	for i := range doublings {
		fmt.Fprintf(&source, "func f%d[T any](v *T) { f%d(&a[T]{v}); f%[2]d(&b[T]{v}) }\n", i+1, i)
	}
	fmt.Fprintf(&source, "func main() { f%d(new(int)) }\n", doublings)
	var said *BuildError
	if _, err := find(t).Build(t.Context(), map[string]string{"main.go": source.String()}); !errors.As(err, &said) || !strings.HasSuffix(said.Output, ": the program is too much for it") {
		t.Errorf("functions that double %d times: %v", doublings, err)
	}
}

func TestBuildEndsWithItsReader(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	gone := errors.New("the reader is gone")
	cancel(gone)
	_, err := find(t).Build(ctx, map[string]string{"main.go": "package main\n\nfunc main() { println(\"never built before\") }\n"})
	if !errors.Is(err, gone) {
		t.Errorf("Build returned %v; want the cause", err)
	}
}

func BenchmarkBuild(b *testing.B) {
	chain := find(b)
	for _, imports := range []string{"net", "net/http"} {
		b.Run(imports, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				source := "package main\n\nimport (\n\t\"fmt\"\n\t_ \"" + imports + "\"\n)\n\nfunc main() { fmt.Println(\"" + strings.Repeat("x", i) + "\") }\n"
				if _, err := chain.Build(b.Context(), map[string]string{"main.go": source}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// A compiler that runs out of memory says so in one line, in place of its stacks.
func TestToolSaid(t *testing.T) {
	const short = "compile needed more than 1024 MiB of memory: the program is too much for it"
	for said, want := range map[string]string{
		"runtime: out of memory: cannot allocate 4194304-byte block (1069547520 in use)\nfatal error: out of memory\n\ngoroutine 1 [running]:\nruntime.throw(": short,
		"fatal error: runtime: cannot allocate memory\n\nruntime stack:\n":                                                                                     short,
		"main.go:3:15: undefined: x\n":                      "main.go:3:15: undefined: x\n",
		"main.go:3:9: string \"fatal error: \" is no int\n": "main.go:3:9: string \"fatal error: \" is no int\n",
	} {
		if got := toolSaid("compile", said); got != want {
			t.Errorf("%q becomes %q; want %q", said, got, want)
		}
	}
}
