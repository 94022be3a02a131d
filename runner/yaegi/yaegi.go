// Package yaegi executes a program with the yaegi interpreter, as a worker:
// one program in one process, which ends as the program ends.
//
// It is no boundary. The interpreter gives a program everything that the
// standard library has, os.Exit and raw system calls included; what holds the
// program is the box around the process (package box). Nor does it check:
// programs come here after package gocheck.
//
// Start at [Prepare].
package yaegi

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"runtime/debug"
	"slices"
	"testing/fstest"

	"github.com/traefik/yaegi/interp"
	"github.com/traefik/yaegi/stdlib/generic"

	"bothends/runner/yaegi/symbols"
)

// A Program is what a worker is given to execute.
type Program struct {
	Name    string            // os.Args[0]
	Args    []string          // the rest of os.Args
	Files   map[string]string // file name to source, all of package main
	Imports []string          // import paths of all files
}

// The exit status of a worker that could not execute its program at all.
const statusRefused = 125

// maxStack is where a goroutine's stack overflows: well within the worker's
// memory, so that deep recursion ends as Go ends it.
const maxStack = 64 << 20

// Prepare makes an interpreter ready. Calling what it returns executes the
// program and exits with its status.
func Prepare(p Program) (execute func()) {
	debug.SetMaxStack(maxStack)
	files := fstest.MapFS{}
	in := newInterpreter(files, p.Imports)
	return func() { run(in, files, p) }
}

func run(in *interp.Interpreter, files fstest.MapFS, p Program) {
	os.Args = append([]string{p.Name}, p.Args...)
	err := evaluate(in, files, p)
	var panicked interp.Panic
	switch {
	case errors.As(err, &panicked):
		value := panicked.Value
		if v, ok := value.(reflect.Value); ok && v.CanInterface() {
			value = v.Interface() // how the interpreter carries what is not a basic type
		}
		panic(value) // for the runtime to print, and to end the process, as it does for Go
	case err != nil:
		refuse(err)
	}
	os.Exit(0)
}

// refuse ends the worker when the interpreter cannot do what the compiler could.
func refuse(err error) {
	fmt.Fprintf(os.Stderr, "bothends: the interpreter cannot run this program: %v\n", err)
	os.Exit(statusRefused)
}

func newInterpreter(files fstest.MapFS, imports []string) *interp.Interpreter {
	in := interp.New(interp.Options{Unrestricted: true, SourcecodeFilesystem: files, Stderr: nowhere{}})
	if err := symbols.Use(in, imports); err != nil {
		refuse(err)
	}
	return in
}

// nowhere takes what the interpreter itself has to say about a panic; the
// runtime says it afterwards, in Go's words.
type nowhere struct{}

func (nowhere) Write(b []byte) (int, error) { return len(b), nil }

// genericPackages are those that the interpreter has as source, because a
// generic function cannot be a symbol.
var genericPackages = []string{"cmp", "maps", "slices"}

func evaluate(in *interp.Interpreter, files fstest.MapFS, p Program) error {
	if slices.ContainsFunc(p.Imports, func(path string) bool { return slices.Contains(genericPackages, path) }) {
		for _, source := range generic.Sources {
			if _, err := in.Compile(source); err != nil {
				return err
			}
		}
	}
	path := "./" // the program's folder, all of it
	for name, source := range p.Files {
		files[name] = &fstest.MapFile{Data: []byte(source)}
		if len(p.Files) == 1 {
			path = name
		}
	}
	_, err := in.EvalPath(path)
	return err
}
