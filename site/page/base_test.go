package page

import (
	"bytes"
	"strings"
	"testing"

	"bothends/site/assets"
)

func TestParseBase(t *testing.T) {
	for _, test := range []struct{ in, want, fault string }{
		{"", "", ""},
		{"https://example.org", "https://example.org/", ""},
		{"https://example.org/", "https://example.org/", ""},
		{"http://localhost:8080/book", "http://localhost:8080/book/", ""},
		{"https://example.org/a/b/", "https://example.org/a/b/", ""},
		{"https://[::1]:8080", "https://[::1]:8080/", ""},
		{"https://example.org/a%2Fb", "https://example.org/a%2Fb/", ""},
		{"example.org", "", "no address of a site"},
		{"/book/", "", "no address of a site"},
		{"ftp://example.org/", "", "no address of a site"},
		{"https:///book", "", "no address of a site"},
		{"https://me@example.org/", "", "no user"},
		{"https://example.org/?a", "", "no question mark"},
		{"https://example.org/?", "", "no question mark"},
		{"https://example.org/#a", "", "no #"},
		{"https://example.org/a/../b", "", "shortest"},
		{"https://example.org//", "", "shortest"},
		{"https://example.org/%zz", "", "%zz"},
	} {
		got, err := ParseBase(test.in)
		switch {
		case test.fault == "" && (err != nil || got != test.want):
			t.Errorf("%q: %q, %v; want %q", test.in, got, err, test.want)
		case test.fault != "" && (err == nil || !strings.Contains(err.Error(), test.fault)):
			t.Errorf("%q: %q, %v; want an error about %q", test.in, got, err, test.fault)
		}
	}
}

// What names the address of a page is there if the site has one, and else is not.
func TestCard(t *testing.T) {
	b := book(t)
	for path, want := range map[string]string{
		"index.html":     "https://example.org/book/",
		"tcp/index.html": "https://example.org/book/tcp/",
		"tcp/echo.html":  "https://example.org/book/tcp/echo.html",
	} {
		with := render(t, b, path, Options{Base: "https://example.org/book/"})
		for _, tag := range []string{`<link rel="canonical" href="` + want + `">`, `<meta property="og:url" content="` + want + `">`, `<meta property="og:title" content="`} {
			if strings.Count(with, tag) != 1 {
				t.Errorf("%s has %s %d times", path, tag, strings.Count(with, tag))
			}
		}
		if without := render(t, b, path, Options{}); strings.Contains(without, "canonical") || strings.Contains(without, "og:") {
			t.Errorf("%s names an address that it does not know", path)
		}
	}
	fresh := render(t, b, "tcp/echo.html", Options{Live: true, Base: "https://example.org/book/", Fresh: &Fresh{Snippet: "tcp-echo"}})
	if strings.Contains(fresh, "canonical") {
		t.Error("the answer to a form goes by an address")
	}
}

// The page for addresses that have none is found at any depth, so its links begin
// at the root of the host, where the site's place on it is known.
func TestNotFoundAtAnyDepth(t *testing.T) {
	var w bytes.Buffer
	if err := NotFound(&w, book(t), "404.html", assets.Load(), Options{Base: "https://example.org/book/"}); err != nil {
		t.Fatal(err)
	}
	text := w.String()
	if !strings.Contains(text, `href="/book/index.html"`) || strings.Contains(text, `href="index.html"`) || strings.Contains(text, "canonical") {
		t.Errorf("its links depend on where it is:\n%s", text)
	}
}
