package page

import (
	"bytes"
	"compress/gzip"
	"os"
	"regexp"
	"testing"

	"bothends/site/assets"
	"bothends/site/lesson"
)

// budget is how many bytes a lesson may have, compressed, with its style sheet
// and its scripts, before the reader edits.
const budget = 30 << 10

// loaded finds what a browser fetches for a page at once: not what links lead to.
var loaded = regexp.MustCompile(`(?:<link rel="stylesheet" href|<script[^>]* src)="([^"]*)"`)

// What a reader has to wait for stays small: the page as it is served, which is
// larger than the static one, by the weakest compression that a server uses.
func TestBudget(t *testing.T) {
	b, err := lesson.Open(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	a := assets.Load()
	sizes := map[string]int{}
	for _, f := range a.Files() {
		sizes[f.Path] = compressed(t, f.Body)
	}
	largest, name, files := 0, "", 0
	for _, l := range b.Lessons() {
		var w bytes.Buffer
		if err := Render(&w, b, l, a, Options{Live: true}); err != nil {
			t.Fatal(err)
		}
		size := compressed(t, w.Bytes())
		for _, m := range loaded.FindAllStringSubmatch(w.String(), -1) {
			for path, more := range sizes {
				if v := (&view{address: l.Path}); v.href(path) == m[1] {
					size, files = size+more, files+1
				}
			}
		}
		if size > budget {
			t.Errorf("%s: %d bytes compressed, of %d; what is long on it can be split or folded", l.File, size, budget)
		}
		if size > largest {
			largest, name = size, l.File
		}
	}
	if files < len(b.Lessons()) {
		t.Errorf("found %d style sheets and scripts of %d pages", files, len(b.Lessons()))
	}
	t.Logf("the largest is %s: %d bytes compressed", name, largest)
}

func compressed(t *testing.T, body []byte) int {
	t.Helper()
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	z.Write(body)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}
