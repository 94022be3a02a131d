package site

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bothends/site/lesson"
)

// wordList has the words that are right though no dictionary has them, one in a
// line, sorted.
const wordList = "../lessons/_words.txt"

var word = regexp.MustCompile(`[\pL][\pL']*`)

// The words of lessons are in the dictionary, or in the list.
func TestBookSpelling(t *testing.T) {
	if _, err := exec.LookPath("aspell"); err != nil {
		t.Skip("spelling is not checked: no aspell; apt-get install aspell aspell-en")
	}
	text, err := os.ReadFile(wordList)
	if err != nil {
		t.Fatal(err)
	}
	known := strings.Fields(string(text))
	if !slices.IsSorted(known) {
		t.Errorf("%s is not sorted; run LC_ALL=C sort -u -o on it", path.Base(wordList))
	}
	places := map[string]string{} // the first of each word
	for _, line := range prose(theBook(t)) {
		for _, w := range word.FindAllString(strings.ReplaceAll(line.Text, "’", "'"), -1) {
			w = strings.TrimSuffix(strings.Trim(w, "'"), "'s")
			if strings.ToUpper(w) == w {
				continue // a name, such as TCP or EINVAL
			}
			if places[w] == "" && !slices.Contains(known, w) && !slices.Contains(known, strings.ToLower(w)) {
				places[w] = fmt.Sprintf("%s:%d", line.File, line.Number)
			}
		}
	}
	cmd := exec.Command("aspell", "--lang=en_GB", "--encoding=utf-8", "--ignore=1", "list")
	cmd.Stdin = strings.NewReader(strings.Join(slices.Sorted(maps.Keys(places)), "\n") + "\n")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("aspell: %v", err)
	}
	unknown := strings.Fields(string(out))
	slices.Sort(unknown)
	for _, w := range slices.Compact(unknown) {
		t.Errorf("%s: %q is in no dictionary; if it is right, add it to lessons/_words.txt", places[w], w)
	}
}

// prose is all that is to be spelt rightly: of lessons, and of exercises.
func prose(b *lesson.Book) []lesson.Line {
	var all []lesson.Line
	for _, l := range b.Lessons() {
		all = append(all, l.Prose()...)
	}
	for _, x := range b.Exercises {
		for _, p := range x.Properties {
			for _, text := range []string{p.Held, p.Failed} {
				all = append(all, lesson.Line{File: x.Dir + "/exercise.toml", Number: 1, Text: lesson.WithoutCode(text)})
			}
		}
	}
	return all
}
