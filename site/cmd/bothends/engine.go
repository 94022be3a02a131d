package main

import (
	"context"
	"flag"
	"sync"

	"bothends/runner"
	"bothends/runner/gobuild"
)

// newRunner is a runner that looks for a Go toolchain when it first needs one.
func newRunner(ctx context.Context) *runner.Runner {
	return &runner.Runner{Toolchain: sync.OnceValues(func() (*gobuild.Toolchain, error) { return gobuild.Find(ctx) })}
}

// engineFlag is the -engine of a command.
func engineFlag(f *flag.FlagSet) *runner.Engine {
	engine := new(runner.Engine)
	f.Func("engine", "what executes programs: `yaegi|go|auto`, the interpreter, the Go toolchain, or the first where it does as Go does (default auto)",
		func(name string) (err error) {
			*engine, err = runner.ParseEngine(name)
			return err
		})
	return engine
}
