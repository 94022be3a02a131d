package verify

import (
	"context"
	"flag"
	"os"
	"os/exec"
	"regexp"
	"sync"
	"testing"

	"bothends/runner"
	"bothends/runner/gobuild"
	"bothends/site/lesson"
	"bothends/site/verify/passed"
)

var benchSnippets = flag.String("snippets", "", "`regexp` of the snippets that BenchmarkBook takes; all by default")

// What it costs to verify this book: all of it, and when nothing has changed. For
// comparison there is what the go command takes to vet its programs and to run
// each pair.
func BenchmarkBook(b *testing.B) {
	only := regexp.MustCompile(*benchSnippets)
	fsys := os.DirFS("../..")
	all := func(b *testing.B, cache *passed.Cache) {
		b.Helper()
		opened, err := lesson.Open(fsys)
		if err != nil {
			b.Fatal(err)
		}
		chain := sync.OnceValues(func() (*gobuild.Toolchain, error) { return gobuild.Find(context.Background()) })
		o := Options{Run: only, Cache: cache, Runner: &runner.Runner{Toolchain: chain}}
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
	b.Run("go vet, and go run of each pair", func(b *testing.B) {
		opened, err := lesson.Open(fsys)
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			byGoRun(b, opened, only)
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
