package assets_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"bothends/site/live"
)

// controlled is a book whose programs read what is typed, have arguments, and take
// their time.
func controlled(t *testing.T) fs.FS {
	t.Helper()
	return archived(t, "testdata/controls.txtar")
}

const controlledPage = "/part/chat.html"

func TestControls(t *testing.T) {
	browser := startBrowser(t)
	for _, test := range []struct {
		name string
		run  func(*testing.T, context.Context)
	}{
		{"the first press", firstPress},
		{"arguments, clients, a line", howItRuns},
		{"a chat", chat},
		{"an exercise", checkExercise},
		{"without script", variedWithoutScript},
		{"keys alone", keysAlone},
		{"accessible", accessibleControls},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, browser) })
		nothingLeft(t, test.name, browser)
	}
}

// loaded is how many scripts a page has loaded.
const loaded = `performance.getEntriesByType("resource").filter((r) => r.initiatorType === "script").length`

// firstPress: who only reads loads three small scripts; a press that comes before the
// others are there is not lost, be it of a mouse or of a key.
func firstPress(t *testing.T, browser context.Context) {
	address, _ := serve(t, small(t), live.Options{})
	for what, press := range map[string]string{
		"a click on Run":     `document.querySelector("[data-snippet=hello] .run-button").click() ?? true`,
		"Ctrl and Enter":     `document.querySelector("[data-snippet=hello] pre").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true, bubbles: true, cancelable: true })), true`,
		"the form is sent":   `document.querySelector("[data-snippet=hello] form").requestSubmit() ?? true`,
		"Enter in its field": `document.querySelector("[data-snippet=hello] .run-button").focus() ?? true`,
	} {
		b := block{open(t, browser, address+"/part/hello.html"), "hello"}
		if n := value[int](b.tab, loaded); n != 3 {
			t.Errorf("%s: %d scripts before anything was pressed; want 3", what, n)
		}
		value[bool](b.tab, press)
		if strings.HasPrefix(what, "Enter") {
			b.do(chromedp.KeyEvent("\r"))
		}
		if status := b.ended(); status != asPlanned {
			t.Errorf("%s: %q", what, status)
		}
	}
}

// fill puts text into a field as one who types does.
func (b block) fill(selector, text string) {
	b.t.Helper()
	value[bool](b.tab, fmt.Sprintf("((field) => (field.focus(), field.select(), true))(%s)", b.find(selector)))
	b.do(insert(text))
}

func (b block) shown(selector string) bool {
	b.t.Helper()
	return value[bool](b.tab, fmt.Sprintf("%s?.checkVisibility() ?? false", b.find(selector)))
}

// howItRuns: other arguments, more clients and a line between the hosts, each marked,
// and brought back.
func howItRuns(t *testing.T, browser context.Context) {
	address, _ := serve(t, controlled(t), live.Options{})
	b := block{open(t, browser, address+controlledPage), "words"}
	b.click(".how summary")
	b.until(b.find(".line-fields"))
	if b.shown(".how button") || b.shown(".how small") {
		t.Error("something is marked as changed before it is")
	}
	b.fill("[name='args.client']", `127.0.0.1:7 "three other words" 'x y'`)
	b.fill("[name='count.client']", "2")
	if got := value[[]string](b.tab, `[...document.querySelectorAll("[data-snippet=words] .how small")].filter((s) => s.checkVisibility()).map((s) => s.textContent)`); !slices.Equal(got, []string{"changed", "recorded: 127.0.0.1:7 \"two words\" \"it's\nhers\"", "recorded: 1"}) {
		t.Errorf("marked: %q", got)
	}
	b.starts("$ server", `$ client 127.0.0.1:7 "three other words" 'x y' | 2 at once | changed`)
	// All of that is kept, until it is brought back.
	b.load(chromedp.Reload())
	b.until(b.find("[name='args.client'] + small"))
	if got := value[[]string](b.tab, `["args.client", "count.client"].map((n) => document.querySelector("[data-snippet=words] [name='" + n + "']").value)`); !slices.Equal(got, []string{`127.0.0.1:7 "three other words" 'x y'`, "2"}) {
		t.Errorf("after the page was loaded again: %q", got)
	}
	if !value[bool](b.tab, b.find(".how summary small")+".hidden === false") || !b.shown(".reset-button") {
		t.Error("what is kept is not marked, or cannot be reset")
	}
	b.click(".how summary")
	b.fill("[name='args.client']", `127.0.0.1:7 "three other words" 'x y'`)
	b.size(1000, 400)
	b.click(".run-button")
	if status := b.ended(); status != asPlanned {
		t.Errorf("status %q", status)
	}
	if !b.inView(b.find(".run-status")) || !b.inView(b.find(".transcript .row")) {
		t.Error("below the open arguments the output is out of view")
	}
	got := b.lines("stdout")
	slices.Sort(got)
	if want := []string{`client-1: ["three other words" "x y"]`, `client-2: ["three other words" "x y"]`, "server: []", "server: []"}; !slices.Equal(got, want) {
		t.Errorf("%q; want %q", got, want)
	}

	// What is said of a run is not said of what has changed since.
	b.fill("[name='count.client']", "3")
	if got := b.status(); got != asPlanned+" You have changed something since." {
		t.Errorf("of a run before the change: %q", got)
	}
	b.fill("[name='count.client']", "2")
	if got := b.status(); got != asPlanned {
		t.Errorf("of a run as it stands again: %q", got)
	}
	width := func() float64 {
		return value[float64](b.tab, b.find("[name='args.client']")+".getBoundingClientRect().width")
	}
	before := width()
	b.fill("[name='args.client']", strings.Repeat("words that are many ", 5))
	if after := width(); after < before+100 {
		t.Errorf("long arguments stand in %g pixels, short ones in %g", after, before)
	}

	// The line, whose end is not of the loopback: the arguments are the book's again.
	b.click(".how > button")
	b.until("!" + b.find(".how > button") + ".checkVisibility()")
	b.click(".how label:has(+ .line-fields) input")
	field := func(label string) string {
		return value[string](b.tab, fmt.Sprintf(`((label) => (label.querySelector("input").id = "f-" + %q.length, "#" + label.querySelector("input").id))([...document.querySelectorAll("[data-snippet=words] .line-fields label")].find((l) => l.textContent.includes(%[1]q)))`, label))
	}
	b.fill(field("Delay each way"), "30")
	b.fill(field("is lost"), "none")
	b.click(".run-button")
	if value[bool](b.tab, b.find("form")+".checkValidity()") || value[string](b.tab, "document.querySelector('[data-snippet=words]').dataset.state") == "running" {
		t.Error("what is no share and no number of packets is taken")
	}
	b.fill(field("is lost"), "1")
	if got, want := value[string](b.tab, b.find("[name=link]")+".value"), "delay = \"30ms\"\nclient = { lose = [1] }\n"; got != want {
		t.Errorf("the link is %q, want %q", got, want)
	}
	b.starts("$ server", `$ client server:7 "two words" `+"\"it's\nhers\" | changed")
	// A share stays as it was typed when it is read again.
	for _, share := range []string{"7%", "29%", "0.7%"} {
		b.fill(field("is lost"), share)
		value[bool](b.tab, b.find("[name=link]")+".dispatchEvent(new Event('input', { bubbles: true }))")
		if got := value[string](b.tab, "document.querySelector('"+field("is lost")+"').value"); got != share {
			t.Errorf("of %s there is %s when it is read again", share, got)
		}
	}
	b.fill(field("is lost"), "1")
	b.click(".run-button")
	b.until(b.find(".transcript .note"))
	if status := b.ended(); status != asPlanned {
		t.Errorf("over the line: %q", status)
	}
	if got := b.lines("note"); len(got) == 0 || !strings.Contains(got[0], "delay 30ms") && !strings.Contains(got[0], "30ms") {
		t.Errorf("the transcript tells of no line: %q", got)
	}
	if got := b.lines("start"); !slices.Contains(got, `client: $ client server:7 "two words" "it's\nhers"`) {
		t.Errorf("over the line the client was started so: %q", got)
	}
	b.click(".reset-button")
	if got := value[string](b.tab, b.find("[name=link]")+".value"); got != "" || b.shown(".line-fields") {
		t.Errorf("after Reset the link is %q", got)
	}
	b.starts("$ server", `$ client 127.0.0.1:7 "two words" `+"\"it's\nhers\"")
	if kept := value[int](b.tab, `Object.keys(localStorage).filter((k) => k.startsWith("edit:")).length`); kept != 0 {
		t.Errorf("after Reset %d edits are kept", kept)
	}
}

// starts holds what is said above the programs of how each process is started.
func (b block) starts(want ...string) {
	b.t.Helper()
	got := value[[]string](b.tab, fmt.Sprintf(`[...document.querySelectorAll("[data-snippet=%s] .commands p")].map((p) =>
		[...p.children].filter((c) => c.checkVisibility() && c.textContent).map((c) => c.textContent).join(" | "))`, b.name))
	if !slices.Equal(got, want) {
		b.t.Errorf("above the programs stands %q; want %q", got, want)
	}
}

// chat: two processes are typed to while they run, each in its line, by keys alone.
func chat(t *testing.T, browser context.Context) {
	address, _ := serve(t, controlled(t), live.Options{})
	b := block{open(t, browser, address+controlledPage), "chat"}
	b.click(".how summary")
	b.until(b.find(".line-fields"))
	b.click("[data-program=server] [type=checkbox]")
	b.click("[data-program=client] [type=checkbox]")
	value[bool](b.tab, b.find(".run-button")+".focus() ?? true")
	b.do(press("Enter", chromedp.ModifierCtrl))
	b.until(b.find(".typing form.client"))
	line := func(hue, text string) {
		value[bool](b.tab, b.find(".typing ."+hue+" input")+".focus() ?? true")
		b.do(insert(text), chromedp.KeyEvent("\r"))
	}
	line("server", "hello, client")
	b.until(`[...document.querySelectorAll("[data-snippet=chat] .stdout")].some((r) => r.textContent.includes("heard hello, client"))`)
	line("client", "<b>hello</b>, server")
	b.until(`[...document.querySelectorAll("[data-snippet=chat] .stdout")].some((r) => r.textContent.includes("heard <b>hello</b>, server"))`)
	if got, want := b.lines("stdin"), []string{"server: stdin hello, client", "client: stdin <b>hello</b>, server"}; !slices.Equal(got, want) {
		t.Errorf("typed %q; want %q", got, want)
	}
	value[bool](b.tab, b.find(".typing .client input")+".focus() ?? true")
	b.do(chromedp.KeyEvent("d", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	if status := b.ended(); status != asPlanned {
		t.Errorf("status %q", status)
	}
	if value[bool](b.tab, b.find(".typing form")+" !== null || document.activeElement !== "+b.find(".run-button")) {
		t.Error("the lines stay, or the focus is lost with them")
	}
	// The button says the same, and the server's end alone is none of the client's.
	b.click(".run-button")
	b.until(b.find(".typing form.client"))
	b.click(".typing form.client button")
	if status := b.ended(); status != asPlanned {
		t.Errorf("status %q", status)
	}
}

// checkExercise: what does not hold is said, the solution holds, and that is kept.
func checkExercise(t *testing.T, browser context.Context) {
	address, _ := serve(t, os.DirFS("../.."), live.Options{})
	solution, err := os.ReadFile("../../snippets/last-word/solution/main.go")
	if err != nil {
		t.Fatal(err)
	}
	tab := open(t, browser, address+"/sockets/close.html")
	verdicts := `[...document.querySelectorAll(".exercise [data-verdict]")].map((li) => li.dataset.verdict + " " + li.querySelector(".verdict").textContent)`
	if height := value[int](tab, `document.querySelector(".exercise pre").offsetHeight`); height < 200 {
		t.Errorf("the program to begin with is %d pixels high", height)
	}
	hints := `[...document.querySelectorAll(".exercise .hint-text")].filter((h) => h.checkVisibility()).length`
	if n := value[int](tab, hints); n != 1 {
		t.Errorf("%d hints at once", n)
	}
	tab.click(".exercise .hint-text summary")
	if n := value[int](tab, hints); n != 2 {
		t.Errorf("%d hints after the first was opened", n)
	}
	tab.click(".exercise .run-button")
	tab.until(`document.querySelector("form.run").dataset.state === "fresh"`)
	starter := value[[]string](tab, verdicts)
	if failed := slices.IndexFunc(starter, func(s string) bool { return strings.HasPrefix(s, "failed ✕ Did not hold. ") }); failed < 0 || len(starter) < 3 {
		t.Errorf("of the starter it says %q, %s", starter, value[string](tab, `document.querySelector("form.run .run-status").textContent`))
	}
	if !tab.inView(`document.querySelector(".exercise [data-verdict=failed]")`) {
		t.Error("what did not hold is out of view")
	}
	tab.click(".exercise .edit-button")
	tab.until(`document.querySelector(".exercise textarea + .editor")`)
	value[bool](tab, `((a) => (a.select(), a.dispatchEvent(new Event("place"))))(document.querySelector(".exercise textarea"))`)
	tab.do(insert(string(solution)))
	tab.click(".exercise .run-button")
	tab.until(`document.querySelector(".exercise .label").textContent.includes("solved")`)
	tab.until(`document.querySelector("form.run").dataset.state === "fresh"`)
	for _, v := range value[[]string](tab, verdicts) {
		if v != "held ✓ Held." {
			t.Errorf("of the solution it says %q", v)
		}
	}
	tab.load(chromedp.Reload())
	if got := value[string](tab, `document.querySelector(".exercise .label").textContent`); !strings.Contains(got, "solved") {
		t.Errorf("after the page was loaded again: %q", got)
	}
}

// variedWithoutScript: the form alone has other arguments, more clients and a line.
func variedWithoutScript(t *testing.T, browser context.Context) {
	address, _ := serve(t, controlled(t), live.Options{})
	tab := open(t, browser, address+"/")
	if _, err := chromedp.Call(tab.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	b := block{tab, "words"}
	b.do(chromedp.Navigate(address+controlledPage), chromedp.Click(b.css(".how summary")))
	b.do(chromedp.Click(b.css("[name='count.client']")), press("Tab"), chromedp.Click(b.css("[name=link]")), insert("delay = \"5ms\"\n"))
	value[bool](tab, b.find("[name='count.client']")+".value = 2, true")
	if answer := b.load(chromedp.Click(b.css(".run-button"))); answer.Status != 200 {
		t.Fatalf("status %d", answer.Status)
	}
	if got := b.status(); got != asPlanned {
		t.Errorf("status %q", got)
	}
	if got := b.lines("start"); !slices.Contains(got, `client-2: $ client-2 server:7 "two words" "it's\nhers"`) {
		t.Errorf("it was started so: %q", got)
	}
	if got := value[string](tab, b.find("[name=link]")+".value"); got != "delay = \"5ms\"\n" {
		t.Errorf("the page forgets the line: %q", got)
	}
	b.starts("$ server", `$ client server:7 "two words" `+"\"it's\nhers\" | 2 at once | changed")
}

// accessibleControls: with all that there is open, nothing is wrong with the page, in
// either scheme and on a telephone.
func accessibleControls(t *testing.T, browser context.Context) {
	source := axe(t)
	address, _ := serve(t, controlled(t), live.Options{})
	b := block{open(t, browser, address+controlledPage), "chat"}
	b.size(375, 812)
	b.click(".how summary")
	b.until(b.find(".line-fields"))
	for _, control := range []string{"[data-program=client] [type=checkbox]", ".share-button", ".run-button"} {
		b.click(control)
	}
	b.until(b.find(".typing form.client"))
	b.click("label:has(+ .line-fields) input")
	b.fill("[name='args.client']", "x")
	if got, want := value[string](b.tab, b.find(".own-host")+".textContent"), "client/main.go, line 12: over the line, 127.0.0.1 is this program’s own host. The server’s host goes by the name server. go to line 12"; got != want {
		t.Errorf("of an address in a program it says %q; want %q", got, want)
	}
	value[bool](b.tab, source+"; true")
	for _, scheme := range []string{"light", "dark"} {
		prefer(b.tab, scheme)
		for _, found := range value[[]string](b.tab, violations) {
			t.Errorf("%s: %s", scheme, found)
		}
	}
	if wide := value[int](b.tab, "document.documentElement.scrollWidth"); wide > 375 {
		t.Errorf("the page is %d pixels wide", wide)
	}
	if out := value[[]string](b.tab, `[...document.querySelectorAll("[data-snippet=chat] :is(form, .result, .share) *")].filter((e) => !e.closest("pre") && e.getBoundingClientRect().right > 361).map((e) => e.outerHTML)`); len(out) > 0 {
		t.Errorf("sticks out to the side: %q", out)
	}
	b.click(".stop-button")
	if status := b.ended(); status != "You stopped the run. You have changed something since." {
		t.Errorf("status %q", status)
	}
}

// keysAlone: who has no mouse comes to every control, changes an argument and runs.
func keysAlone(t *testing.T, browser context.Context) {
	address, _ := serve(t, controlled(t), live.Options{})
	b := block{open(t, browser, address+controlledPage), "words"}
	value[bool](b.tab, b.find(".run-button")+".focus() ?? true")
	at := func(selector string) {
		t.Helper()
		b.do(press("Tab"))
		if !value[bool](b.tab, b.find(selector)+" === document.activeElement") {
			t.Errorf("the focus is at %s; want %s", value[string](b.tab, "document.activeElement.outerHTML"), selector)
		}
	}
	b.until(b.find("[data-program] [type=checkbox]"))
	at(".share-button")
	b.do(chromedp.KeyEvent("\r"))
	b.until(b.find(".share-button") + ".ariaExpanded === 'true'")
	at(".how summary")
	b.do(chromedp.KeyEvent("\r"))
	at("[name='args.server']")
	b.do(insert("by keys"))
	at("[name='args.client']")
	at("[name='count.client']")
	at("label:has(+ .line-fields) input")
	at(".how > button")
	at(".share input")
	b.do(press("Tab", chromedp.ModifierShift), press("Enter", chromedp.ModifierCtrl))
	if status := b.ended(); status != asPlanned {
		t.Errorf("status %q", status)
	}
	if got := b.lines("stdout"); !slices.Contains(got, `server: ["by" "keys"]`) {
		t.Errorf("it printed %q", got)
	}
	b.do(chromedp.KeyEvent("\r")) // back to how it was recorded, which is where the focus is
	if value[bool](b.tab, b.find("[name='args.server']")+".value !== '' || document.activeElement !== "+b.find(".how summary")) {
		t.Error("the argument stays, or the focus is lost")
	}
}
