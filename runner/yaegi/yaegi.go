// Package yaegi executes a program with the yaegi interpreter, as a worker:
// one program in one process, which ends as the program ends.
//
// The program ends as Go would end it: with what Go prints of a panic, where it
// was, and status 2. On the way, recover returns what it would return under Go,
// runtime errors are Go's own, deferred functions are all called, and types are
// what their names say. None of this is the interpreter's doing; a supervisor
// between it and the program sees to it (guard.go). Where it cannot tell what Go
// would do, the worker ends with status 125 and says so.
//
// It is no boundary. The interpreter gives a program everything that the
// standard library has, os.Exit and raw system calls included; what holds the
// program is the box around the process (package box). Nor does it check:
// programs come here after package gocheck.
//
// Start at [Execute]; who can do something else with a program that the interpreter cannot
// begin takes [Prepare].
package yaegi

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"reflect"
	"runtime/debug"
	"strings"
	"testing/fstest"

	"github.com/traefik/yaegi/interp"

	"bothends/runner/yaegi/host"
	"bothends/runner/yaegi/symbols"
)

// A Program is what a worker is given to execute.
type Program struct {
	Name    string            // os.Args[0]
	Args    []string          // the rest of os.Args
	Files   map[string]string // file name to source, all of package main
	Imports []string          // import paths of all files
	Init    []string          // of Files, as InitOrder has it
}

// The exit status of a worker that could not execute its program as Go would.
const statusRefused = 125

// Cannot begins the line on standard error with which such a worker says so.
const Cannot = "bothends: the interpreter cannot "

// MaxStack is where a goroutine's stack overflows: well within the worker's
// memory, so that deep recursion ends as Go ends it.
const MaxStack = 64 << 20

// Execute executes the program and exits with its status.
func Execute(p Program) {
	execute, err := Prepare(p)
	if err != nil {
		refuse(err)
	}
	execute()
}

// Prepare does all that comes before the program itself, which has done nothing when it
// returns. Its error is that the interpreter cannot run the program. What it returns is
// called at most once, and does not return.
func Prepare(p Program) (execute func(), err error) {
	debug.SetMaxStack(MaxStack)
	debug.SetTraceback("single") // Go's own default, which the box has changed
	in := interp.New(interp.Options{Unrestricted: true, SourcecodeFilesystem: fstest.MapFS{}, Stderr: nowhere{}})
	if err := symbols.Use(in, p.Imports); err != nil {
		return nil, err
	}
	hooks := &host.Hooks{}
	if err := in.Use(interp.Exports{host.Path + "/host": {"NewDefers": reflect.ValueOf(hooks.NewDefers)}}); err != nil {
		return nil, err
	}
	os.Args = append([]string{p.Name}, p.Args...)
	flag.CommandLine = flag.NewFlagSet(p.Name, flag.ExitOnError) // the one that was there has the flags of this process
	flag.CommandLine.Usage = func() { flag.Usage() }
	source, err := parse(in.FileSet(), p)
	if err != nil {
		return nil, err
	}
	program, err := compile(in, source)
	if err != nil {
		return nil, err
	}
	x, err := newSupervisor(in, source)
	if err == nil {
		*hooks = x.hooks()
		err = x.supervise(program)
	}
	if err != nil {
		return nil, err
	}
	return func() { x.execute(in, program) }, nil
}

// execute executes a program, and exits with its status.
func (x *supervisor) execute(in *interp.Interpreter, program *interp.Program) {
	_, err := in.Execute(program)
	var panicked interp.Panic
	switch {
	case errors.As(err, &panicked):
		x.die(panicked.Value, nil)
	case err != nil:
		refuse(err)
	}
	x.panics.settle()
	os.Exit(0)
}

// compile prepares a program for being executed. That the interpreter panics there is no
// panic of the program's.
func compile(in *interp.Interpreter, source *source) (program *interp.Program, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("it fails at it: %s", strings.ReplaceAll(fmt.Sprint(r), anyFile+":", ":"))
		}
	}()
	if program, _, err = compileParts(in, source, nil); err != nil {
		err = errors.New(strings.ReplaceAll(err.Error(), anyFile+":", ":"))
	}
	return program, err
}

// compileParts compiles the types of a program before the rest. Those that lead back to themselves are
// returned with those before.
func compileParts(in *interp.Interpreter, source *source, before map[string]reflect.Type) (*interp.Program, map[string]reflect.Type, error) {
	types, rest := source.parted()
	if _, err := in.CompileAST(types); err != nil {
		return nil, before, err
	}
	before = makeRecursive(in, before)
	program, err := in.CompileAST(rest)
	return program, before, err
}

// refuse ends the worker when the interpreter cannot do what the compiler could.
func refuse(err error) {
	fmt.Fprintf(os.Stderr, Cannot+"run this program: %v\n", err)
	os.Exit(statusRefused)
}

// nowhere takes what the interpreter itself has to say about a panic; it is said
// afterwards, in Go's words.
type nowhere struct{}

func (nowhere) Write(b []byte) (int, error) { return len(b), nil }
