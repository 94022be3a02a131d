package runner

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What one process could not tell the end of, the next one has compiled.
func TestNotes(t *testing.T) {
	notes := Notes{filepath.Join(t.TempDir(), "notes")}
	files := map[string]string{"main.go": "package main\n\nimport \"fmt\"\n\ntype T struct{}\n\nfunc (T) M() {}\n\nfunc main() {\n\tdefer func() { fmt.Println(recover()) }()\n\ts, i := \"\", len(\"12345\")\n\tfmt.Println(s[i], s[i:])\n}\n"}
	first, second := withToolchain(t), withToolchain(t)
	first.Notes, second.Notes = notes, notes
	events, result := runOn(t, first, EngineAuto, files)
	if result.Status != StatusUnavailable || !strings.Contains(texts(events, "main", Note), "run this once more") {
		t.Errorf("first: %+v, notes %q", result, texts(events, "main", Note))
	}
	events, result = runOn(t, second, EngineAuto, files)
	const want = "runtime error: index out of range [5] with length 0\n"
	if start := find(t, events, "main", Start); result != (Result{}) || start.Engine != EngineGo || !strings.Contains(start.Why, "either may come first") || texts(events, "main", Stdout) != want {
		t.Errorf("second: %+v, on %s: %s, %q", result, start.Engine, start.Why, texts(events, "main", Stdout))
	}
	_, result = runOn(t, second, EngineYaegi, files)
	if result.Status != StatusUnavailable {
		t.Errorf("on the interpreter: %+v", result)
	}
}

func TestNotesAreBounded(t *testing.T) {
	n := Notes{t.TempDir()}
	for i := range maxNotes + 10 {
		n.put("programs", string(rune('a'+i)), "reason")
	}
	n.put("programs", "long", strings.Repeat("x", maxNote+1))
	files, err := os.ReadDir(n.Dir)
	if err != nil || len(files) == 0 || len(files) > maxNotes {
		t.Errorf("%d notes, %v", len(files), err)
	}
	if why, ok := n.why("programs", string(rune('a'+maxNotes+9))); !ok || why != "reason" {
		t.Errorf("the last: %q, %t", why, ok)
	}
	if _, ok := n.why("programs", "long"); ok {
		t.Error("a reason that is too long is kept")
	}
	if _, ok := (Notes{}).why("programs", "a"); ok {
		t.Error("nothing was to be kept")
	}
}
