package site

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// TestUntouched: the folders of the spare tell whether names were added to it.
func TestUntouched(t *testing.T) {
	b := newBench(t)
	for _, text := range []string{"A stream.", "A stream of bytes.", "A long stream of bytes."} {
		put(b.fsys, "lessons/01-tcp/index.md", "+++\ntitle = \"TCP\"\n+++\n\n"+text+"\n")
		b.build()
	}
	r := openRecord(b.o.Cache, b.o.Program, b.o.Dir)
	if r.Spare == nil {
		t.Fatal("there is no spare")
	}
	made := time.Unix(0, slices.Max(slices.Collect(maps.Values(r.Spare.Folders))))
	if r.Spare.Began = made.Add(tick / 2); r.untouched() {
		t.Error("it is trusted though it had just been made")
	}
	r.Spare.Began = made.Add(2 * tick)
	if !r.untouched() || !r.whole(r.place(), r.differing()) {
		t.Error("it is taken for touched")
	}
	file := filepath.Join(r.place(), "tcp", "mine.html")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if r.untouched() || r.whole(r.place(), r.differing()) {
		t.Error("another file in it is not seen")
	}
}
