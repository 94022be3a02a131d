package verify

import (
	"context"
	"os"
	"os/exec"
	"sync"
	"testing"

	"bothends/runner"
	"bothends/runner/gobuild"
	"bothends/site/lesson"
	"bothends/site/verify/passed"
)

// What it costs to verify this book: all of it, and when nothing has changed. For
// comparison there is what the go command takes to vet and build its programs.
func BenchmarkBook(b *testing.B) {
	fsys := os.DirFS("../..")
	all := func(b *testing.B, cache *passed.Cache) {
		b.Helper()
		opened, err := lesson.Open(fsys)
		if err != nil {
			b.Fatal(err)
		}
		chain := sync.OnceValues(func() (*gobuild.Toolchain, error) { return gobuild.Find(context.Background()) })
		o := Options{Cache: cache, Runner: &runner.Runner{Toolchain: chain}}
		err = Book(b.Context(), fsys, opened, o, func(r Result) {
			if r.State() != Passed {
				b.Errorf("%s: %s%s", r.Snippet, r.Details(), r.NotRun)
			}
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.Run("all", func(b *testing.B) {
		for b.Loop() {
			all(b, nil)
		}
	})
	b.Run("cached", func(b *testing.B) {
		cache := passed.Open(b.TempDir(), "")
		all(b, cache)
		for b.Loop() {
			all(b, cache)
		}
	})
	b.Run("go vet and go build, one after the other", func(b *testing.B) {
		dirs, err := os.ReadDir("../../snippets")
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			goCommand(b, "vet", "./snippets/...")
			for _, d := range dirs {
				if d.IsDir() {
					goCommand(b, "build", "-o", b.TempDir(), "./snippets/"+d.Name()+"/...")
				}
			}
		}
	})
}

func goCommand(b *testing.B, args ...string) {
	b.Helper()
	cmd := exec.CommandContext(b.Context(), "go", args...)
	cmd.Dir = "../.."
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("go %s: %v\n%s", args[0], err, out)
	}
}
