package site

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"net/url"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"

	"bothends/lessons"
	"bothends/site/assets"
	"bothends/site/lesson"
	"bothends/site/page"
	"bothends/snippets"
)

// The tests of this file are about this book, not about the package: what the
// lessons promise their readers.

func theBook(t *testing.T) *lesson.Book {
	t.Helper()
	b, err := lesson.Open(os.DirFS(".."))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// budget is what a lesson and its style may weigh before the reader edits.
const budget = 30 << 10

func TestBookWeight(t *testing.T) {
	files := render(t, theBook(t), page.Options{})
	style := 0
	for _, f := range assets.Load().Files() {
		if f.Name == "site.css" {
			style = compressed(f.Body)
		}
	}
	for name, body := range files {
		if n := style + compressed(body); path.Ext(name) == ".html" && n > budget {
			t.Errorf("%s: %d bytes compressed, with its style; at most %d", name, n, budget)
		}
	}
}

// render makes all files of a site.
func render(t *testing.T, b *lesson.Book, o page.Options) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for _, out := range plan(b, "", o) {
		body, err := out.make()
		if err != nil {
			t.Fatal(err)
		}
		files[out.path] = body
	}
	return files
}

func compressed(body []byte) int {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(body)
	z.Close()
	return b.Len()
}

// Snippets have at most 64 columns, so that no pane scrolls sideways.
func TestBookWidth(t *testing.T) {
	const columns, tab = 64, 4
	for _, s := range theBook(t).Snippets {
		for _, f := range s.Files {
			n := 0
			for line := range strings.Lines(f.Source) {
				n++
				width := utf8.RuneCountInString(strings.TrimRight(line, "\n")) + (tab-1)*strings.Count(line, "\t")
				if width > columns {
					t.Errorf("snippets/%s/%s: line %d, without region markers, has %d columns; at most %d", s.Name, f.Name, n, width, columns)
				}
			}
		}
	}
}

// Every link in the built pages leads to something, every id is there once, and
// nothing is fetched from another host: at the root of one, under a path, and
// where the pages know their address.
func TestBookPages(t *testing.T) {
	b := theBook(t)
	for _, test := range []struct {
		base string
		at   []string
	}{
		{"", []string{"http://site.test/", "http://site.test/a/b/"}},
		{"https://example.org/book/", []string{"https://example.org/book/"}},
	} {
		files, pages := render(t, b, page.Options{Base: test.base}), map[string]*parsed{}
		for name, body := range files {
			if path.Ext(name) == ".html" {
				pages[name] = parse(t, name, body, test.base)
			}
		}
		for _, at := range test.at {
			t.Run(at, func(t *testing.T) {
				s := &served{at, files, pages}
				for name, p := range s.pages {
					s.follow(t, name, name, p)
				}
				if test.base != "" { // else a host must not answer with it below the root
					s.follow(t, "404.html", "no/such/page.html", s.pages["404.html"])
				}
			})
		}
	}
}

// A served site is one that lies at an address.
type served struct {
	at    string
	files map[string][]byte
	pages map[string]*parsed
}

// follow follows the links of the page of that name, which is shown for an address.
func (s *served) follow(t *testing.T, name, address string, p *parsed) {
	from, err := url.Parse(s.at + address)
	if err != nil {
		t.Fatal(err)
	}
	for _, dest := range p.links {
		to, err := from.Parse(dest)
		if err != nil {
			t.Errorf("%s: the link %s: %v", name, dest, err)
			continue
		}
		id := to.Fragment
		to.Fragment, to.RawFragment = "", ""
		target, inside := strings.CutPrefix(to.String(), s.at)
		if target == "" || strings.HasSuffix(target, "/") {
			target += "index.html"
		}
		if address != name && strings.HasPrefix(dest, "#") {
			target = name
		}
		if _, ok := s.files[target]; !ok || !inside {
			t.Errorf("%s: a link to %s, which is not there", name, dest)
		} else if id != "" && s.pages[target].ids[id] != 1 {
			t.Errorf("%s: a link to %s, an id that is there %d times", name, dest, s.pages[target].ids[id])
		}
	}
	for id, n := range p.ids {
		if n > 1 {
			t.Errorf("%s: %d elements have the id %s", name, n, id)
		}
	}
}

type parsed struct {
	ids   map[string]int
	links []string // to places of the site
}

// parse reads a page of a site whose address is base.
func parse(t *testing.T, name string, body []byte, base string) *parsed {
	doc, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	p := &parsed{ids: map[string]int{}}
	for n := range doc.Descendants() {
		for _, a := range n.Attr {
			outside := strings.Contains(a.Val, "//") || strings.HasPrefix(a.Val, "mailto:")
			if base != "" && strings.HasPrefix(a.Val, base) {
				outside = false
			}
			switch {
			case n.Data == "meta" && a.Key == "content" && base != "" && strings.HasPrefix(a.Val, base):
				p.links = append(p.links, a.Val)
			case a.Key == "id":
				p.ids[a.Val]++
			case a.Key == "style" || strings.HasPrefix(a.Key, "on"):
				t.Errorf("%s: <%s %s=%q>, which the pages' policy forbids", name, n.Data, a.Key, a.Val)
			case (a.Key == "href" || a.Key == "src") && !outside:
				p.links = append(p.links, a.Val)
			case (a.Key == "href" || a.Key == "src") && n.Data != "a":
				t.Errorf("%s: <%s> fetches %s", name, n.Data, a.Val)
			}
		}
		if n.Type == html.ElementNode && (n.Data == "script" || n.Data == "style") && n.FirstChild != nil {
			t.Errorf("%s: an inline %s", name, n.Data)
		}
	}
	return p
}

// What is embedded in the binary is what lies in the folders.
func TestBookEmbedded(t *testing.T) {
	for folder, embedded := range map[string]fs.FS{"lessons": lessons.FS, "snippets": snippets.FS} {
		onDisk := os.DirFS(path.Join("..", folder))
		err := fs.WalkDir(onDisk, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			want, err := fs.ReadFile(onDisk, name)
			if err != nil {
				return err
			}
			if got, err := fs.ReadFile(embedded, name); err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s/%s is not in the binary as it is on disk (%v)", folder, name, err)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// A lesson is read in ten to fifteen minutes, with its programs. First pages, and
// the part about the book's own machinery, may be shorter.
func TestBookLength(t *testing.T) {
	const few, many = 600, 900
	for _, l := range theBook(t).Lessons() {
		n := l.Words()
		aside := l.Slug == "index" || strings.Contains(l.File, "/90-")
		if n > many || n < few && !aside {
			t.Errorf("%s: %d words; %d to %d are a good length", l.File, n, few, many)
		}
		for _, place := range l.Guesses() {
			t.Errorf("%s: this question comes before the run, and asserts nothing of it", place)
		}
	}
}

// A choice's reason does not say again what the page says before it: "Right. Yes. …".
func TestReasonsBeginWithReasons(t *testing.T) {
	again := regexp.MustCompile(`<strong>(?:Right|Wrong)\.</strong> (?:Right|Yes|Correct|True|Exactly|Indeed|No|Wrong|False)[.,:;].{0,40}`)
	seen := 0
	for name, text := range render(t, theBook(t), page.Options{}) {
		seen += strings.Count(string(text), "<strong>Right.</strong>")
		for _, double := range again.FindAllString(string(text), -1) {
			t.Errorf("%s: %s", name, double)
		}
	}
	if seen == 0 {
		t.Error("no question was seen")
	}
}
