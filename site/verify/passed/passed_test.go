package passed

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestCache(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "not", "there", "yet")
	c := Open(dir, "a program")
	k, err := c.Key("tcp-echo", map[string]string{"main.go": "package main"})
	if err != nil || c.Has(k) {
		t.Fatalf("an empty cache has %v, %v", k, err)
	}
	c.Put(k)
	for _, test := range []struct {
		what  string
		cache *Cache
		parts []any
		want  bool
	}{
		{"the same", Open(dir, "a program"), []any{"tcp-echo", map[string]string{"main.go": "package main"}}, true},
		{"another byte", c, []any{"tcp-echo", map[string]string{"main.go": "package mAin"}}, false},
		{"another name", c, []any{"tcp-echO", map[string]string{"main.go": "package main"}}, false},
		{"less", c, []any{"tcp-echo"}, false},
		{"of another program", Open(dir, "a program, changed"), []any{"tcp-echo", map[string]string{"main.go": "package main"}}, false},
		{"no cache", nil, []any{"tcp-echo", map[string]string{"main.go": "package main"}}, false},
	} {
		k, err := test.cache.Key(test.parts...)
		if got := test.cache.Has(k); err != nil || got != test.want {
			t.Errorf("%s: has %v, %v; want %v", test.what, got, err, test.want)
		}
	}
	if k, err := c.Key(func() {}); err == nil {
		t.Errorf("a key of what cannot be written: %v", k)
	}
}

func TestTimes(t *testing.T) {
	dir := t.TempDir()
	Open(dir, "one").PutTime("tcp-echo", 3*time.Second)
	if got := Open(dir, "another").Time("tcp-echo"); got != 3*time.Second {
		t.Errorf("took %v; want 3s", got)
	}
	if got := Open(dir, "one").Time("udp-echo"); got != 0 {
		t.Errorf("what never ran took %v", got)
	}
}

// What is damaged, or cannot be written, is not known, and nothing else.
func TestDamage(t *testing.T) {
	dir := t.TempDir()
	c := Open(dir, "")
	k, _ := c.Key("x")
	if err := os.WriteFile(filepath.Join(dir, string(k)), []byte("pass"), 0o644); err != nil {
		t.Fatal(err)
	}
	if c.Has(k) {
		t.Error("has passed, by a file that says nothing of the kind")
	}
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	none := Open(filepath.Join(file, "cache"), "")
	none.Put(k)
	if none.Has(k) {
		t.Error("a folder that cannot be made remembers")
	}
}

func TestTrim(t *testing.T) {
	dir, now := t.TempDir(), time.Now()
	entry := func(name string, age time.Duration) {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte("0s\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(file, now.Add(-age), now.Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	there := func(name string) bool {
		_, err := os.Stat(filepath.Join(dir, name))
		return err == nil
	}
	entry("old", MaxAge+time.Hour)
	entry("least", time.Hour)
	for i := range MaxEntries {
		entry(fmt.Sprintf("new-%d", i), time.Minute)
	}
	Open(dir, "")
	if there("old") || there("least") || !there("new-0") {
		t.Errorf("old is there: %v, the least used: %v, a new one: %v", there("old"), there("least"), there("new-0"))
	}
	entry("old", MaxAge+time.Hour)
	Open(dir, "")
	if !there("old") {
		t.Error("trimmed twice in a day")
	}
}

// The build id is the one that Go itself reads.
func TestProgramID(t *testing.T) {
	file, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	want, err := exec.Command("go", "tool", "buildid", file).Output()
	if err != nil {
		t.Skipf("no build id to compare with: go tool buildid: %v", err)
	}
	got, err := programID(file)
	if id := strings.TrimSpace(string(want)); err != nil || got != id {
		t.Errorf("build id %q, %v; go tool buildid says %q", got, err, id)
	}
	other := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(other, []byte("no program"), 0o644); err != nil {
		t.Fatal(err)
	}
	// printf 'no program' | sha256sum
	const sum = "77c81fb66a43b886cf465ef2634a071856e9529e7509b908ab5c2e70f6e2ddd9"
	if got, err := programID(other); err != nil || got != sum {
		t.Errorf("of a file without one: %q, %v", got, err)
	}
}
