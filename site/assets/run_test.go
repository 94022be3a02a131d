package assets_test

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"golang.org/x/tools/txtar"

	"bothends/site/live"
)

// The run block of a snippet, driven as a reader does.
type block struct {
	*tab
	name string
}

// click clicks an element of the block.
func (b block) click(selector string) { b.t.Helper(); b.tab.click(string(b.css(selector))) }

// css is a selector within the block.
func (b block) css(selector string) chromedp.CSS {
	return chromedp.CSS(fmt.Sprintf("[data-snippet=%s] %s", b.name, selector))
}

// find is a JavaScript expression for an element of the block.
func (b block) find(selector string) string {
	return fmt.Sprintf("document.querySelector(%q)", b.css(selector))
}

// asMade is what an element holds, without what makes its rows reachable by keys and
// says what belongs to them.
const asMade = `.innerHTML.replaceAll(/ (tabindex|aria-description)="[^"]*"/g, "")`

// lines are the rows of the transcript that have the class: process and line.
func (b block) lines(class string) []string {
	b.t.Helper()
	return value[[]string](b.tab, fmt.Sprintf(
		`[...document.querySelectorAll(%q)].map((row) => row.querySelector(".who").textContent + ": " + row.querySelector(".line").textContent)`,
		b.css(".transcript ."+class)))
}

func (b block) status() string {
	b.t.Helper()
	return value[string](b.tab, b.find(".run-status")+".textContent")
}

// edit opens the editor of a file by a click on its code, waits for it, and types
// text in place of the first occurrence of old.
func (b block) edit(file, old, text string) {
	b.t.Helper()
	area := fmt.Sprintf("textarea[name='%s']", file)
	b.until("document.querySelector('.run.scripted')")
	if value[bool](b.tab, b.find(area)+".hidden") {
		b.click(fmt.Sprintf(".pane:has(%s) pre", area))
	}
	b.until(b.find(area + " + .editor"))
	b.choose(file, old)
	b.do(insert(text))
}

// choose selects the first occurrence of a text in the editor of a file, which is there.
func (b block) choose(file, text string) {
	b.t.Helper()
	found := value[bool](b.tab, fmt.Sprintf(`(() => {
		const area = %s, at = area.value.indexOf(%q);
		if (at >= 0) {
			area.setSelectionRange(at, at + %[2]q.length);
			area.dispatchEvent(new Event("place"));
		}
		return at >= 0;
	})()`, b.find(fmt.Sprintf("textarea[name='%s']", file)), text))
	if !found {
		b.t.Fatalf("%s of %s does not hold %q any more; the test needs another edit", file, b.name, text)
	}
}

// ended waits for the end of a run and returns the status.
func (b block) ended() string {
	b.t.Helper()
	b.until(fmt.Sprintf("document.querySelector('[data-snippet=%s]').dataset.state === 'fresh'", b.name))
	return b.status()
}

// small is the book that the server's own tests use: its programs may run for
// a minute.
func small(t *testing.T) fs.FS {
	t.Helper()
	return archived(t, "../live/testdata/book.txtar")
}

// archived is a book in an archive.
func archived(t *testing.T, file string) fs.FS {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	fsys, err := txtar.FS(txtar.Parse(text))
	if err != nil {
		t.Fatal(err)
	}
	return fsys
}

const asPlanned = "Your run ended as planned."

func TestRun(t *testing.T) {
	browser := startBrowser(t)
	for _, test := range []struct {
		name string
		run  func(*testing.T, context.Context)
	}{
		{"edit, run, reset", editRunReset},
		{"stop", stop},
		{"compiler error", compilerError},
		{"output is not markup", outputIsNotMarkup},
		{"keyboard", keyboard},
		{"lost connection", lostConnection},
		{"refused", refused},
		{"without script", withoutScript},
		{"on a phone", onAPhone},
		{"a wide table", wideTable},
		{"package net's own calls", ownCalls},
		{"every third lesson, as it is", everyLesson},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, browser) })
		nothingLeft(t, test.name, browser)
	}
}

func editRunReset(t *testing.T, browser context.Context) {
	address, _ := serve(t, os.DirFS("../.."), live.Options{})
	b := block{open(t, browser, address+"/ip-sockets/net-echo.html"), "tcp-echo"}
	b.until(b.find("textarea") + ".hidden")
	recorded := value[string](b.tab, b.find(".transcript")+asMade)
	label := b.status()
	source := value[string](b.tab, b.find("textarea[name='client/main.go']")+".value")

	drawn := value[string](b.tab, b.find(".drawn")+asMade)
	value[bool](b.tab, `window.listed = 0, new MutationObserver((changes) => { // which tell of what was there only for a moment, too
		for (const change of changes) if (change.target.matches?.(".packets")) window.listed += change.addedNodes.length;
	}).observe(`+b.find(".drawn")+`, { subtree: true, childList: true }) ?? true`)

	b.edit("client/main.go", "address, os.Args[3]", `address, "Hello from the page"`)
	b.click(".run-button")
	if status := b.ended(); status != asPlanned {
		t.Errorf("status %q; want %q", status, asPlanned)
	}
	want := []string{
		`server: read 19 bytes: "Hello from the page"`,
		`client-address: got 19 bytes: "Hello from the page"`,
		`client-name: got 19 bytes: "Hello from the page"`,
	}
	for _, line := range want {
		if got := b.lines("stdout"); !slices.Contains(got, line) {
			t.Errorf("the transcript lacks %q:\n%s", line, strings.Join(got, "\n"))
		}
	}

	if listed := value[int](b.tab, "window.listed"); listed < 10 {
		t.Errorf("%d packets were listed while the run went on", listed)
	}
	if ladder := value[string](b.tab, b.find(".drawn .ladder")+".textContent"); !strings.Contains(ladder, `got 19 bytes: "Hello from the page"`) {
		t.Errorf("the ladder is not of this run: %s", ladder)
	}

	b.click(".reset-button")
	b.until("document.querySelector('.run').dataset.state === 'recorded'")
	if got := value[string](b.tab, b.find("textarea[name='client/main.go']")+".value"); got != source {
		t.Errorf("after Reset the editor holds:\n%s", got)
	}
	if got := value[string](b.tab, b.find(".transcript")+asMade); got != recorded {
		t.Errorf("after Reset the transcript is:\n%s\nwant the recording:\n%s", got, recorded)
	}
	if got := value[string](b.tab, b.find(".drawn")+asMade); got != drawn {
		t.Errorf("after Reset the ladder is:\n%s\nwant the recorded one:\n%s", got, drawn)
	}
	if got := b.status(); got != label {
		t.Errorf("after Reset the status is %q; want %q", got, label)
	}
	if value[bool](b.tab, "document.querySelector('.run').hasAttribute('data-edited')") {
		t.Error("after Reset the block still says that it is edited")
	}
	if !value[bool](b.tab, b.find("textarea[name='client/main.go']")+".hidden") {
		t.Error("after Reset the editor is still open")
	}
}

func stop(t *testing.T, browser context.Context) {
	address, _ := serve(t, small(t), live.Options{Runs: 1, Wait: time.Minute})
	b := block{open(t, browser, address+"/part/hello.html"), "endless"}
	b.until(b.find("textarea") + ".hidden")
	b.click(".run-button")
	b.until(b.find(".transcript .stdout"))
	b.click(".stop-button")
	if status := b.ended(); status != "You stopped the run." {
		t.Errorf("status %q", status)
	}
	if visible := value[bool](b.tab, b.find(".stop-button")+".offsetHeight > 0"); visible {
		t.Error("Stop is still there")
	}
	if focused := value[bool](b.tab, "document.activeElement === "+b.find(".run-button")); !focused {
		t.Error("the focus was lost with Stop; want it on Run")
	}

	// There is one slot. That another run gets it proves that the first is gone.
	other := block{b.tab, "hello"}
	other.click(".run-button")
	if status := other.ended(); status != asPlanned {
		t.Errorf("the next run: %q", status)
	}
}

func compilerError(t *testing.T, browser context.Context) {
	address, _ := serve(t, small(t), live.Options{})
	b := block{open(t, browser, address+"/part/hello.html"), "hello"}
	b.edit("client/main.go", "if err != nil {", "if err != nil")
	b.until("document.querySelector('[data-snippet=hello]').hasAttribute('data-edited')")
	b.do(press("Enter", chromedp.ModifierCtrl))
	if status, want := b.ended(), "Nothing ran: the compiler found an error."; status != want {
		t.Errorf("status %q; want %q", status, want)
	}
	// As go build says it, and the way there.
	want := []string{"client: error main.go:12:13: syntax error: unexpected newline, expected { after if clause go to line 12"}
	if got := b.lines("problem"); !slices.Equal(got, want) {
		t.Errorf("problems %q; want %q", got, want)
	}
	if !value[bool](b.tab, b.find(".pane.wrong textarea[name='client/main.go'][aria-invalid=true]")+" !== null") {
		t.Error("the file is not marked")
	}
	b.click(".jump")
	if got := value[string](b.tab, "document.activeElement.shadowRoot.getSelection().toString()"); got != "\t\tpanic(err)" {
		t.Errorf("the link leads to %q", got)
	}
	b.edit("client/main.go", "if err != nil", "if err != nil {")
	if value[bool](b.tab, b.find(".wrong")+" !== null") {
		t.Error("the mark stays on a file that changed")
	}
}

func outputIsNotMarkup(t *testing.T, browser context.Context) {
	address, _ := serve(t, small(t), live.Options{})
	b := block{open(t, browser, address+"/part/hello.html"), "hello"}
	hostile := `</span></li><img src=x onerror=alert(1)><script>alert(1)</script><style>*{display:none}</style>&lt;`
	b.edit("server/main.go", "hello from the server", hostile)
	b.click(".run-button")
	if status := b.ended(); status != asPlanned {
		t.Errorf("status %q", status)
	}
	if got, want := b.lines("stdout"), []string{"client: " + hostile + ", <nil>"}; !slices.Equal(got, want) {
		t.Errorf("lines %q; want %q", got, want)
	}
	if n := value[int](b.tab, "document.querySelectorAll('.transcript :not(li, span)').length"); n != 0 {
		t.Errorf("%d elements in the transcript are not the server's", n)
	}
}

func keyboard(t *testing.T, browser context.Context) {
	address, _ := serve(t, small(t), live.Options{})
	b := block{open(t, browser, address+"/part/hello.html"), "hello"}
	b.edit("server/main.go", "\tpanic(err)", "\tpanic(err)")
	area := b.find("textarea[name='server/main.go']")
	b.do(press("End"), press("Enter"), press("Tab"), chromedp.KeyEvent("x"))
	if !value[bool](b.tab, area+`.value.includes("\t\tpanic(err)\n\t\t\tx\n")`) {
		t.Errorf("Enter keeps no indentation, or Tab makes none:\n%s", value[string](b.tab, area+".value"))
	}
	focused := area + ".nextElementSibling.shadowRoot.querySelector('.cm-focused')"
	b.do(press("Escape"), press("Tab"))
	b.until("!" + focused)
	b.do(press("Tab", chromedp.ModifierShift))
	b.until(focused)
	for range 7 { // what was typed, as the browser groups it, can be undone
		b.do(chromedp.KeyEvent("z", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	}
	b.until("!document.querySelector('[data-snippet=hello]').hasAttribute('data-edited')")
	b.do(press("Enter", chromedp.ModifierShift))
	if status := b.ended(); status != asPlanned {
		t.Errorf("status %q", status)
	}
}

// A connection that breaks while a run goes on is told apart from its end.
func lostConnection(t *testing.T, browser context.Context) {
	// The page knows the server by the relay's port.
	address, _ := serve(t, small(t), live.Options{Hosts: []string{"127.0.0.1"}})
	relayed, cut := relay(t, address)
	b := block{open(t, browser, relayed+"/part/hello.html", "network: Failed to load resource: net::ERR_"), "endless"}
	b.until(b.find("textarea") + ".hidden")
	b.click(".run-button")
	b.until(b.find(".transcript .stdout"))
	cut()
	// Trying again takes a quarter of a minute, unless the browser says that it is online.
	value[bool](b.tab, `setInterval(() => dispatchEvent(new Event("online")), 100) > 0`)
	if status := b.ended(); !strings.HasPrefix(status, "The connection to the server was lost") {
		t.Errorf("status %q", status)
	}
	b.click(".run-button")
	if status := b.ended(); !strings.HasPrefix(status, "The server that runs programs is away") {
		t.Errorf("status of the next run %q", status)
	}
	if !value[bool](b.tab, b.find(".transcript .stdout")+" !== null") {
		t.Error("what could not begin has taken the transcript away")
	}
}

// relay passes connections on to the server until cut breaks them all.
func relay(t *testing.T, address string) (relayed string, cut func()) {
	t.Helper()
	target, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cut := context.WithCancel(context.Background())
	context.AfterFunc(ctx, func() { ln.Close() })
	t.Cleanup(cut)
	go func() {
		for {
			here, err := ln.Accept()
			if err != nil {
				return
			}
			there, err := net.Dial("tcp", target.Host)
			if err != nil {
				t.Errorf("relay: %v", err)
				here.Close()
				return
			}
			context.AfterFunc(ctx, func() { here.Close(); there.Close() })
			go io.Copy(there, here)
			go io.Copy(here, there)
		}
	}()
	return "http://" + ln.Addr().String(), cut
}

// A run waits for its turn, and says so; what may not even wait is told in the
// server's own words.
func refused(t *testing.T, browser context.Context) {
	address, _ := serve(t, small(t), live.Options{Runs: 1, Queue: 1, Wait: time.Minute})
	first := block{open(t, browser, address+"/part/hello.html"), "endless"}
	first.until(first.find("textarea") + ".hidden")
	first.click(".run-button")
	first.until(first.find(".transcript .stdout"))

	second := block{open(t, browser, address+"/part/hello.html"), "hello"}
	second.until(second.find("textarea") + ".hidden")
	second.click(".run-button")
	second.until(second.find(".run-status") + ".textContent === 'Your run waits for its turn: it is next.'")

	third := block{open(t, browser, address+"/part/hello.html", "network: Failed to load resource: the server responded with a status of 429"), "hello"}
	third.until(third.find("textarea") + ".hidden")
	third.click(".run-button")
	if status, want := third.ended(), "Too many programs of yours are running or waiting here. Try again when one of them has ended."; status != want {
		t.Errorf("status %q; want %q", status, want)
	}
	first.click(".reset-button")
	first.until("document.querySelector('[data-snippet=endless]').dataset.state === 'recorded'")
	if status := second.ended(); status != asPlanned {
		t.Errorf("the one that waited: %q", status)
	}
}

// Without the script the same form is answered with the page.
func withoutScript(t *testing.T, browser context.Context) {
	address, _ := serve(t, small(t), live.Options{})
	tab := open(t, browser, address+"/")
	if _, err := chromedp.Call(tab.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	b := block{tab, "hello"}
	area := b.css("textarea[name='server/main.go']")
	b.do(
		chromedp.Navigate(address+"/part/hello.html"),
		chromedp.Click(b.css(".pane.server summary")),
		chromedp.WaitVisible(area),
		chromedp.Click(area),
		chromedp.KeyEvent("a", chromedp.KeyModifiers(chromedp.ModifierCtrl)),
		insert(strings.Replace(source(t, "snippets/hello/server/main.go"), "hello from", "<b>greetings</b> from", 1)),
	)
	answer := b.load(chromedp.Click(b.css(".run-button")))
	if answer.Status != 200 || !strings.HasSuffix(answer.URL, "/run") {
		t.Errorf("status %d of %s; want 200 of /run", answer.Status, answer.URL)
	}
	if got, want := get(tab, chromedp.TextContent(b.css(".transcript .stdout .line"))), "<b>greetings</b> from the server, <nil>"; got != want {
		t.Errorf("the page says %q; want %q", got, want)
	}
	if got := get(tab, chromedp.TextContent(area)); !strings.Contains(got, "<b>greetings</b> from") {
		t.Errorf("the pane holds %q; want the edit", got)
	}
	if got := get(tab, chromedp.TextContent(b.css(".run-status"))); got != asPlanned {
		t.Errorf("status %q; want %q", got, asPlanned)
	}
	b.load(chromedp.Click(b.css(".original")))
	if got, want := get(tab, chromedp.Location()), address+"/part/hello.html"; !strings.HasPrefix(got, want) {
		t.Errorf("back at %s; want %s", got, want)
	}
}

// source is a file of the small book.
func source(t *testing.T, name string) string {
	t.Helper()
	text, err := fs.ReadFile(small(t), name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Every snippet of the book runs on every page that has it.
func everyLesson(t *testing.T, browser context.Context) {
	address, _ := serve(t, os.DirFS("../.."), live.Options{})
	tab := open(t, browser, address+"/")
	pages := value[[]string](tab, "[...new Set([...document.links].map((a) => a.pathname))]")
	ran := 0
	for i, page := range pages {
		if i%3 != 0 {
			continue // verify runs the programs of all; that a page does is the same in each
		}
		tab.do(chromedp.Navigate(address + page))
		for _, name := range value[[]string](tab, "[...document.querySelectorAll('.run:has(form)')].map((r) => r.dataset.snippet)") {
			b := block{tab, name}
			b.until(b.find("textarea") + ".hidden")
			b.click(".run-button")
			if status := b.ended(); status != asPlanned {
				t.Errorf("%s: %s: %s", page, name, status)
			}
			ran++
		}
	}
	if ran < 3 {
		t.Errorf("%d run blocks on %q; want those of at least three lessons", ran, pages)
	}
}

// nothingLeft fails the test if this process has descendants other than the
// browser's. There is nothing to wait for: the server of the test has stopped,
// and it stops when its runs are gone.
func nothingLeft(t *testing.T, name string, browser context.Context) {
	t.Helper()
	parents, names := map[int]int{}, map[int]string{}
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range stats {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // it has gone
		}
		// PID (NAME) STATE PPID …, where NAME may hold anything.
		id, rest, _ := strings.Cut(string(text), " (")
		end := strings.LastIndex(rest, ") ")
		fields := strings.Fields(rest[end+2:])
		pid, _ := strconv.Atoi(id)
		parents[pid], _ = strconv.Atoi(fields[1])
		names[pid] = rest[:end]
	}
	chrome := chromedp.FromContext(browser).Browser.Process().Pid
	for pid := range parents {
		for p := pid; p != 0 && p != chrome; p = parents[p] {
			if parents[p] == os.Getpid() {
				t.Errorf("%s: left over: process %d, %s", name, pid, names[pid])
			}
		}
	}
}

// onAPhone: everything that a wide window shows is there at 375 pixels too, and
// the page does not scroll sideways.
func onAPhone(t *testing.T, browser context.Context) {
	address, _ := serve(t, os.DirFS("../.."), live.Options{})
	b := block{open(t, browser, address+"/ip-sockets/net-echo.html"), "tcp-echo"}
	b.size(375, 812)
	for _, part := range []string{".head", ".commands", ".pane pre", ".run-button", ".run-status", ".transcript .row", ".ladder", ".ladder .steps"} {
		if !value[bool](b.tab, b.find(part)+".offsetHeight > 0") {
			t.Errorf("%s is not to be seen", part)
		}
	}
	wrapped := value[[]string](b.tab, `[...document.querySelectorAll("pre > code")].filter((code) =>
		code.offsetParent && Math.round(code.getBoundingClientRect().height / parseFloat(getComputedStyle(code).lineHeight)) > code.textContent.trimEnd().split("\n").length
	).map((code) => code.textContent)`)
	if len(wrapped) > 0 {
		t.Errorf("lines of code are wrapped, and look like more lines than there are:\n%s", strings.Join(wrapped, "\n"))
	}
	if wide := value[int](b.tab, "document.documentElement.scrollWidth"); wide > 375 {
		t.Errorf("the page is %d pixels wide", wide)
	}
	b.click(".run-button")
	if status := b.ended(); status != asPlanned {
		t.Errorf("status %q; want %q", status, asPlanned)
	}
}

// wideTable: a table that is wider than the text begins where the text begins.
func wideTable(t *testing.T, browser context.Context) {
	address, _ := serve(t, os.DirFS("../.."), live.Options{})
	tab := open(t, browser, address+"/ip-sockets/")
	tab.size(1280, 900)
	value[bool](tab, `document.querySelector("main > .table td").textContent = "x".repeat(90), true`)
	edges := value[[]float64](tab, `[...document.querySelectorAll("main > h2, main > .table")].flatMap((e) => [e.getBoundingClientRect().left, e.getBoundingClientRect().right])`)
	text, widest := edges[1], 0.0
	for i := 0; i < len(edges); i += 2 {
		if edges[i] != edges[0] {
			t.Errorf("something begins at %v pixels, and the text at %v", edges[i], edges[0])
		}
		widest = max(widest, edges[i+1])
	}
	if widest <= text || widest > 1280 {
		t.Errorf("the widest table ends at %v pixels; want it beyond the text, which ends at %v, and within the window", widest, text)
	}
}

// ownCalls: what package net calls on its own account is folded, and unfolds
// without a script: in the transcript, in the ladder and in its list.
func ownCalls(t *testing.T, browser context.Context) {
	address, _ := serve(t, asking(t, "packets = true\ncalls = true\n"), live.Options{})
	b := block{open(t, browser, address+"/part/hello.html"), "hello"}
	b.until(b.find("textarea") + ".hidden")
	b.click(".run-button")
	if status := b.ended(); status != asPlanned {
		t.Errorf("status %q", status)
	}
	for _, folded := range []string{".transcript .noise", ".piece.folded .narrow", ".steps .folded li"} {
		seen := b.find(folded) + ".checkVisibility()"
		if folded == ".piece.folded .narrow" {
			b.size(375, 812)
		}
		if value[bool](b.tab, seen) {
			t.Errorf("%s is to be seen at once", folded)
		}
		switch folded {
		case ".transcript .noise":
			b.click(".own-calls input")
		case ".piece.folded .narrow":
			b.click(".piece.folded summary")
		default:
			b.click(".steps > summary")
			b.click(".steps .folded summary")
		}
		if !value[bool](b.tab, seen) {
			t.Errorf("%s does not unfold", folded)
		}
	}
}

// asking is the small book, where the pair has that in its scenario.
func asking(t *testing.T, what string) fs.FS {
	t.Helper()
	text, err := os.ReadFile("../live/testdata/book.txtar")
	if err != nil {
		t.Fatal(err)
	}
	a := txtar.Parse(text)
	a.Files = append(a.Files, txtar.File{Name: "snippets/hello/scenario.toml", Data: []byte(what)})
	fsys, err := txtar.FS(a)
	if err != nil {
		t.Fatal(err)
	}
	return fsys
}
