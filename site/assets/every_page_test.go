package assets_test

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"golang.org/x/tools/txtar"

	"bothends/site/live"
)

// widths are those of a telephone, a tablet, a laptop and a screen.
var widths = []int{375, 768, 1280, 1920}

// shifts lists how far the layout has moved, and what of it, since the page began to load;
// it waits until what was loaded is drawn.
const shifts = `new Promise((resolve) => {
	const all = [], place = ({ x, y, width, height }) => [x, y, width, height].join(" ");
	const moved = (s) => (s.node?.outerHTML ?? s.node?.data ?? "").slice(0, 80) + " from " + place(s.previousRect) + " to " + place(s.currentRect);
	new PerformanceObserver((list) => { for (const e of list.getEntries()) all.push([e.value, ...e.sources.map(moved)].join("; ")); })
		.observe({ type: "layout-shift", buffered: true });
	const drawn = () => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(all))));
	if (document.readyState === "complete") drawn(); else addEventListener("load", drawn);
})`

// sideways lists the panes of programs that scroll sideways.
const sideways = `[...document.querySelectorAll(".pane .code")].filter((c) => c.scrollWidth > c.clientWidth).map((c) => c.ariaLabel)`

// No page, in any width and in either scheme, scrolls sideways, moves while it loads,
// violates what axe knows of accessibility, says anything on the console or asks
// another host; and on each the strict policy is in force.
func TestEveryPage(t *testing.T) {
	source, browser := axe(t), startBrowser(t)
	address, _ := serve(t, os.DirFS("../.."), live.Options{})
	first := open(t, browser, address+"/")
	pages := value[[]string](first, "[...new Set([...document.links].map((a) => a.pathname))].filter((p) => !p.startsWith('/print/')).sort()")
	pages = append(pages, "/print/how-programs-run.html", "/search.html?q=address+already+in+use") // a short one of its kind, and what no link leads to
	if len(pages) < len(kinds) {
		t.Errorf("only %q", pages)
	}
	var all sync.WaitGroup
	for _, half := range [][]string{pages[:len(pages)/2], pages[len(pages)/2:]} {
		tab := open(t, browser, address+"/")
		all.Go(func() {
			for _, path := range half {
				for _, fault := range look(tab, source, address+path) {
					t.Errorf("%s %s", path, fault)
				}
			}
		})
	}
	all.Wait()
}

// look looks at one page in all ways, and returns what is wrong.
func look(tab *tab, axe, address string) (faults []string) {
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	prefer(tab, "light")
	tab.size(1280, 900)
	answer := tab.load(chromedp.Navigate(address))
	if got, _ := answer.Headers["Content-Security-Policy"].(string); !strings.HasPrefix(got, "default-src 'none'; script-src 'self'; style-src 'self';") {
		fault("has the policy %q", got)
	}
	// A busy browser draws a page that it has read half of, whose tables then grow: what the
	// page itself moves, it moves each time.
	moved := value[[]string](tab, shifts)
	for range 2 {
		if len(moved) > 0 {
			tab.load(chromedp.Reload())
			moved = value[[]string](tab, shifts)
		}
	}
	if len(moved) > 0 {
		fault("moves by %s while it loads", strings.Join(moved, ", "))
	}
	value[bool](tab, axe+"; true")
	for _, found := range value[[]string](tab, faint) {
		fault("light, at 1280: %s", found)
	}
	value[bool](tab, unfold)
	for _, width := range slices.Backward(widths) {
		tab.size(int64(width), 900)
		for _, scheme := range []string{"light", "dark"} {
			prefer(tab, scheme)
			if got := value[int](tab, "document.documentElement.scrollWidth"); got > width {
				fault("is %d pixels wide, %s, on a screen of %d", got, scheme, width)
			}
		}
		if out := value[[]string](tab, outside); len(out) > 0 {
			fault("at %d, outside the drawing:\n%s", width, strings.Join(out, "\n"))
		}
		if panes := value[[]string](tab, sideways); width >= 1280 && len(panes) > 0 {
			fault("at %d, %q scroll sideways", width, panes)
		}
	}
	for _, found := range value[[]string](tab, violations) {
		fault("dark, unfolded, at 375: %s", found)
	}
	return faults
}

// Who needs larger letters, or zooms, still has every line on the screen.
func TestLargeText(t *testing.T) {
	browser := startBrowser(t)
	address, _ := serve(t, os.DirFS("../.."), live.Options{})
	for _, kind := range kinds {
		tab := open(t, browser, address+kind.path)
		value[bool](tab, unfold)
		tab.size(640, 450, chromedp.EmulateScale(2)) // 1280 pixels at 200 %
		if got := value[int](tab, "document.documentElement.scrollWidth"); got > 640 {
			t.Errorf("%s at 200 %%: %d pixels wide on a screen of 640", kind.name, got)
		}
		small := value[float64](tab, "document.querySelector('main p').getBoundingClientRect().height")
		tab.size(768, 900)
		if _, err := chromedp.Call(tab.ctx, page.SetFontSizes, page.SetFontSizesParams{FontSizes: &page.FontSizes{Standard: 32, Fixed: 26}}); err != nil {
			t.Fatal(err)
		}
		tab.until("getComputedStyle(document.body).fontSize === '34px'")
		if got := value[int](tab, "document.documentElement.scrollWidth"); got > 768 || small == 0 {
			t.Errorf("%s with letters of 32 pixels: %d pixels wide on a screen of 768", kind.name, got)
		}
	}
}

// The system's wishes are heard: more contrast, its own colours, less motion.
func TestPreferences(t *testing.T) {
	browser := startBrowser(t)
	address, _ := serve(t, os.DirFS("../.."), live.Options{})
	tab := open(t, browser, address+"/sockets/close.html")
	for _, test := range []struct{ feature, wish, expression, want string }{
		{"prefers-contrast", "more", "getComputedStyle(document.querySelector('.goal')).color", "rgb(28, 31, 35)"},
		{"forced-colors", "active", "getComputedStyle(document.querySelector('.plain')).borderTopStyle", "solid"},
		{"prefers-reduced-motion", "reduce", "getComputedStyle(document.documentElement).scrollBehavior", "auto"},
		{"prefers-reduced-motion", "no-preference", "getComputedStyle(document.documentElement).scrollBehavior", "smooth"},
	} {
		wish := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "light"}, {Name: test.feature, Value: test.wish}}}
		if _, err := chromedp.Call(tab.ctx, emulation.SetEmulatedMedia, wish); err != nil {
			t.Fatal(err)
		}
		if got := value[string](tab, test.expression); got != test.want {
			t.Errorf("%s: %s: %s is %s, want %s", test.feature, test.wish, test.expression, got, test.want)
		}
	}
}

// The whole book on one page is as wide as the screen.
func TestPaperOnScreen(t *testing.T) {
	browser := startBrowser(t)
	tab := open(t, browser, static(t)+"/print/book.html")
	for _, width := range widths {
		tab.size(int64(width), 900)
		if got := value[int](tab, "document.documentElement.scrollWidth"); got > width {
			t.Errorf("%d pixels wide on a screen of %d", got, width)
		}
	}
}

// A book that is written from the right stands the other way round, but for its
// programs and what they print.
func TestFromTheRight(t *testing.T) {
	browser := startBrowser(t)
	text, err := os.ReadFile("../live/testdata/book.txtar")
	if err != nil {
		t.Fatal(err)
	}
	hebrew, err := txtar.FS(txtar.Parse(bytes.Replace(text, []byte("+++\n"), []byte("+++\nlanguage = \"he\"\n"), 1)))
	if err != nil {
		t.Fatal(err)
	}
	address, _ := serve(t, hebrew, live.Options{})
	tab := open(t, browser, address+"/part/hello.html")
	for _, width := range widths {
		tab.size(int64(width), 900)
		if got := value[int](tab, "document.documentElement.scrollWidth"); got > width {
			t.Errorf("%d pixels wide on a screen of %d", got, width)
		}
	}
	got := value[[]string](tab, `["main p", "pre.code", ".transcript", ".contents"].map((s) => getComputedStyle(document.querySelector(s)).direction)`)
	if want := []string{"rtl", "ltr", "ltr", "ltr"}; !slices.Equal(got, want) { // the contents are in English
		t.Errorf("text, code, transcript and contents run %q, want %q", got, want)
	}
	if !value[bool](tab, `document.querySelector(".contents").getBoundingClientRect().left > document.querySelector("main > *").getBoundingClientRect().right`) {
		t.Error("the contents do not stand on the right")
	}
}
