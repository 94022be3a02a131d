package symbols_test

import (
	"os"
	"path/filepath"
	"testing"
)

// BenchmarkStart is a whole process: from its start through the interpreter's
// to the end of a program that does nothing but import.
func BenchmarkStart(b *testing.B) {
	for _, imports := range []string{"fmt", "net", "net/http", "syscall"} {
		b.Run(filepath.Base(imports), func(b *testing.B) {
			file := filepath.Join(b.TempDir(), "main.go")
			source := "package main\n\nimport _ \"" + imports + "\"\n\nfunc main() {}\n"
			if err := os.WriteFile(file, []byte(source), 0o644); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if text, err := interpreted(b, file).CombinedOutput(); err != nil {
					b.Fatalf("%v: %s", err, text)
				}
			}
		})
	}
}
