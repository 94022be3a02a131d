package assets_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"bothends/site"
	"bothends/site/lesson"
	"bothends/site/live"
)

// steps helps a test to step through the run of a page.
const steps = `
	globalThis.all = (selector) => [...document.querySelectorAll(selector)];
	globalThis.marked = (selector) => all(selector + ":is(.chosen, .linked)").map((e) => e.textContent.trim());
	globalThis.at = (row) => all(".result .row")[row];
	globalThis.chosen = () => ({
		row: all(".row.chosen").map((r) => r.querySelector(".line").textContent).join(),
		drawn: all(".ladder svg > g.chosen").length,
		line: all(".numbered i.chosen").map((i) => i.id).join(),
		words: document.querySelector(".step-words")?.textContent ?? "",
	});
	true`

// A place is what is marked of a run.
type place struct {
	Row, Line, Words string
	Drawn            int
}

// stepsOn opens a lesson on which stepping is loaded, as it is when a reader comes to a run.
func stepsOn(t *testing.T, b *tab) {
	t.Helper()
	b.until(`document.querySelector(".step-button")`)
	value[bool](b, steps)
	if value[bool](b, `"step" in bothends`) {
		t.Error("what only some readers need is loaded with the page")
	}
	value[bool](b, `document.querySelector(".run").dispatchEvent(new Event("pointerover")), true`)
	b.until(`"step" in bothends`)
}

// Lines of a transcript, packets and lines of programs lead to each other, by pointer and
// by keyboard; a run is stepped through, forth and back, and plays; nothing of it is on paper.
func TestStep(t *testing.T) {
	source, browser := axe(t), startBrowser(t)
	address, _ := serve(t, os.DirFS("../.."), live.Options{})
	t.Run("links", func(t *testing.T) { linked(t, open(t, browser, address+"/ip-sockets/net-echo.html")) })
	t.Run("datagrams", func(t *testing.T) { linkedDatagrams(t, open(t, browser, address+"/simple-applications/datagram.html")) })
	t.Run("calls", func(t *testing.T) { linkedCalls(t, open(t, browser, address+"/ip-sockets/raw-server.html")) })
	t.Run("step", func(t *testing.T) { stepped(t, open(t, browser, address+"/ip-sockets/net-echo.html"), source) })
	t.Run("phone", func(t *testing.T) { steppedOnPhone(t, open(t, browser, address+"/ip-sockets/net-echo.html")) })
	t.Run("break", func(t *testing.T) { steppedBreak(t, open(t, browser, address+"/ip-sockets/raw-server.html")) })
	t.Run("disk", func(t *testing.T) { steppedFromDisk(t, browser) })
	t.Run("run", func(t *testing.T) { steppedRun(t, open(t, browser, address+"/ip-sockets/net-echo.html")) })
}

// over moves the pointer onto an element.
func over(b *tab, element string) {
	b.t.Helper()
	value[bool](b, `(() => {
		const e = `+element+`, box = e.getBoundingClientRect();
		e.dispatchEvent(new PointerEvent("pointermove", { bubbles: true, clientX: box.x + 1, clientY: box.y + Math.max(box.height / 2, 1) }));
		return true;
	})()`)
}

// In the recording of tcp-echo, row 5 is what the server reads first. Its Printf stands in
// line 26 of its program; the packet with the client's 67 bytes came before it, and its ACK.
func linked(t *testing.T, b *tab) {
	stepsOn(t, b)
	line := value[string](b, `at(5).querySelector(".line").textContent`)
	if !strings.HasPrefix(line, "read 32 bytes") {
		t.Fatalf("row 5 is %q", line)
	}
	want := func(what string) {
		t.Helper()
		packets := value[[]string](b, `marked(".ladder svg.narrow > g.packet")`)
		if len(packets) != 2 || !strings.Contains(packets[0], "67 bytes") || !strings.Contains(packets[1], "ACK") {
			t.Errorf("%s: packets %q", what, packets)
		}
	}
	over(b, `at(5)`)
	want("row")
	value[bool](b, `new Promise((seen) => {
		const line = document.getElementById("server-L26"), pane = line.closest("pre");
		const look = () => pane.getBoundingClientRect().bottom >= line.getBoundingClientRect().bottom && pane.scrollTop > 0 ? seen(true) : requestAnimationFrame(look);
		look();
	})`)
	if got := value[place](b, `chosen()`); got.Line != "server-L26" || got.Drawn != 2 {
		t.Errorf("of the row are marked %+v", got)
	}
	over(b, `document.body`)
	if left := value[int](b, `all(".chosen, .linked").length`); left != 0 {
		t.Errorf("%d marks are left", left)
	}
	// And back: the packet leads to what both ends printed next, the line of the program
	// to all that it printed.
	over(b, `all(".ladder svg.wide > g.packet").find((g) => g.textContent.includes("67 bytes"))`)
	if rows := value[[]string](b, `marked(".row")`); len(rows) != 2 || !strings.Contains(rows[0], "server") || !strings.Contains(rows[1], "client-address") {
		t.Errorf("the packet leads to %q", rows)
	}
	over(b, `document.getElementById("server-L26")`)
	if rows := value[[]string](b, `all(".row.chosen").map((r) => r.querySelector(".who").textContent + r.querySelector(".line").textContent.slice(0, 4))`); fmt.Sprint(rows) != fmt.Sprint(strings.Fields(strings.Repeat("serverread ", 6))) {
		t.Errorf("line 26 printed %q", rows)
	}
	// By keyboard: to the first row, by arrows to the others, to the lines of programs.
	value[bool](b, `at(0).focus({ focusVisible: true }), true`)
	for range 5 {
		b.do(press("ArrowDown"))
	}
	want("focus")
	if got := value[string](b, `document.activeElement.getAttribute("aria-description")`); got != "main.go, line 26, packets: 2" {
		t.Errorf("the row is described as %q", got)
	}
	value[bool](b, `document.getElementById("server-L26").focus({ focusVisible: true }), true`)
	if rows := value[[]string](b, `all(".row.chosen").map((r) => r.textContent)`); len(rows) != 6 {
		t.Errorf("by keyboard, line 26 leads to %q; the focus is on %s", rows, value[string](b, `document.activeElement.outerHTML`))
	}
}

// A line about a datagram goes with the one that came before it.
func linkedDatagrams(t *testing.T, b *tab) {
	stepsOn(t, b)
	found := value[[]string](b, `(() => {
		const row = all(".result .row.stdout").at(-1);
		row.dispatchEvent(new PointerEvent("pointermove", { bubbles: true }));
		return [row.textContent, ...marked(".ladder svg.narrow > g.packet")];
	})()`)
	if len(found) < 2 || !strings.Contains(found[1], "UDP") {
		t.Errorf("marked: %q", found)
	}
}

// A call leads to what it sent or waited for, and to its line.
func linkedCalls(t *testing.T, b *tab) {
	stepsOn(t, b)
	for _, test := range []struct{ call, packet string }{{"write(3", "67 bytes"}, {"connect(3", "SYN"}} {
		over(b, `all(".result .row.call").find((r) => r.textContent.includes("`+test.call+`"))`)
		packets := value[[]string](b, `marked(".ladder svg.narrow > g.packet")`)
		if len(packets) == 0 || !strings.Contains(packets[0], test.packet) {
			t.Errorf("%s leads to %q", test.call, packets)
		}
		if got := value[place](b, `chosen()`); !strings.HasPrefix(got.Line, "client-L") {
			t.Errorf("%s: %+v", test.call, got)
		}
	}
	// The server's two clients mix: where it cannot be told whose a packet is, none is marked.
	mixed := value[int](b, `all(".result .row.stdout").filter((row) => {
		row.dispatchEvent(new PointerEvent("pointermove", { bubbles: true }));
		return new Set(marked(".ladder svg.narrow > g.packet").map((p) => /#\d+/.exec(p)?.[0])).size > 1;
	}).length`)
	if mixed > 0 {
		t.Errorf("%d rows are tied to packets of several connections", mixed)
	}
}

const stepButton = `document.querySelector(".result .step-button")`

func stepped(t *testing.T, b *tab, axe string) {
	stepsOn(t, b)
	b.click(".result .step-button")
	b.until(`document.querySelector(".stepper")`)
	// That the stepper comes moves what is below; on a busy machine so late that the browser
	// does not take it for what the click did. So it is drawn before anybody looks.
	value[bool](b, `new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(drawn, 0, true))))`)
	value[bool](b, `globalThis.shifts = [], new PerformanceObserver((list) => list.getEntries().forEach((e) => { if (!e.hadRecentInput) shifts.push(e.value + e.sources.map((s) => " " + s.node?.outerHTML?.slice(0, 60)).join()); })).observe({ type: "layout-shift" }), true`)
	total := value[int](b, `Number(document.querySelector(".stepper input").max)`)
	if rows := value[int](b, `document.querySelectorAll("#run\\:tcp-echo .row, #run\\:tcp-echo svg.narrow > g.packet").length`); total != rows {
		t.Errorf("%d steps, of %d rows and packets", total, rows)
	}
	at := func(n int, words string) {
		t.Helper()
		got := value[place](b, `chosen()`)
		if !strings.HasPrefix(got.Words, strconv.Itoa(n)+" of "+strconv.Itoa(total)+", at ") || !strings.Contains(got.Words, words) {
			t.Errorf("at step %d: %q", n, got.Words)
		}
		if said := value[string](b, `document.querySelector(".stepper input").getAttribute("aria-valuetext")`); said != got.Words {
			t.Errorf("the slider says %q", said)
		}
		if shown := value[int](b, `all(".result .row").filter((r) => getComputedStyle(r).visibility === "visible").length`); n < total && shown >= value[int](b, `all(".result .row").length`) {
			t.Errorf("at step %d all rows are shown", n)
		}
	}
	at(1, "$ server 7")
	for range 3 { // the button that plays has the focus
		b.do(press("ArrowRight"))
	}
	at(4, "SYN")
	if got := value[place](b, `chosen()`); got.Row != "" || got.Drawn != 2 {
		t.Errorf("at the SYN are marked %+v", got)
	}
	b.do(press("ArrowLeft"))
	at(3, "client-address")
	b.do(press("End"))
	at(total, "ended by a signal")
	b.do(press("Home"))
	at(1, "$ server 7")
	// By the slider, to what the server reads first: all three places are marked.
	value[bool](b, `(() => { const r = document.querySelector(".stepper input"); r.focus(); r.value = 11; r.dispatchEvent(new Event("input", { bubbles: true })); return true; })()`)
	at(11, "read 32 bytes")
	if got := value[place](b, `chosen()`); !strings.HasPrefix(got.Row, "read 32 bytes") || got.Line != "server-L26" || got.Drawn != 2 || !strings.Contains(got.Words, "main.go, line 26") {
		t.Errorf("at what the server reads are marked %+v", got)
	}
	if cut := value[bool](b, `all(".ladder svg").some((s) => getComputedStyle(s).clipPath.includes("%"))`); !cut {
		t.Error("the ladder is whole")
	}
	// Space plays and pauses; the pace is the test's.
	value[bool](b, `globalThis.pace = bothends.pace, bothends.pace = () => 1e6, true`)
	b.do(press(" "))
	b.until(`document.querySelector(".step-play").textContent === "Pause"`)
	b.do(press(" "))
	b.until(`document.querySelector(".step-play").textContent === "Play"`)
	at(11, "read 32 bytes")
	value[bool](b, `bothends.pace = () => 0, true`)
	b.do(press(" "))
	b.until(`document.querySelector(".step-words").textContent.startsWith("` + strconv.Itoa(total) + ` of ")`)
	b.until(`document.querySelector(".step-play").textContent === "Play"`)
	at(total, "ended by a signal")
	if longer := value[bool](b, `pace("x".repeat(90)) > pace("x") && pace("x") >= 500`); !longer {
		t.Error("the pace leaves no time to read")
	}
	if shifts := value[[]string](b, `shifts`); len(shifts) > 0 {
		t.Errorf("layout shifts: %q", shifts)
	}
	value[bool](b, axe+"; true")
	for _, width := range []int64{375, 1280} {
		b.size(width, 900)
		for _, scheme := range []string{"light", "dark"} {
			prefer(b, scheme)
			looks := violations
			if scheme == "dark" {
				looks = faint
			}
			for _, found := range value[[]string](b, looks) {
				t.Errorf("%d, %s: %s", width, scheme, found)
			}
			if wide := value[int](b, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); wide > 0 {
				t.Errorf("%d, %s: the page scrolls sideways by %d", width, scheme, wide)
			}
		}
	}
	calmly(t, b)
	// On paper all of it is there, however far the reader was.
	value[bool](b, `(() => { const r = document.querySelector(".stepper input"); r.value = 2; r.dispatchEvent(new Event("input", { bubbles: true })); return true; })()`)
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
		t.Fatal(err)
	}
	if gone := value[int](b, `all(".result .row, .ladder .piece").filter((r) => getComputedStyle(r).visibility !== "visible").length + all(".ladder svg").filter((s) => getComputedStyle(s).clipPath !== "none").length + all(".stepper").filter((s) => s.checkVisibility()).length`); gone > 0 {
		t.Errorf("%d rows or pieces are not on paper, or the stepper is", gone)
	}
	if found := value[[]string](b, `all("button, .top, .turn, .anchor, .archives, .bar summary").filter((e) => e.checkVisibility()).map((e) => e.className + " " + e.textContent)`); len(found) > 0 {
		t.Errorf("on paper there is what one cannot press there: %q", found)
	}
	if _, err := chromedp.Call(b.ctx, page.PrintToPDF, page.PrintToPDFParams{}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{}); err != nil {
		t.Fatal(err)
	}
	// Escape shows all of it again, and gives the focus back.
	value[bool](b, `document.querySelector(".step-next").focus(), true`)
	b.do(press("Escape"))
	if left := value[int](b, `all(".stepper, .later, .chosen, .linked, .stepping, .stepped").length`); left > 0 || !value[bool](b, `document.activeElement === `+stepButton) {
		t.Errorf("%d things are left", left)
	}
}

// On a phone the programs are out of sight; at each step its row, its packet and the line
// of its program can be seen all the same, and the page stays where it is.
func steppedOnPhone(t *testing.T, b *tab) {
	if _, err := chromedp.Call(b.ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: 375, Height: 667, DeviceScaleFactor: 1, Mobile: true}); err != nil {
		t.Fatal(err)
	}
	b.until(`innerWidth === 375`)
	stepsOn(t, b)
	value[bool](b, stepButton+`.scrollIntoView({ block: "end", behavior: "instant" }), `+stepButton+`.click(), true`)
	b.until(`document.querySelector(".stepper")`)
	missed := value[[]string](b, `(() => {
		const missed = [], page = scrollY, next = document.querySelector(".step-next"), code = document.querySelector(".step-code");
		const box = (e) => e.getBoundingClientRect();
		const within = (e, outer) => box(e).top >= Math.max(0, box(outer).top) - 1 && box(e).bottom <= Math.min(innerHeight, box(outer).bottom) + 1;
		for (let left = document.querySelector(".stepper input").max; left > 0; left--) {
			const row = document.querySelector(".row.chosen"), drawn = all(".ladder svg > g.chosen").find((g) => g.checkVisibility());
			const line = document.querySelector(".numbered i.chosen"), said = document.querySelector(".step-words").textContent;
			if (row && !within(row, row.closest(".transcript"))) missed.push("row at " + said);
			if (drawn && !within(drawn, drawn.closest(".drawn"))) missed.push("ladder at " + said);
			if (Boolean(line) !== Boolean(code.textContent) || line && !within(code, code.parentElement)) missed.push("code at " + said);
			if (said.includes(": read 32 bytes") && !code.textContent.startsWith("fmt.Printf(\"read %d bytes")) missed.push(code.textContent + " at " + said);
			if (scrollY !== page) missed.push("the page moves at " + said);
			next.click();
		}
		return missed;
	})()`)
	if len(missed) > 0 {
		t.Errorf("not in view: %q", missed)
	}
}

// calmly looks at how boxes scroll to what happens: not by and by where the reader wants no motion.
func calmly(t *testing.T, b *tab) {
	t.Helper()
	value[bool](b, `(() => {
		const scroll = Element.prototype.scrollBy;
		Element.prototype.scrollBy = function(o) { scrolls.push(o.behavior); scroll.call(this, { ...o, behavior: "instant" }); };
		document.querySelector(".step-next").focus();
		return true;
	})()`)
	for preference, want := range map[string]string{"reduce": "instant", "no-preference": "smooth"} {
		p := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: preference}}}
		if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, p); err != nil {
			t.Fatal(err)
		}
		value[bool](b, `globalThis.scrolls = [], true`)
		b.do(press("End"), press("Home"))
		if got := value[[]string](b, `[...new Set(scrolls)]`); len(got) != 1 || got[0] != want {
			t.Errorf("prefers-reduced-motion: %s: boxes scroll %q", preference, got)
		}
	}
}

// A break has a transcript alone, and its programs' lines are those that it left where
// they were, or that it brought.
func steppedBreak(t *testing.T, b *tab) {
	stepsOn(t, b)
	value[bool](b, `document.querySelector(".outcome").open = true`)
	value[bool](b, `document.querySelector(".outcome .step-button").click(), true`)
	b.until(`document.querySelector(".outcome .stepper")`)
	if rows := value[int](b, `all(".outcome .row").length - document.querySelector(".outcome .stepper input").max`); rows != 0 {
		t.Errorf("%d rows are no steps", rows)
	}
	lines := value[[]string](b, `all(".outcome .row[data-at]").map((row) => {
		row.dispatchEvent(new PointerEvent("pointermove", { bubbles: true }));
		return all(".numbered i.chosen, ins.chosen").length + row.dataset.at;
	})`)
	found := 0
	for _, l := range lines {
		if strings.HasPrefix(l, "1") && l != "1" {
			found++
		}
	}
	if found == 0 {
		t.Errorf("no row of the break leads to a line: %q", lines)
	}
}

// A book that was opened from a disk can be stepped through, too; what is needed for that is in
// its folder.
func steppedFromDisk(t *testing.T, browser context.Context) {
	dir := t.TempDir()
	files := fstest.MapFS{
		"lessons/index.md":      {Data: []byte("+++\ntitle = \"B\"\n+++\n")},
		"lessons/01-p/index.md": {Data: []byte("+++\ntitle = \"P\"\n+++\n")},
		"lessons/01-p/010-l.md": {Data: []byte("+++\ntitle = \"L\"\ngoal = \"G\"\n+++\n\n```run handshake\n```\n")},
	}
	for _, name := range []string{"client/main.go", "server/main.go", "scenario.toml", "recording.txt", "capture.pcapng"} {
		data, err := os.ReadFile("../../snippets/handshake/" + name)
		if err != nil {
			t.Fatal(err)
		}
		files["snippets/handshake/"+name] = &fstest.MapFile{Data: data}
	}
	b, err := lesson.Open(files)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := site.Build(t.Context(), b, site.Options{Dir: dir + "/site"}); err != nil {
		t.Fatal(err)
	}
	tab := open(t, browser, "file://"+dir+"/site/p/l.html")
	tab.click(".step-button")
	tab.until(`document.querySelector(".stepper")`)
}

// A run of the reader's own is stepped through when it has ended; the next one ends that.
func steppedRun(t *testing.T, b *tab) {
	b.until(`document.querySelector(".scripted")`)
	value[bool](b, steps)
	for range 2 {
		b.click(".run-button")
		b.until(`document.querySelector(".run").dataset.state === "fresh" && document.querySelector(".ladder[data-steps]")`)
		if left := value[int](b, `all(".stepper").length`); left > 0 {
			t.Error("a new run leaves the stepper of the one before")
		}
		b.click(".result .step-button")
		b.until(`document.querySelector(".stepper")`)
		value[bool](b, `(() => { const r = document.querySelector(".stepper input"); r.value = r.max; r.dispatchEvent(new Event("input", { bubbles: true })); return true; })()`)
		if got := value[place](b, `chosen()`); !strings.Contains(got.Words, "ended by a signal") || got.Drawn != 2 {
			t.Errorf("the end is %+v", got)
		}
		if at := value[int](b, `all(".result .row[data-at='26']").length`); at != 6 {
			t.Errorf("%d rows say that line 26 printed them", at)
		}
	}
}

// Who presses twice because nothing has come yet steps through the run all the same.
func TestStepPressedTwice(t *testing.T) {
	browser, dir := startBrowser(t), filepath.Join(t.TempDir(), "site")
	built(t, shelf(t), dir)
	address, asked, come := withheld(t, dir, "step")
	b := open(t, browser, address+"/udp/none.html")
	b.click(".step-button")
	<-asked
	b.click(".step-button")
	close(come)
	b.until("document.querySelector('.stepping')")
	if value[bool](b, "new Promise((r) => setTimeout(() => r(!document.querySelector('.stepping'))))") {
		t.Error("the second press has ended what the first began")
	}
}
