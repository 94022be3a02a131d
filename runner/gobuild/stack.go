package gobuild

import (
	"fmt"
	"maps"
	"strings"
)

// MaxStack is where the stack of a goroutine of a built program overflows, in bytes: Go's own limit
// is 1 GB (runtime/debug.SetMaxStack), and the memory of a box ends before. The runtime doubles a
// stack by copying it, and keeps the old ones for a while: of 256 MiB, a program that does nothing
// but call itself gets this much, and then no more memory.
const MaxStack = 64 << 20

// stackFile is a name that no program's file can have. It comes before theirs, so what it declares
// is initialized before what they do.
const stackFile = "!stack.go"

// withStack adds the limit to a program, without which recursion that never ends is told as want of
// memory, and nowhere. One that sets a limit itself is left alone.
func withStack(files map[string]string) map[string]string {
	for _, source := range files {
		if strings.Contains(source, "SetMaxStack") {
			return files
		}
	}
	files = maps.Clone(files)
	files[stackFile] = fmt.Sprintf("package main\n\nimport stack_ \"runtime/debug\"\n\nvar _ = stack_.SetMaxStack(%d)\n", MaxStack)
	return files
}
