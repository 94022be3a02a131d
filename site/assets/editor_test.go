package assets_test

import (
	"context"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"bothends/site/live"
)

// An editor is that of one file of a block.
type editor struct {
	block
	file string
}

// area is a JavaScript expression for the textarea.
func (e editor) area() string { return e.find(fmt.Sprintf("textarea[name='%s']", e.file)) }

// in is one for an element of the editor beside it.
func (e editor) in(selector string) string {
	return fmt.Sprintf("%s.nextElementSibling?.shadowRoot?.querySelector(%q)", e.area(), selector)
}

// says is what an element of the editor says.
func (e editor) says(selector string) string {
	e.t.Helper()
	return value[string](e.tab, e.in(selector)+".innerText")
}

func (e editor) text() string { e.t.Helper(); return value[string](e.tab, e.area()+".value") }

// holds waits until the program holds a text.
func (e editor) holds(text string) {
	e.t.Helper()
	e.until(fmt.Sprintf("%s.value.includes(%q)", e.area(), text))
}

// after puts the cursor behind the first occurrence of a text.
func (e editor) after(text string) {
	e.t.Helper()
	e.choose(e.file, text)
	value[bool](e.tab, fmt.Sprintf("(%s.selectionStart = %[1]s.selectionEnd, %[1]s.dispatchEvent(new Event('place')))", e.area()))
}

// types types what a keyboard has, sign by sign.
func (e editor) types(text string) {
	e.t.Helper()
	e.do(chromedp.KeyEvent(text))
}

// click clicks an element of the editor.
func (e editor) click(selector string) {
	e.t.Helper()
	value[bool](e.tab, e.in(selector)+".click(), true")
}

// clear waits until nothing is wrong with the program.
func (e editor) clear() {
	e.t.Helper()
	e.until(e.in(".status") + ".textContent === 'No problems.'")
}

var (
	undo = chromedp.KeyEvent("z", chromedp.KeyModifiers(chromedp.ModifierCtrl))
	mend = chromedp.KeyEvent(".", chromedp.KeyModifiers(chromedp.ModifierCtrl))
)

// gofmt is what Go's own makes of a program.
func gofmt(t *testing.T, source string) string {
	t.Helper()
	cmd := exec.Command("gofmt")
	cmd.Stdin = strings.NewReader(source)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("gofmt: %v\n%s", err, source)
	}
	return string(out)
}

func TestEditor(t *testing.T) {
	browser := startBrowser(t)
	for _, test := range []struct {
		name string
		run  func(*testing.T, context.Context)
	}{
		{"comes when it is needed", comesWhenNeeded},
		{"writes Go", writesGo},
		{"knows the lesson's program", knowsTheLessons},
		{"looks as the page does", looksAsThePage},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, browser) })
		nothingLeft(t, test.name, browser)
	}
}

// block blocks requests.
func (b *tab) block(patterns ...string) {
	b.t.Helper()
	p := network.SetBlockedURLsParams{}
	for _, pattern := range patterns {
		p.URLPatterns = append(p.URLPatterns, &network.BlockPattern{URLPattern: pattern, Block: true})
	}
	if _, err := chromedp.Call(b.ctx, network.SetBlockedURLs, p); err != nil {
		b.t.Fatal(err)
	}
}

// The editor is fetched by the first edit, not before; where it does not come a textarea
// does, and what is typed into that is not lost when it comes after all.
func comesWhenNeeded(t *testing.T, browser context.Context) {
	address, _ := serve(t, small(t), live.Options{})
	b := block{open(t, browser, address+"/part/hello.html", "network: Failed to load resource: net::ERR_BLOCKED_BY_CLIENT"), "hello"}
	e := editor{b, "server/main.go"}
	e.until("document.querySelector('.scripted')")
	const fetched = `performance.getEntriesByType("resource").filter((r) => r.name.includes("/editor.")).length`
	if n := value[int](b.tab, fetched); n != 0 {
		t.Errorf("%d files of the editor were fetched before the first edit", n)
	}
	b.block("*://*:*/assets/editor.*")
	b.click(".server .edit-button")
	e.until("document.activeElement === " + e.area())
	value[bool](b.tab, fmt.Sprintf("{ const a = %s; a.selectionStart = a.selectionEnd = a.value.indexOf('panic(err)') + 'panic(err)'.length } true", e.area()))
	e.do(press("Enter"), press("Tab"))
	e.types("one")
	if !strings.Contains(e.text(), "\t\tpanic(err)\n\t\t\tone\n") {
		t.Errorf("Enter keeps no indentation in the textarea, or Tab makes none:\n%s", e.text())
	}
	e.do(press("Escape"), press("Tab"))
	b.until("document.activeElement !== " + e.area())
	e.do(press("Tab", chromedp.ModifierShift))
	b.until("document.activeElement === " + e.area())
	// A click that comes while the editor is still being refused waits for that refusal.
	b.until(`!document.querySelector("script[src*='/editor.']")`)

	b.block()
	at := value[int](b.tab, e.area()+".selectionStart")
	// The cursor is where it was before the editor comes.
	value[bool](b.tab, fmt.Sprintf("%s.click(), %s.setSelectionRange(%d, %[3]d), true", e.find(".server .edit-button"), e.area(), at))
	e.until(e.in(".cm-content"))
	e.types("two")
	e.holds("\t\t\tonetwo\n")
	if value[bool](b.tab, e.area()+".checkVisibility()") {
		t.Error("the textarea is to be seen beside the editor")
	}
	// What is typed slowly is undone sign by sign.
	want := source(t, "snippets/hello/server/main.go")
	for range len("two") + 1 {
		if e.text() != want {
			e.do(undo)
		}
	}
	if got := e.text(); got != want {
		t.Errorf("what was typed before and after cannot be undone:\n%s", got)
	}
}

// Brackets, indentation, completion, problems, what mends them, Format: each by keyboard,
// as Go has it.
func writesGo(t *testing.T, browser context.Context) {
	address, _ := serve(t, small(t), live.Options{})
	b := block{open(t, browser, address+"/part/hello.html"), "hello"}
	e := editor{b, "client/main.go"}
	b.edit(e.file, "\n)\n", "\n)\n")
	e.clear()

	e.after("func main() {")
	e.do(press("Enter"))
	e.types("if true {")
	e.do(press("Enter"))
	e.types("strings.ToUp")
	// Who types slowly has lists for what stands there meanwhile.
	e.until(e.in(".cm-tooltip-autocomplete:not(.cm-tooltip-autocomplete-disabled)") + " && " + e.in(".cm-completionInfo") + "?.innerText.includes('func strings.ToUpper(s string) string')")
	if got := e.says(".cm-completionInfo"); !strings.Contains(got, "returns s with all Unicode letters mapped to their upper case") {
		t.Errorf("of ToUpper the editor tells %q", got)
	}
	// For 75 ms a list that has just come up takes no key, which was meant for the text.
	value[bool](b.tab, "new Promise((resolve) => setTimeout(resolve, 80, true))")
	e.do(press("Enter"))
	e.holds("strings.ToUpper")
	e.types(`("x")`)
	want := strings.Replace(source(t, "snippets/hello/client/main.go"), "func main() {\n", "func main() {\n\tif true {\n\t\tstrings.ToUpper(\"x\")\n\t}\n", 1)
	want = strings.Replace(want, "\t\"net\"\n", "\t\"net\"\n\t\"strings\"\n", 1)
	if got := e.text(); got != want || got != gofmt(t, got) {
		t.Errorf("what was typed and chosen became\n%s\nwant\n%s", got, want)
	}

	e.after(`strings.ToUpper("x")`)
	e.do(press("Enter"))
	e.types("sort.Ints(nil)")
	e.do(press("Escape"))
	line := 1 + strings.Count(e.text()[:strings.Index(e.text(), "sort.Ints")], "\n")
	e.until(fmt.Sprintf("%s.innerText === '%d:3 undefined: sort Import \"sort\"'", e.in(".problems"), line)) // and no more what was wrong while it was typed
	if got := e.says(".cm-lintRange-error"); got != "sort" {
		t.Errorf("the problem is marked at %q", got)
	}
	if got := value[string](b.tab, e.in(".cm-lineNumbers .cm-wrong")+".textContent"); got != strconv.Itoa(line) {
		t.Errorf("the number of line %s is marked; want %d", got, line)
	}
	e.do(mend)
	e.holds("\t\"sort\"\n\t\"strings\"\n")
	e.clear()

	e.after("sort.Ints(nil)")
	e.do(press("Enter"))
	e.types(`fmt.Print(  "" )`)
	e.until(e.in(".problems .hint"))
	before := e.text()
	said := b.notes(e.in(".status"))
	b.click(".format-button")
	e.until(said + ".includes('Formatted.')") // what is wrong with that may be told soon after
	if got, want := e.text(), gofmt(t, before); got != want || got == before {
		t.Errorf("Format made\n%s\nwant\n%s", got, want)
	}
	value[bool](b.tab, e.in(".cm-content")+".focus() ?? true")
	e.do(undo)
	if got := e.text(); got != before {
		t.Errorf("Format cannot be undone:\n%s", got)
	}

	e.do(press("Escape"), press("Tab"))
	e.until("!" + e.in(".cm-focused"))
	e.after("func main() {")
	e.do(press("Enter", chromedp.ModifierCtrl))
	if status := b.ended(); status != asPlanned {
		t.Errorf("status %q; want %q, for\n%s%q", status, asPlanned, e.text(), b.lines("problem"))
	}
}

// What was edited is marked, comes back part by part, and outlives a reload and a new
// version of the lesson.
func knowsTheLessons(t *testing.T, browser context.Context) {
	address, _ := serve(t, small(t), live.Options{})
	b := block{open(t, browser, address+"/part/hello.html"), "hello"}
	e, lesson := editor{b, "client/main.go"}, source(t, "snippets/hello/client/main.go")
	marked := "[..." + e.area() + ".nextElementSibling.shadowRoot.querySelectorAll('.cm-differs, .cm-missing')].map((m) => m.className)"
	b.edit(e.file, "func main() {\n", "func main() {\n\t// mine\n")
	b.edit(e.file, "\"%s, %v\\n\"", "\"%s %v\\n\"")
	if got := value[[]string](b.tab, marked); len(got) != 2 {
		t.Errorf("marks %q; want two", got)
	}
	edited := e.text()

	reload := func() {
		t.Helper()
		b.load(chromedp.Reload())
		e.until("document.querySelector('.scripted')")
	}
	reload()
	e.until(e.in(".changes:not([hidden])"))
	if got := e.text(); got != edited || !value[bool](b.tab, e.area()+".closest('.pane').matches('.editing') && "+e.area()+".closest('.run').hasAttribute('data-edited')") {
		t.Errorf("after a reload the program is\n%s\nor is not shown as edited", got)
	}
	e.click(".changes summary")
	e.until(e.in(".changes li"))
	if got := e.says(".changes"); !strings.Contains(got, "Changes: 2") || !strings.Contains(got, "The lesson has nothing here.") {
		t.Errorf("the changes are told as %q", got)
	}
	e.click(".changes li .mend")
	if got, want := e.text(), strings.Replace(edited, "\t// mine\n", "", 1); got != want {
		t.Errorf("with the first part back it is\n%s\nwant\n%s", got, want)
	}
	e.click(".changes li .mend")
	if got := e.text(); got != lesson {
		t.Errorf("with all parts back it is\n%s", got)
	}

	b.edit(e.file, "func main() {", "func main() { // mine")
	mine := e.text()
	value[bool](b.tab, `Object.keys(localStorage).filter((k) => k.startsWith("edit:")).forEach((k) => {
		localStorage[k] = JSON.stringify({ ...JSON.parse(localStorage[k]), was: "package main // as it was\n" });
	}) ?? true`)
	reload()
	e.until(e.in(".notice:not([hidden])"))
	if got := e.text(); got != mine {
		t.Errorf("with a new version of the lesson the reader's program is\n%s", got)
	}
	e.click(".notice button + button")
	if got := e.text(); got != lesson {
		t.Errorf("the lesson's program, which was asked for, is\n%s", got)
	}
	value[bool](b.tab, e.in(".cm-content")+".focus() ?? true")
	e.do(undo)
	if got := e.text(); got != mine {
		t.Errorf("taking the lesson's cannot be undone:\n%s", got)
	}
	b.click(".reset-button")
	e.until(e.area() + ".hidden")
	if got := e.text(); got != lesson {
		t.Errorf("after Reset it is\n%s", got)
	}
	reload()
	if n := value[int](b.tab, `Object.keys(localStorage).filter((k) => k.startsWith("edit:")).length`); n != 0 || e.text() != lesson {
		t.Errorf("after Reset %d edits are kept", n)
	}
}

// The editor is as accessible and as narrow as the page, in both schemes.
func looksAsThePage(t *testing.T, browser context.Context) {
	address, _ := serve(t, small(t), live.Options{})
	b := block{open(t, browser, address+"/part/hello.html"), "hello"}
	e := editor{b, "client/main.go"}
	value[bool](b.tab, axe(t)+"; true")
	b.edit(e.file, "func main() {", "func main() { x := nil")
	e.until(e.in(".cm-lintRange-error"))
	at := value[[]float64](b.tab, "(({ x, y, width, height }) => [x + width / 2, y + height / 2])("+e.in(".cm-lintRange-error")+".getBoundingClientRect())")
	e.do(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, at[0], at[1]))
	e.until(e.in(".cm-tooltip-lint"))
	accessible := func(what string) {
		t.Helper()
		for _, found := range value[[]string](b.tab, violations) {
			t.Errorf("%s: %s", what, found)
		}
	}
	accessible("with a problem's words beside it")
	e.types("; os.Getp")
	// A list that scrolls is none to axe, as the keys go to the editor and not to it: so the
	// longer ones that came while it was typed must have gone.
	e.until("((list) => list && list.scrollHeight <= list.clientHeight)(" + e.in(".cm-tooltip-autocomplete:not(.cm-tooltip-autocomplete-disabled) ul") + ") && " + e.in(".cm-completionInfo") + "?.innerText.includes('os.Getp')")
	accessible("with what can stand there")
	e.click(".changes summary")
	e.until(e.in(".changes li"))
	e.do(chromedp.KeyEvent("f", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	e.until(e.in(".cm-search"))
	for _, width := range []int64{1280, 375} {
		b.size(width, 812)
		for _, scheme := range []string{"light", "dark"} {
			prefer(b.tab, scheme)
			accessible(fmt.Sprint(width, " ", scheme))
		}
		if wide := value[int64](b.tab, "document.documentElement.scrollWidth"); wide > width {
			t.Errorf("the page is %d pixels wide of %d", wide, width)
		}
	}
}
