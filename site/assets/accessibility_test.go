package assets_test

import (
	"crypto/sha256"
	"encoding/base64"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"bothends/site/live"
)

// kinds of page: each looks otherwise than the others.
var kinds = []struct{ name, path string }{
	{"home", "/"},
	{"part", "/ip-sockets/"},
	{"lesson with calls on its ladder", "/ip-sockets/raw-server.html"},
	{"lesson with an exercise", "/ip-sockets/goroutines.html"},
	{"lesson with figures", "/sockets/connections.html"},
	{"glossary", "/glossary.html"},
	{"index of calls", "/calls.html"},
}

// unfold opens all that is folded.
const unfold = `document.querySelectorAll("details").forEach((d) => { d.open = true; }), true`

// axeSum is that of axe-core 4.14.1, as its sri-history.json lists it.
const axeSum = "sha256-KTSJmUUM3yhJqOcLeRL8LahahJ2jnA0NU5T1HUqe2Vw="

// axe is the program that looks for violations.
func axe(t *testing.T) string {
	t.Helper()
	source, err := os.ReadFile("testdata/axe/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(source)
	if got := "sha256-" + base64.StdEncoding.EncodeToString(sum[:]); got != axeSum {
		t.Fatalf("testdata/axe/axe.min.js is not the published file: %s, want %s", got, axeSum)
	}
	return string(source)
}

// violations runs axe on the page as it stands; each is its rule, what is wrong, and
// where.
const violations = `axe.run().then((r) => r.violations.flatMap((v) =>
	v.nodes.map((n) => v.id + ": " + n.failureSummary + " " + n.target.join(" ") + " " + n.html)))`

// No page violates what axe knows of accessibility, in either scheme, on a wide
// screen and on a telephone, folded or unfolded, read or edited.
func TestAccessibility(t *testing.T) {
	source, browser := axe(t), startBrowser(t)
	address, _ := serve(t, os.DirFS("../.."), live.Options{})
	for _, kind := range kinds {
		t.Run(kind.name, func(t *testing.T) {
			tab := open(t, browser, address+kind.path)
			value[bool](tab, source+"; true")
			look := func(how string) {
				t.Helper()
				for _, found := range value[[]string](tab, violations) {
					t.Errorf("%s: %s", how, found)
				}
			}
			for _, scheme := range []string{"light", "dark"} {
				prefer(tab, scheme)
				tab.do(chromedp.EmulateViewport(1280, 900))
				look(scheme)
			}
			value[bool](tab, unfold)
			for _, scheme := range []string{"light", "dark"} {
				prefer(tab, scheme)
				tab.do(chromedp.EmulateViewport(375, 812))
				look(scheme + ", unfolded, on a telephone")
			}
			if value[bool](tab, `document.querySelector(".edit-button")?.click() ?? document.querySelector(".edit-button") !== null`) {
				look("while it is edited")
			}
		})
	}
}

// prefer says which scheme the reader likes.
func prefer(b *tab, scheme string) {
	b.t.Helper()
	preference := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, preference); err != nil {
		b.t.Fatal(err)
	}
}

// No page scrolls sideways, and no text of a ladder stands outside its drawing, at the
// width of a telephone, a tablet, a laptop and a screen.
func TestOverflow(t *testing.T) {
	browser := startBrowser(t)
	address, _ := serve(t, os.DirFS("../.."), live.Options{})
	tab := open(t, browser, address+"/")
	pages := value[[]string](tab, "[...new Set([...document.links].map((a) => a.pathname))].sort()")
	if len(pages) < len(kinds) {
		t.Errorf("only %q", pages)
	}
	for _, page := range pages {
		tab.do(chromedp.Navigate(address + page))
		value[bool](tab, unfold)
		for _, width := range []int{375, 768, 1280, 1920} {
			tab.do(chromedp.EmulateViewport(int64(width), 900))
			if got := value[int](tab, "document.documentElement.scrollWidth"); got > width {
				t.Errorf("%s is %d pixels wide, on a screen of %d", page, got, width)
			}
			if out := value[[]string](tab, outside); len(out) > 0 {
				t.Errorf("%s at %d: outside the drawing:\n%s", page, width, strings.Join(out, "\n"))
			}
		}
	}
}

// outside lists texts of ladders that stick out of their drawing, to the side; half a
// pixel is a matter of rounding.
const outside = `[...document.querySelectorAll(".ladder svg")].filter((svg) => svg.checkVisibility()).flatMap((svg) => {
	const frame = svg.getBoundingClientRect();
	return [...svg.querySelectorAll("text")].filter((text) => {
		const box = text.getBoundingClientRect();
		return box.left < frame.left - .5 || box.right > frame.right + .5;
	}).map((text) => text.textContent);
})`
