package assets_test

import (
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"bothends/site"
	"bothends/site/lesson"
	"bothends/site/live"
)

// shelf is a book of two parts, with a program that really was recorded.
func shelf(t *testing.T) fstest.MapFS {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range map[string]string{
		"index.md":            "+++\ntitle = \"Shelf\"\n+++\n\nWelcome.\n",
		"01-tcp/index.md":     "+++\ntitle = \"TCP\"\n+++\n\nA stream.\n",
		"01-tcp/010-close.md": "+++\ntitle = \"Closing\"\ngoal = \"You can end it.\"\n+++\n\n## Half a close\n\nOne direction ends.\n\n## In time\n\n```go\nc.SetReadDeadline(t) // lingering\n```\n",
		"02-udp/index.md":     "+++\ntitle = \"UDP\"\n+++\n\nMessages.\n",
		"02-udp/010-none.md":  "+++\ntitle = \"Nobody\"\ngoal = \"You know it when nobody is there.\"\n+++\n\nThe [close](../01-tcp/010-close.md) is elsewhere.\n\n## Run it\n\n```run tcp-echo-refused\n```\n\n## Taken\n\nOf a port that is taken it says: address already in use.\n",
	} {
		fsys["lessons/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	top := os.DirFS("../..")
	err := fs.WalkDir(top, "snippets/tcp-echo-refused", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Base(path.Dir(path.Dir(name))) == "breaks" {
			return err
		}
		text, err := fs.ReadFile(top, name)
		fsys[name] = &fstest.MapFile{Data: text}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return fsys
}

// built builds the static site of a book into dir.
func built(t *testing.T, fsys fs.FS, dir string) {
	t.Helper()
	b, err := lesson.Open(fsys)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := site.Build(t.Context(), b, site.Options{Dir: dir}); err != nil {
		t.Fatal(err)
	}
}

// below serves a folder as a static host does that knows nothing of the site, at /book/.
func below(t *testing.T, dir string) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle("/book/", http.StripPrefix("/book/", http.FileServer(http.Dir(dir))))
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

// withheld serves a folder, but for a script: that it was asked for is told, and it comes when
// come is closed.
func withheld(t *testing.T, dir, script string) (address string, asked <-chan bool, come chan<- bool) {
	t.Helper()
	first, closed, files := make(chan bool, 1), make(chan bool), http.FileServer(http.Dir(dir))
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(path.Base(r.URL.Path), script) {
			select {
			case first <- true:
			default:
			}
			select {
			case <-closed:
			case <-t.Context().Done():
			}
		}
		files.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s.URL, first, closed
}

// sought is what a reader looks for, and where it is.
var sought = map[string]string{
	"half a close":           "tcp/close.html#half-a-close",
	"SetReadDeadline":        "tcp/close.html#in-time",
	"deadline":               "tcp/close.html#in-time",
	"ECONNREFUSED":           "udp/none.html#run-it",
	"connection refused":     "udp/none.html#run-it",
	"Address already in use": "udp/none.html#taken",
	"adress alredy in use":   "udp/none.html#taken",
	"lingering":              "tcp/close.html#in-time",
}

// A reader finds, by keyboard, a heading, a call, an error and a word of code, and gets
// there: from a server, from a static host below a path, and from a disk.
func TestSearch(t *testing.T) {
	browser, dir := startBrowser(t), filepath.Join(t.TempDir(), "site")
	fsys := shelf(t)
	built(t, fsys, dir)
	served, _ := serve(t, fsys, live.Options{})
	for name, address := range map[string]string{"served": served + "/", "static": below(t, dir).URL + "/book/", "disk": "file://" + dir + "/"} {
		t.Run(name, func(t *testing.T) {
			b := open(t, browser, address+"tcp/index.html")
			for _, query := range slices.Sorted(maps.Keys(sought)) {
				b.find(query, address+sought[query])
			}
			b.do(press("/"))
			b.until("document.querySelector('.finder')?.open")
			b.do(insert("xyzzy"))
			b.until("document.querySelector('.found-status').textContent === 'Nothing found'")
			b.do(press("Escape"))
			if value[bool](b, "document.querySelector('.finder').open") {
				t.Error("Escape does not close the dialog")
			}
			b.do(chromedp.Focus(chromedp.CSS(".search button")), chromedp.KeyEvent("\r"))
			b.until("document.querySelector('.finder').open && document.activeElement.type === 'search'")
			b.do(press("Escape"))
			b.until("document.activeElement.matches('.search button')") // from where it was opened
		})
	}
}

// What a reader types before the search is there is not lost, and typing goes on behind it.
func TestSearchTypedEarly(t *testing.T) {
	browser, dir := startBrowser(t), filepath.Join(t.TempDir(), "site")
	built(t, shelf(t), dir)
	address, asked, come := withheld(t, dir, "minisearch")
	b := open(t, browser, address+"/tcp/index.html")
	b.do(press("/"))
	<-asked
	b.do(chromedp.KeyEvent("half a clo"))
	close(come)
	b.until("document.querySelector('.finder[open] input') === document.activeElement")
	b.do(chromedp.KeyEvent("se"))
	if got := value[string](b, "document.activeElement.value"); got != "half a close" {
		t.Errorf("the field has %q", got)
	}
	b.until("document.querySelector('.finder .found a')?.href.endsWith('tcp/close.html#half-a-close')")
	b.do(press("Escape"))
	b.until("!document.querySelector('.finder').open && !document.activeElement.closest('.finder')")
	b.do(press("/"))
	b.until("document.querySelector('.finder[open] input') === document.activeElement")
	b.do(chromedp.KeyEvent("lingering"))
	if got := value[string](b, "document.activeElement.value"); got != "lingering" {
		t.Errorf("the field has %q the next time", got)
	}
}

// find searches with the keys alone, and follows the first of what is found.
func (b *tab) find(query, want string) {
	b.t.Helper()
	b.do(press("/"))
	b.until("document.querySelector('.finder[open] input') === document.activeElement")
	b.do(insert(query))
	b.until("document.querySelector('.finder .found a') && !document.querySelector('.found-status').textContent.includes('…')")
	if marks := value[int](b, "document.querySelector('.found a + span').querySelectorAll('mark').length + document.querySelector('.found a').textContent.toLowerCase().includes("+quoted(strings.ToLower(query))+")"); marks == 0 {
		b.t.Errorf("%q: nothing is marked in %s", query, value[string](b, "document.querySelector('.found').innerText"))
	}
	b.do(press("ArrowDown"))
	if got := value[string](b, "document.activeElement.href"); got != want {
		b.t.Errorf("%q leads to %s first; want %s", query, got, want)
		return
	}
	if value[bool](b, "document.activeElement.href.split('#')[0] === location.href.split('#')[0]") {
		b.do(chromedp.KeyEvent("\r"))
		b.until("!document.querySelector('.finder').open")
	} else {
		b.load(chromedp.KeyEvent("\r"))
	}
	if got := value[string](b, "location.href"); got != want {
		b.t.Errorf("%q: Enter leads to %s; want %s", query, got, want)
	}
}

func quoted(s string) string { return `"` + s + `"` }

// The dialog violates nothing, in either scheme and on a phone, and does not scroll
// sideways; a slash that a field is given is the field's.
func TestAccessibleSearch(t *testing.T) {
	source, browser := axe(t), startBrowser(t)
	address, _ := serve(t, shelf(t), live.Options{})
	b := open(t, browser, address+"/udp/none.html")
	b.size(375, 700)
	value[bool](b, source+"; true")
	b.do(chromedp.Focus(chromedp.CSS(".theme select")), press("/"))
	if value[bool](b, "document.activeElement.tagName !== 'SELECT' || Boolean(document.querySelector('.finder'))") {
		t.Error("a key that a field was given opens the dialog")
	}
	b.click(".search button")
	b.until("document.querySelector('.finder[open]')")
	b.do(insert("close"))
	b.until("document.querySelectorAll('.finder .found a').length > 2")
	for _, scheme := range []string{"light", "dark"} {
		prefer(b, scheme)
		for _, found := range value[[]string](b, violations) {
			t.Errorf("%s: %s", scheme, found)
		}
	}
	if got := value[int](b, "Math.max(document.documentElement.scrollWidth, document.querySelector('.finder').getBoundingClientRect().right)"); got > 375 {
		t.Errorf("%d pixels wide, on a screen of 375", got)
	}
}

// Without a script a server answers, and a static site says what it needs.
func TestSearchWithoutScript(t *testing.T) {
	browser, dir := startBrowser(t), filepath.Join(t.TempDir(), "site")
	fsys := shelf(t)
	built(t, fsys, dir)
	address, _ := serve(t, fsys, live.Options{})
	static := below(t, dir)
	b := open(t, browser, address+"/tcp/close.html")
	if _, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	b.load(chromedp.Reload())
	b.do(chromedp.SendKeys(chromedp.CSS(".search input"), `alredy in use "<&`))
	b.load(chromedp.KeyEvent("\r"))
	for css, want := range map[string]string{
		".found-status": "1 found", ".found > li > p": "Nobody", ".found a": "Taken", "#query": "",
	} {
		if got := get(b, chromedp.Text(chromedp.CSS(css))); got != want {
			t.Errorf("%s is %q, want %q", css, got, want)
		}
	}
	if got := get(b, chromedp.Value(chromedp.CSS("#query"))); got != `alredy in use "<&` {
		t.Errorf("the field holds %q", got)
	}
	b.load(chromedp.Click(chromedp.CSS(".found a")))
	if got := get(b, chromedp.Location()); got != address+"/udp/none.html#taken" {
		t.Errorf("what was found leads to %s", got)
	}
	b.host = strings.TrimPrefix(static.URL, "http://")
	b.load(chromedp.Navigate(static.URL + "/book/search.html?q=x"))
	if got := get(b, chromedp.Text(chromedp.CSS("noscript"))); !strings.HasPrefix(got, "Searching needs JavaScript here") {
		t.Errorf("a static site says %q", got)
	}
}
