package runner

import (
	"bytes"
	"debug/elf"
	"debug/gosym"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"

	"bothends/runner/yaegi"
)

// callSites finds the line of the reader's program that made a call, from the stack
// of the thread that made it.
//
// Of a compiled program the table of its own binary has it. The interpreter's
// process executes what this process does, and has the place of the program's own
// call in the names of functions on its stack, as for the traces of the Go runtime.
//
// Where it is not known for certain there is none: of a call that package net makes
// on a goroutine of its own; of a deferred one, which the interpreter makes when the
// function has ended; and where the compiler put a function of the library into the
// program's own, since the table then has the library's line. A stack is the word of
// the program, which can lie about itself.
type callSites struct {
	files       []string      // the program's own
	interpreted *yaegi.Places // nil: it is compiled
	table       *gosym.Table  // of a compiled one; nil if it has none that can be read
}

// interpretedSites finds lines in a program that is interpreted, in the files that the
// interpreter is given.
func interpretedSites(files map[string]string) *callSites {
	places, err := yaegi.NewPlaces(files)
	if err != nil {
		return nil
	}
	return &callSites{interpreted: places}
}

// compiledSites finds lines in a program that was compiled to the binary.
func compiledSites(files map[string]string, binary []byte) (c *callSites) {
	// The linker's output is as good as its input, which a stranger wrote.
	defer func() {
		if recover() != nil {
			c = nil
		}
	}()
	f, err := elf.NewFile(bytes.NewReader(binary))
	if err != nil {
		return nil
	}
	lines, text := f.Section(".gopclntab"), f.Section(".text")
	if lines == nil || text == nil {
		return nil
	}
	data, err := lines.Data()
	if err != nil {
		return nil
	}
	table, err := gosym.NewTable(nil, gosym.NewLineTable(data, text.Addr))
	if err != nil {
		return nil
	}
	return &callSites{files: slices.Collect(maps.Keys(files)), table: table}
}

// line is the place of the call as FILE:LINE, empty if it is not known. It may be
// called of none.
func (c *callSites) line(callers []uintptr) string {
	switch {
	case c == nil || len(callers) == 0:
		return ""
	case c.interpreted != nil:
		return c.interpretedLine(callers)
	}
	return c.compiledLine(callers)
}

// makesCall reports whether a function is the one of a Go program that makes system
// calls. That a stack begins there shows that it is read rightly.
func makesCall(function string) bool {
	return strings.HasPrefix(function, "internal/runtime/syscall") && strings.HasSuffix(function, ".Syscall6")
}

// interpretedLine reads the innermost place on an interpreter's stack.
func (c *callSites) interpretedLine(callers []uintptr) string {
	call := runtime.FuncForPC(callers[0])
	if call == nil || !makesCall(call.Name()) || len(callers) < 2 {
		return ""
	}
	_, place := c.interpreted.Innermost(callers[1:])
	return place
}

// compiledLine looks for the innermost function of the program itself.
func (c *callSites) compiledLine(callers []uintptr) (place string) {
	defer func() {
		if recover() != nil { // the table is not what it seems
			place = ""
		}
	}()
	if _, _, call := c.table.PCToLine(uint64(callers[0])); call == nil || !makesCall(call.Name) {
		return ""
	}
	for _, back := range callers[1:] {
		file, line, function := c.table.PCToLine(uint64(back) - 1) // within the call, not behind it
		if function == nil || !strings.HasPrefix(function.Name, "main.") {
			continue
		}
		if slices.Contains(c.files, file) { // the library's have a folder
			return fmt.Sprintf("%s:%d", file, line)
		}
		return ""
	}
	return ""
}
