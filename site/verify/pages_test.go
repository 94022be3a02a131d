package verify

import (
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"bothends/site/lesson"
	"bothends/site/verify/passed"
)

func TestFollow(t *testing.T) {
	public := fstest.MapFS{
		"index.html":       {Data: []byte(`<a href="tcp/echo.html#loop"></a><a href="tcp/"></a><a href="https://example.com/none">`)},
		"tcp/index.html":   {Data: []byte(`<a href="../index.html"></a><link href="../style.css"><img src=none.svg>`)},
		"tcp/echo.html":    {Data: []byte(`<h2 id="loop"></h2><a href="#loop"></a><a href="#lop"></a><a href="../index.html#top"></a><a href="/tcp/none.html"></a>`)},
		"style.css":        {},
		"tcp/not-html.txt": {Data: []byte(`<a href="none">`)},
	}
	got, err := follow(public)
	want := []string{
		"tcp/echo.html: the link #lop leads nowhere: tcp/echo.html has no id lop",
		"tcp/echo.html: the link ../index.html#top leads nowhere: index.html has no id top",
		"tcp/echo.html: the link /tcp/none.html leads nowhere: there is no tcp/none.html",
		"tcp/index.html: the link none.svg leads nowhere: there is no tcp/none.svg",
	}
	slices.Sort(want)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got\n%s\n%v\nwant\n%s", strings.Join(got, "\n"), err, strings.Join(want, "\n"))
	}
}

// The pages of a sound book are well, once; those of one without recordings are
// not looked at.
func TestPages(t *testing.T) {
	dir := write(t, book)
	pages := func(c *passed.Cache) Result {
		fsys := os.DirFS(dir)
		b, err := lesson.Open(fsys)
		if err != nil {
			t.Fatal(err)
		}
		return Pages(fsys, b, c)
	}
	cache := passed.Open(t.TempDir(), "")
	if r := pages(cache); r.State() != Skipped {
		t.Errorf("without recordings: %+v", r)
	}
	check(t, dir, Options{Update: true, Dir: dir})
	if r := pages(cache); r.State() != Passed || r.Cached {
		t.Errorf("%+v", r)
	}
	if r := pages(cache); !r.Cached {
		t.Errorf("again: %+v", r)
	}
	const first = "lessons/01-part/010-first.md"
	change(t, dir, first, read(t, dir, first)+"\nMore.\n")
	if r := pages(cache); r.State() != Passed || r.Cached {
		t.Errorf("with more text: %+v", r)
	}
}
