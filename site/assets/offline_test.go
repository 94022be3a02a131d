package assets_test

import (
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/chromedp/chromedp"

	"bothends/site/live"
)

// unheard is what a browser says of a server that is gone.
const unheard = "network: Failed to load resource: net::ERR_CONNECTION_REFUSED"

// copied waits until the browser has a copy of the book, which its first page tells.
func (b *tab) copied(address string) {
	b.t.Helper()
	b.load(chromedp.Navigate(address))
	b.until("document.querySelector('.copy-of-book p')?.textContent.includes('has a copy of the whole book')")
}

// copies are the names of the copies that the browser has.
const copies = `caches.keys().then((names) => names.join(" "))`

// After a first visit the book is there without its server: the page that was open, others,
// and searching. It was served by bothends, or by a static host below a path.
func TestOffline(t *testing.T) {
	fsys, dir := shelf(t), filepath.Join(t.TempDir(), "site")
	built(t, fsys, dir)
	for _, test := range []struct {
		name  string
		serve func(t *testing.T) (address string, stop func())
	}{
		{"served", func(t *testing.T) (string, func()) {
			address, stop := serve(t, fsys, live.Options{})
			return address + "/", stop
		}},
		{"static", func(t *testing.T) (string, func()) {
			s := below(t, dir)
			return s.URL + "/book/", s.Close
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			browser := startBrowser(t) // its copies are its own
			address, stop := test.serve(t)
			b := open(t, browser, address+"tcp/close.html", unheard, "network: Failed to load resource: the server responded with a status of 503")
			b.copied(address)
			b.load(chromedp.Navigate(address + "tcp/close.html"))
			stop()
			b.load(chromedp.Reload())
			if got := value[string](b, "document.querySelector('h1').textContent + getComputedStyle(document.querySelector('.skip')).position"); got != "Closingabsolute" {
				t.Errorf("without a server, the page says %q", got)
			}
			b.load(chromedp.Click(chromedp.CSS(".next")))
			if got := get(b, chromedp.Text(chromedp.CSS("h1"))); got != "UDP" {
				t.Errorf("without a server, the next page is %q", got)
			}
			b.unkept(address)
			b.find("address already in use", address+"udp/none.html#taken")
			b.load(chromedp.Navigate(address + "search.html?q=lingering"))
			b.until("document.querySelector('.found a')?.textContent === 'In time'")
			b.load(chromedp.Navigate(address + "tcp/"))
			b.load(chromedp.Navigate(address))
			b.click(".copy-of-book button")
			b.until("document.querySelector('.copy-of-book button').textContent === 'Make a copy'")
			if got := value[string](b, copies); got != "" {
				t.Errorf("the copy was removed, and there is %q", got)
			}
		})
	}
}

// unkept opens, without a server, a page that there is not: what is shown leads to what the
// browser has, in the book's style, from any depth. The page that was open is opened again.
func (b *tab) unkept(address string) {
	b.t.Helper()
	from := value[string](b, "location.href")
	answer := b.load(chromedp.Navigate(address + "tcp/deeper/none.html?x=1#y"))
	if answer.Status != 503 || value[string](b, "location.pathname.split('/').pop() + document.querySelector('h1').textContent") != "none.htmlNot in your copy" {
		b.t.Errorf("a page that is not kept: status %d, %s", answer.Status, value[string](b, "location.href + document.documentElement.outerHTML"))
	}
	if got := value[string](b, "getComputedStyle(document.querySelector('.skip')).position + typeof bothends"); got != "absoluteobject" {
		b.t.Errorf("without style or script: %s", got)
	}
	if got := value[string](b, "[...document.querySelectorAll('main li a, main p a')].map((a) => a.href).join(' ')"); got != address+"index.html "+address+"search.html "+address+"calls.html "+address+"tcp/deeper/none.html?x=1" {
		b.t.Errorf("it leads to %s", got)
	}
	b.load(chromedp.Click(chromedp.CSS("main li a")))
	if got := get(b, chromedp.Text(chromedp.CSS("h1"))); got != "Shelf" {
		b.t.Errorf("from there one comes to %q", got)
	}
	b.load(chromedp.Navigate(from))
}

// Who is online sees the book as it is, and the copy follows it, whole; nothing that was run is in it.
func TestNewVersion(t *testing.T) {
	fsys, dir := shelf(t), filepath.Join(t.TempDir(), "site")
	built(t, fsys, dir)
	s := below(t, dir)
	address := s.URL + "/book/"
	b := open(t, startBrowser(t), address, unheard)
	b.copied(address)
	first := value[string](b, copies)
	if !strings.HasPrefix(first, "bothends:/book/:") || strings.Contains(first, " ") {
		t.Errorf("the copies are %q", first)
	}
	fsys["lessons/01-tcp/010-close.md"] = &fstest.MapFile{Data: []byte(strings.Replace(string(fsys["lessons/01-tcp/010-close.md"].Data), "One direction ends.", "The new version.", 1))}
	built(t, fsys, dir)
	b.load(chromedp.Navigate(address + "tcp/close.html"))
	const says = "document.querySelector('main').textContent.includes('The new version.')"
	if !value[bool](b, says) {
		t.Error("online, the page is old")
	}
	second := value[string](b, `(async () => {
		for (;;) {
			const now = await `+copies+`;
			if (now !== "`+first+`" && !now.includes(" ")) return now;
			await new Promise(requestAnimationFrame);
		}
	})()`)
	s.Close()
	b.load(chromedp.Reload())
	if !value[bool](b, says) {
		t.Errorf("offline, the page is old; the copy was %s and is %s", first, second)
	}
	for _, kept := range value[[]string](b, `caches.open("`+second+`").then((c) => c.keys()).then((all) => all.map((r) => r.url))`) {
		if !strings.HasPrefix(kept, address) || strings.Contains(kept, "?") {
			t.Errorf("the copy holds %s", kept)
		}
	}
}
