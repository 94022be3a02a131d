package assets_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"bothends/site"
	"bothends/site/lesson"
)

// static serves the site as it is built, as a plain file server does, but for the
// policy under which a host that knows its business serves it.
func static(t *testing.T) (address string) {
	t.Helper()
	b, err := lesson.Open(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "public")
	if _, err := site.Build(t.Context(), b, site.Options{Dir: dir, Paper: true}); err != nil {
		t.Fatal(err)
	}
	files := http.FileServer(http.Dir(dir))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'")
		files.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestPage(t *testing.T) {
	b := startBrowser(t)
	address := static(t)
	for _, test := range []struct {
		name string
		run  func(*testing.T, context.Context, string)
	}{
		{"without script", readWithoutScript},
		{"keyboard", keyboardTour},
		{"colours", chooseColours},
		{"copy", copyCode},
		{"a term", explainTerm},
		{"a line", linkLine},
		{"progress of another shape", keepOdd},
		{"progress", keepProgress},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, b, address) })
	}
}

const aLesson = "/sockets/close.html"

// All there is to read is read without a script.
func readWithoutScript(t *testing.T, b context.Context, address string) {
	tab := open(t, b, "about:blank", "request to")
	if _, err := chromedp.Call(tab.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	tab.host = strings.TrimPrefix(address, "http://")
	tab.do(chromedp.Navigate(address + aLesson))
	for _, unwanted := range []string{"button:not(.search *)", "select", ".definition:popover-open"} {
		if value[bool](tab, "document.querySelector('"+unwanted+"') !== null") {
			t.Errorf("there is a %s, which does nothing", unwanted)
		}
	}
	for what, visible := range map[string]string{
		"a transcript":     ".run .transcript .row",
		"a program":        ".pane .code",
		"a ladder":         ".ladder svg",
		"the contents":     ".contents summary",
		"the next page":    ".turn .next",
		"an archive":       ".archives a",
		"a section's link": ".toc summary",
	} {
		if !value[bool](tab, "[...document.querySelectorAll('"+visible+"')].some((e) => e.checkVisibility())") {
			t.Errorf("%s is not to be seen", what)
		}
	}
	tab.do(chromedp.Click(chromedp.CSS(".contents summary")))
	if !value[bool](tab, "document.querySelector('#contents .part a').checkVisibility()") {
		t.Error("the contents do not open")
	}
	tab.load(chromedp.Click(chromedp.CSS("main a.term")))
	if got := value[string](tab, "location.pathname + location.hash + document.querySelector(':target').localName"); !strings.HasPrefix(got, "/glossary.html#") || !strings.HasSuffix(got, "dt") {
		t.Errorf("a term leads to %s", got)
	}
}

// stops are what the focus stops at, in order, as the page has them: links, buttons
// and the like that are to be seen and not in a popover.
const stops = `[...document.querySelectorAll("a[href], button, select, textarea, input, summary, [tabindex='0']")]
	.filter((e) => e.tabIndex === 0 && e.checkVisibility() && !e.closest("[popover]"))
	.map((e, i) => (e.dataset.stop = i, i))`

// where is the stop at which the focus is, and whether that is to be seen.
const where = `(() => {
	const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
	return [e.dataset.stop ?? "none", style.outlineStyle !== "none" && box.bottom > 0 && box.top < innerHeight ? "seen" : "unseen", e.outerHTML.slice(0, 80)];
})()`

// The Tab key leads through a lesson from its beginning to its end, to everything
// that can be used and in the order of reading, and one always sees where one is.
func keyboardTour(t *testing.T, b context.Context, address string) {
	tab := open(t, b, address+aLesson)
	tab.size(1280, 900)
	tab.until("document.querySelector('.copy')")
	value[bool](tab, `document.querySelector(".run").dispatchEvent(new Event("pointerover")), true`)
	tab.until(`document.querySelector(".row[tabindex]")`) // the focus comes to rows and to lines, too
	n := len(value[[]int](tab, stops))
	if n < 40 {
		t.Fatalf("only %d stops", n)
	}
	for i := 0; i < n; {
		tab.do(press("Tab"))
		switch at := value[[]string](tab, where); {
		case at[0] == "none" && strings.Contains(at[2], "glossary"): // within a definition that the focus has opened
		case at[0] != strconv.Itoa(i):
			t.Fatalf("after stop %d the focus is at %s", i-1, at)
		case at[1] != "seen":
			t.Errorf("the focus at %s is not to be seen", at[2])
			i++
		default:
			i++
		}
	}
	// The first stop leads past the contents.
	tab.load(chromedp.Navigate(address + aLesson + "#main"))
	value[bool](tab, "document.querySelector('.skip').focus() ?? true")
	tab.do(chromedp.KeyEvent("\r"))
	tab.until("!document.activeElement.matches('.skip')") // the browser moves on when it draws
	tab.do(press("Tab"))
	if !value[bool](tab, "document.activeElement.closest('main') !== null") {
		t.Errorf("past the contents the focus is at %s", value[[]string](tab, where))
	}
	// What is folded opens by a key.
	value[bool](tab, "document.querySelector('.choice summary').focus() ?? true")
	tab.do(chromedp.KeyEvent("\r"))
	if !value[bool](tab, "document.querySelector('.choice').open") {
		t.Error("an answer does not open by a key")
	}
}

// What the reader chooses holds on the next page, from before it is drawn.
func chooseColours(t *testing.T, b context.Context, address string) {
	tab := open(t, b, address+aLesson)
	prefer(tab, "light")
	background := "getComputedStyle(document.documentElement).backgroundColor"
	choose := func(theme string) {
		t.Helper()
		value[bool](tab, `(() => { const s = document.querySelector(".theme select"); s.value = "`+theme+`"; return s.dispatchEvent(new Event("change")); })()`)
	}
	tab.until("document.querySelector('.theme select')")
	choose("dark")
	const dark, light = "rgb(21, 24, 27)", "rgb(253, 253, 251)"
	if got := value[string](tab, background); got != dark {
		t.Errorf("chosen dark, the page is %s", got)
	}
	tab.load(chromedp.Navigate(address + "/"))
	if got := value[string](tab, background); got != dark {
		t.Errorf("the next page is %s", got)
	}
	if !value[bool](tab, `[...document.head.children].findIndex((e) => e.src?.includes("/theme.")) < [...document.head.children].findIndex((e) => e.rel === "stylesheet") && !document.querySelector("script[src*='/theme.']").defer`) {
		t.Error("the choice is read after the page may have been drawn")
	}
	prefer(tab, "dark")
	tab.until("document.querySelector('.theme select')?.value === 'dark'")
	choose("light")
	if got := value[string](tab, background); got != light {
		t.Errorf("chosen light on a dark system, the page is %s", got)
	}
	choose("system")
	if got := value[string](tab, background); got != dark {
		t.Errorf("as the system, which is dark, the page is %s", got)
	}
}

// What is copied is the code alone, and the transcript in lines.
func copyCode(t *testing.T, b context.Context, address string) {
	tab := open(t, b, address+aLesson)
	for _, name := range []string{"clipboard-read", "clipboard-write"} {
		grant := browser.SetPermissionParams{Permission: &browser.PermissionDescriptor{Name: name}, Setting: browser.PermissionSettingGranted, Origin: address}
		if _, err := chromedp.Call(tab.ctx, browser.SetPermission, grant); err != nil {
			t.Fatal(err)
		}
	}
	tab.until("document.querySelector('.copy')")
	for _, test := range []struct{ button, want string }{
		{".pane .copy", "package main\n\nimport (\n"},
		{".plain .copy", "you -> peer "},
		{".result > .copy:not(.step-button)", "0.0 ms  server  $ server\n"},
	} {
		value[bool](tab, "document.querySelector('"+test.button+"').focus() ?? true")
		said := tab.notes("document.querySelector('body > [role=status]')")
		tab.do(chromedp.KeyEvent("\r"))
		tab.until(said + ".includes('Copied')") // it is said for two seconds
		if got := value[string](tab, "navigator.clipboard.readText()"); !strings.HasPrefix(strings.TrimSpace(got), test.want) {
			t.Errorf("%s copies %q", test.button, got[:min(len(got), 60)])
		}
	}
}

// A term is explained where it stands: to a mouse, to the focus and to a finger.
func explainTerm(t *testing.T, b context.Context, address string) {
	tab := open(t, b, address+aLesson)
	tab.until("document.querySelector('.copy')")
	shown := "document.querySelector('.definition:popover-open')"
	value[bool](tab, "document.querySelector('.theme select').focus() ?? true")
	for !value[bool](tab, "document.activeElement.matches('.term')") {
		tab.do(press("Tab"))
	}
	tab.until(shown)
	if got := value[string](tab, shown+".textContent"); !strings.Contains(got, "In the glossary") {
		t.Errorf("it says %q", got)
	}
	if !value[bool](tab, `(() => { const d = `+shown+`.getBoundingClientRect(), a = document.activeElement.getBoundingClientRect();
		return d.left >= 0 && d.right <= innerWidth && d.top >= 0 && d.bottom <= innerHeight && (d.top >= a.bottom || d.bottom <= a.top); })()`) {
		t.Error("the definition is off the screen, or covers the term")
	}
	tab.do(press("Escape"))
	tab.until("!" + shown)
	value[bool](tab, "document.activeElement.blur() ?? true")
	value[bool](tab, `document.querySelector(".term").dispatchEvent(new PointerEvent("click", { pointerType: "touch", bubbles: true, cancelable: true })) === false`)
	tab.until(shown)
	if got := value[string](tab, "location.pathname"); got != aLesson {
		t.Errorf("a tap has led to %s", got)
	}
}

// A line of a program has an address of its own.
func linkLine(t *testing.T, b context.Context, address string) {
	tab := open(t, b, address+aLesson)
	tab.until("document.querySelector('.copy')")
	value[bool](tab, "document.querySelector('#server-L19').scrollIntoView(), true")
	value[bool](tab, "document.querySelector('#server-L19').click() ?? true")
	if got := value[string](tab, "location.hash + ' ' + getComputedStyle(document.querySelector(':target'), '::after').position"); got != "#server-L19 absolute" {
		t.Errorf("the line is at %s", got)
	}
	if got := value[string](tab, `document.querySelector("#server-L19").nextSibling.textContent.trim()`); !strings.HasPrefix(got, "conn, err := listener.Accept()") {
		t.Errorf("line 19 is %q", got)
	}
}

// What is read is kept in the browser, shown, led back to, and cleared.
func keepProgress(t *testing.T, b context.Context, address string) {
	tab := open(t, b, address+aLesson)
	tab.until("document.querySelector('.copy')")
	value[bool](tab, "scrollTo(0, document.documentElement.scrollHeight), true")
	tab.until("document.querySelector('#contents [aria-current].read')")
	tab.load(chromedp.Navigate(address + "/"))
	tab.until("document.querySelector('.progress')")
	if got := value[string](tab, "document.querySelector('.resume').textContent + ' ' + document.querySelector('.resume').pathname"); got != "Go on: Two ways to say goodbye "+aLesson {
		t.Errorf("the first page leads on with %q", got)
	}
	if got := value[string](tab, "document.querySelector('.progress p').textContent"); !strings.HasPrefix(got, "1 of ") {
		t.Errorf("%q, want 1 of all lessons", got)
	}
	if got := value[[]string](tab, "JSON.parse(decodeURIComponent(document.querySelector('.progress a').href.split(',').slice(1).join(','))).read"); !slices.Equal(got, []string{"sockets/close.html"}) {
		t.Errorf("exported: %q", got)
	}
	tab.click(".progress button")
	tab.until("!document.querySelector('.progress') && !document.querySelector('.read')")
	if got := value[int](tab, "Object.keys(localStorage).filter((k) => k.startsWith('bothends')).length"); got != 0 {
		t.Errorf("%d entries are still kept", got)
	}
}

// keepOdd: what another version or another book has kept in the same place stops nothing.
func keepOdd(t *testing.T, b context.Context, address string) {
	tab := open(t, b, address+aLesson)
	for _, kept := range []string{`{"read":null,"solved":5,"last":{}}`, `[1]`, `"x"`, `{`} {
		value[bool](tab, fmt.Sprintf("(localStorage.setItem('bothends:/', %q), true)", kept))
		tab.load(chromedp.Reload())
		if got, want := value[string](tab, "JSON.parse(localStorage.getItem('bothends:/')).last"), strings.TrimPrefix(aLesson, "/"); got != want {
			t.Errorf("with %s kept, the lesson that was read last is %q; want %q", kept, got, want)
		}
	}
	value[bool](tab, "(localStorage.clear(), true)")
}
