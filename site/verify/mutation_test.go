package verify

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bothends/runner/recording"
	"bothends/site/lesson"
)

// recordedLine is a line of a recording: when, who, what kind, and the rest.
var recordedLine = regexp.MustCompile(`^( *\S+ +)(\S+)( +)(\w+\+?)( *)(.*)$`)

// asserted are the kinds of which each line must come again, and in its order
// among those of its process.
var asserted = []string{"problem", "start", "stdout", "stderr", "limit", "exit"}

// A mutation is a recording with one mistake in it.
type mutation struct{ what, text string }

// Each recording of this book is changed in one character, with a line dropped,
// one added, or two swapped: whatever matters is noticed. What does not matter is
// how many of the changes are about when something happened, notes, input, and
// how packets and calls were cut.
func TestMutations(t *testing.T) {
	b, err := lesson.Open(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	made, parsed := 0, 0
	for _, name := range slices.Sorted(maps.Keys(b.Snippets)) {
		s := b.Snippets[name]
		recordings := map[string]*recording.Recording{name: s.Recording}
		for _, e := range s.Breaks {
			if e.Varies == "" { // of those that vary only what lessons assert is compared
				recordings[e.Edited.Name] = e.Recording
			}
		}
		for name, r := range recordings {
			if r == nil {
				t.Errorf("%s has no recording", name)
				continue
			}
			for _, m := range mutations(r) {
				made++
				changed, err := recording.Parse("recording.txt", []byte(m.text))
				if err != nil {
					continue // what cannot be read is noticed, too
				}
				parsed++
				if recording.Diff(changed, r) == "" {
					t.Errorf("%s: not noticed: %s", name, m.what)
				}
			}
		}
	}
	if parsed < 1000 {
		t.Errorf("%d mutations were made, and %d can be read; the book has more lines than that", made, parsed)
	}
	t.Logf("%d mutations, %d of which can be read: all noticed", made, parsed)
}

// mutations changes every line that is asserted in every way.
func mutations(r *recording.Recording) []mutation {
	lines := strings.Split(strings.TrimSuffix(string(r.Format()), "\n"), "\n")
	var all []mutation
	add := func(i int, how string, fresh ...string) {
		text := strings.Join(slices.Concat(lines[:i], fresh), "\n") + "\n"
		all = append(all, mutation{fmt.Sprintf("line %d, %q, %s", i+1, lines[i], how), text})
	}
	for i, line := range lines {
		m := recordedLine.FindStringSubmatch(line)
		if i == 0 || m == nil || !slices.Contains(asserted, strings.TrimSuffix(m[4], "+")) {
			continue
		}
		rest := lines[i+1:]
		add(i, "dropped", rest...)
		add(i, "twice", append([]string{line, line}, rest...)...)
		if text := oneCharacter(m[6]); text != "" {
			add(i, "changed to "+text, append([]string{m[1] + m[2] + m[3] + m[4] + m[5] + text}, rest...)...)
		}
		if len(rest) == 0 || slices.Contains(r.Interleaved, m[2]) {
			continue
		}
		next := recordedLine.FindStringSubmatch(rest[0])
		if next != nil && next[2] == m[2] && next[4] == m[4] && next[6] != m[6] {
			add(i, "after the next", append([]string{rest[0], line}, rest[1:]...)...)
		}
	}
	return all
}

// oneCharacter changes the letter or digit in the middle of a text.
func oneCharacter(text string) string {
	b := []byte(text)
	for i := len(b) / 2; i < len(b); i++ {
		switch c := b[i]; {
		case 'a' <= c && c < 'z', 'A' <= c && c < 'Z', '0' <= c && c < '9':
			b[i]++
			return string(b)
		}
	}
	return ""
}
