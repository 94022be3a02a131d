// Package yaegi executes a program with the yaegi interpreter, as a worker:
// one program in one process, which ends as the program ends.
//
// It is no boundary. The interpreter gives a program everything that the
// standard library has, os.Exit and raw system calls included; what holds the
// program is the box around the process (package box). Nor does it check:
// programs come here after package gocheck.
//
// Start at [Execute].
package yaegi

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"reflect"
	"runtime/debug"
	"testing/fstest"

	"github.com/traefik/yaegi/interp"

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

// Execute executes the program and exits with its status.
func Execute(p Program) {
	debug.SetMaxStack(maxStack)
	files := fstest.MapFS{}
	in := interp.New(interp.Options{Unrestricted: true, SourcecodeFilesystem: files, Stderr: nowhere{}})
	if err := symbols.Use(in, p.Imports); err != nil {
		refuse(err)
	}
	os.Args = append([]string{p.Name}, p.Args...)
	flag.CommandLine.Init(p.Name, flag.ExitOnError) // made before the program's name was known
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

// nowhere takes what the interpreter itself has to say about a panic; the
// runtime says it afterwards, in Go's words.
type nowhere struct{}

func (nowhere) Write(b []byte) (int, error) { return len(b), nil }

func evaluate(in *interp.Interpreter, files fstest.MapFS, p Program) error {
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
