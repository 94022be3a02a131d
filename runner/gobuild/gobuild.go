// Package gobuild compiles a program with this machine's Go toolchain.
//
// Building is as hostile as running: the source is a stranger's, and the
// compiler was not written to withstand it. So compile and link are called
// directly, each as a worker of a box (package box) that shows them the tools
// and the compiled standard library, read-only, one folder to write to, no
// network and nothing else. The go command is called once, outside, to compile
// the standard library; it never sees a reader's source.
//
// The package refuses what is no program of the standard library alone, and a
// toolchain of another minor version than the checker's. It expects a checked
// program (package gocheck), which has no cgo, no go:embed and no go:linkname.
//
// Start at [Find], then [Toolchain.Build].
package gobuild

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"bothends/runner/box"
)

// A Toolchain builds programs, and keeps what it has built. Its methods may be
// called from many goroutines.
type Toolchain struct {
	Version  string // such as go1.26.8
	tools    string
	library  library
	slots    chan struct{} // one for each build that may go on at once
	binaries *cache
}

// What one tool may take while it builds. The linker needs the most: 130 MB
// for a program with net/http, and half a second of a processor. What asks the compiler for
// more than sixteen times that, as types that double do, is not to keep a place from others.
var buildLimits = box.Limits{Memory: 1 << 30, CPUSeconds: 8, FileSize: maxBinary, Descriptors: 512}

const (
	maxBinary = 64 << 20
	maxCached = 256 << 20        // bytes of binaries that are kept
	buildTime = 30 * time.Second // wall-clock time of one tool
)

// A BuildError is what the compiler or linker said when it refused a program
// that the checker had taken, or that it was too much for them.
type BuildError struct{ Output string }

func (e *BuildError) Error() string { return "does not build: " + strings.TrimSpace(e.Output) }

// Build compiles the files of one package main and returns a static binary.
// Equal files give the same bytes, from the cache if they were built lately.
func (t *Toolchain) Build(ctx context.Context, files map[string]string) ([]byte, error) {
	files = withStack(files)
	key := sum(files)
	if binary, ok := t.binaries.get(key); ok {
		return binary, nil
	}
	select {
	case t.slots <- struct{}{}:
		defer func() { <-t.slots }()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	imports, err := t.library.importConfig(files)
	if err != nil {
		return nil, err
	}
	b, err := box.Start(box.Spec{
		Workers:   []box.Worker{{Limits: buildLimits}, {Limits: buildLimits}},
		Toolchain: &box.Toolchain{Tools: t.tools, Archives: t.library.dir},
	})
	if err != nil {
		return nil, err
	}
	defer b.Close()
	defer context.AfterFunc(ctx, b.Cancel)()
	binary, err := build(b, files, imports)
	if errors.Is(err, errCancelled) {
		err = context.Cause(ctx)
	}
	if err != nil {
		return nil, err
	}
	t.binaries.put(key, binary)
	return binary, nil
}

// build compiles and links in a box whose two workers are there for that.
func build(b *box.Box, files map[string]string, imports string) ([]byte, error) {
	inputs := maps.Clone(files)
	const config, object, output = "importcfg", "main.a", "main"
	inputs[config] = imports
	compile := []string{"compile", "-o", object, "-p", "main", "-complete", "-pack", "-trimpath", box.WorkDir, "-importcfg", config}
	compile = append(compile, slices.Sorted(maps.Keys(files))...)
	if err := runTool(b, 0, box.Executable{Tool: "/tool/compile", Files: inputs, Args: compile}); err != nil {
		return nil, err
	}
	link := []string{"link", "-o", output, "-importcfg", config, "-buildmode=exe", "-s", "-w", object}
	if err := runTool(b, 1, box.Executable{Tool: "/tool/link", Args: link}); err != nil {
		return nil, err
	}
	fd, err := b.Fetch(output)
	if err != nil {
		return nil, err
	}
	f := os.NewFile(uintptr(fd), output)
	defer f.Close()
	binary, err := io.ReadAll(io.LimitReader(f, maxBinary+1))
	if err == nil && len(binary) > maxBinary {
		err = fmt.Errorf("the binary is larger than %d MiB", maxBinary>>20)
	}
	return binary, err
}

var errCancelled = errors.New("build cancelled")

// runTool lets a worker become a tool and waits for its end.
func runTool(b *box.Box, worker int, e box.Executable) error {
	if err := b.Execute(worker, e); err != nil {
		return err
	}
	last := time.Now().Add(buildTime)
	var said strings.Builder
	for {
		report, err := b.Next(last)
		switch {
		case err != nil:
			return err
		case report.Cancelled:
			return errCancelled
		case report.Idle:
			return &BuildError{fmt.Sprintf("%s was stopped after %v: the program is too much for it", e.Args[0], buildTime)}
		case report.Output != nil && said.Len() < 16<<10:
			said.Write(report.Output.Bytes)
		case report.Exited != nil && report.Exited.Signal != 0:
			return &BuildError{fmt.Sprintf("%s was ended by signal %d: the program is too much for it", e.Args[0], report.Exited.Signal)}
		case report.Exited != nil && report.Exited.Status != 0:
			return &BuildError{toolSaid(e.Args[0], said.String())}
		case report.Exited != nil:
			return nil
		}
	}
}

// toolSaid is what a tool that refused has to say. One that ran out of memory
// says it by the stacks of its own threads, which are about the tool and nothing
// that a reader could use.
func toolSaid(tool, said string) string {
	for line := range strings.Lines(said) {
		if strings.HasPrefix(line, "fatal error: out of memory") || strings.HasPrefix(line, "fatal error: runtime: ") || strings.HasPrefix(line, "runtime: out of memory") {
			return fmt.Sprintf("%s needed more than %d MiB of memory: the program is too much for it", tool, buildLimits.Memory>>20)
		}
	}
	return said
}

func sum(files map[string]string) [sha256.Size]byte {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(h, "%q %q\n", name, files[name])
	}
	return [sha256.Size]byte(h.Sum(nil))
}
