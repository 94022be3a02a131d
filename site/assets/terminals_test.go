package assets_test

import (
	"fmt"
	"io/fs"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"bothends/site/live"
)

// sessionBook has a session in two pieces: the server's cells, text, then the client's.
func sessionBook() fs.FS {
	page := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte("+++\n" + text)} }
	return fstest.MapFS{
		"lessons/index.md":      page("title = \"Book\"\n+++\n"),
		"lessons/01-p/index.md": page("title = \"Part\"\n+++\n"),
		"lessons/01-p/010-two.md": page("title = \"Two\"\ngoal = \"G.\"\n+++\n\n## One\n\n```session two#server:listen..accept\n```\n\nText.\n\n" +
			"```session two#client:dial..server:hear\n```\n"),
		"snippets/two/scenario.toml": {Data: []byte("packets = true\n")},
		"snippets/two/session.txt": {Data: []byte(`-- server: listen --
server, err := net.Listen("tcp", "127.0.0.1:5000")
err
-- server: own --
server.Addr().String()
-- server: accept --
conn, err := server.Accept()
-- client: dial --
client, err := net.Dial("tcp", "127.0.0.1:5000")
client.RemoteAddr().String()
-- client: say --
fmt.Fprint(client, "hello")
-- server: hear --
part := make([]byte, 8)
n, err := conn.Read(part)
string(part[:n])
`)},
	}
}

// A session on a page, driven as a reader does.
type desk struct{ *tab }

func (d desk) cell(terminal, name string) string {
	return fmt.Sprintf("[data-terminal=%s][data-cell=%s]:not(.back)", terminal, name)
}

// button is a JavaScript expression for a control by what it is called.
func (d desk) button(label string) string {
	return fmt.Sprintf(`[...document.querySelectorAll("button")].find((b) => b.checkVisibility() && (b.getAttribute("aria-label") ?? b.textContent) === %q)`, label)
}

// press activates a control by what it is called, with the keyboard.
func (d desk) press(label string) {
	d.t.Helper()
	find := d.button(label)
	d.until(find)
	if !value[bool](d.tab, find+`.disabled === false && (`+find+`.focus(), document.activeElement === `+find+`)`) {
		d.t.Fatalf("%q cannot be pressed\n%s", label, d.describe())
	}
	d.do(press("Enter"))
	if value[bool](d.tab, find+`?.matches(":focus") === true`) { // a raw key does not click a button
		value[bool](d.tab, `(document.activeElement.click(), true)`)
	}
}

// shows waits until the output of a cell holds a text.
func (d desk) shows(terminal, name, text string) {
	d.t.Helper()
	d.until(fmt.Sprintf("document.querySelector(%q).querySelector('[role=log]').textContent.includes(%q)", d.cell(terminal, name), text))
}

// state waits until a terminal is in a state, in words.
func (d desk) state(terminal, text string) {
	d.t.Helper()
	d.until(fmt.Sprintf("document.querySelector('.terminal[data-terminal=%s] .state').textContent === %q", terminal, text))
}

// says waits for an announcement.
func (d desk) says(text string) {
	d.t.Helper()
	d.until(fmt.Sprintf("[...document.querySelectorAll('[role=status]')].some((s) => s.textContent.includes(%q))", text))
}

func (d desk) has(condition string) {
	d.t.Helper()
	if !value[bool](d.tab, "Boolean("+condition+")") {
		d.t.Errorf("not so: %s\n%s", condition, d.describe())
	}
}

// All that a reader can do with two terminals, with real cells.
func TestTerminals(t *testing.T) {
	source, browser := axe(t), startBrowser(t)
	address, _ := serve(t, sessionBook(), live.Options{})
	d := desk{open(t, browser, address+"/p/two.html")}
	value[bool](d.tab, source+"; true")
	clean := func(when string) {
		t.Helper()
		for _, scheme := range []string{"light", "dark"} {
			prefer(d.tab, scheme)
			for _, found := range value[[]string](d.tab, violations) {
				t.Errorf("%s, %s: %s", when, scheme, found)
			}
		}
	}
	d.until(`document.querySelector(".open-session:not([hidden])")`)
	clean("as recorded")
	d.press("Run it yourself")
	d.state("server", "not started")
	d.has(`document.activeElement.matches("[data-cell=listen] .code")`)

	// By keys alone: run and stay, run and go on. The server waits until the client comes.
	d.do(press("Enter", chromedp.ModifierShift))
	d.shows("server", "listen", "nil")
	d.do(press("Enter", chromedp.ModifierCtrl))
	d.shows("server", "own", "127.0.0.1:5000")
	d.has(`document.activeElement.matches("[data-cell=own] .code")`)
	d.do(press("Enter", chromedp.ModifierShift))
	d.has(`document.activeElement.matches("[data-cell=accept] .code")`)
	d.do(press("Enter", chromedp.ModifierShift))
	d.state("server", "waits in accept")
	d.shows("server", "accept", "waits in accept")
	d.says("server [4]: waits in accept")
	d.has(`document.activeElement.matches("[data-cell=dial] .code")`)

	// What waits is interrupted, and tried again.
	d.press("Run server: hear") // behind it
	d.until(`document.querySelector("[data-cell=hear] .cell-state").textContent === "waits for its turn"`)
	d.press("Interrupt server")
	d.shows("server", "accept", "interrupted")
	d.says("interrupted Not run: 1 (server: part := make([]byte, 8)).")
	d.has(`document.querySelector("[data-cell=hear] .cell-state").textContent === "was not run"`)
	d.state("server", "idle")
	d.press("Run server: accept")
	d.state("server", "waits in accept")
	d.press("Run client: dial")
	d.shows("client", "dial", "127.0.0.1:5000")
	d.shows("server", "accept", "done")
	d.until(`document.querySelector(".wire:not([hidden]) .ladder")`)

	// Edited: marked, refused with its line, and back to the original.
	edit := func(old, text string) {
		t.Helper()
		d.press("Edit client: say")
		d.until(`document.activeElement.matches("textarea")`)
		d.has(fmt.Sprintf(`((a) => (a.setSelectionRange(a.value.indexOf(%q), a.value.indexOf(%[1]q) + %[1]q.length), true))(document.activeElement)`, old))
		d.do(insert(text))
	}
	edit("client", "nobody")
	d.until(`document.querySelector("[data-cell=say].edited .cell-state").textContent === "edited"`)
	d.do(press("Enter", chromedp.ModifierCtrl))
	d.shows("client", "say", "undefined: nobody")
	d.has(`!document.querySelector("[data-cell=say] .log").textContent.includes("say:") && document.querySelector("[data-cell=say] .place").textContent === "line 1:12:"`)
	d.has(`document.querySelector("[data-cell=say] textarea").getAttribute("aria-invalid") === "true" && document.querySelector("[data-cell=say] .jump")`)
	clean("with an error")
	d.press("Run to here server: hear")
	d.says("nobody go to line 1 Not run: 1 (server: part := make([]byte, 8)).") // of this run: that of the interruption may stand there still
	d.has(`document.querySelector(".limits").textContent.includes("nothing is run for 3 min")`)
	d.press("Original client: say")
	d.until(`!document.querySelector("[data-cell=say].edited")`)
	d.has(`document.querySelector("[data-cell=say] .cell-state").textContent === "the output is of the text before"`)
	d.until(`![...document.querySelectorAll(".run-status")].some((s) => s.textContent.includes("undefined"))`) // what is said comes at most once a second

	// To here: what was not run as it stands, and no more.
	d.press("Run to here server: hear")
	d.shows("server", "hear", `"hello"`)
	if got := value[[]string](d.tab, `[...document.querySelectorAll(".cell:not(.back) .prompt")].map((p) => p.textContent)`); !slices.Equal(got, []string{"[1]", "[3]", "[5]", "[1]", "[4]", "[6]"}) {
		t.Errorf("prompts %q", got)
	}

	// A cell of one's own, and one whose process ends.
	d.press("Add a cell: client")
	d.until(`document.activeElement.matches("[data-cell=new-1] textarea")`)
	d.do(insert(`fmt.Println("<i>", 6*7)`), press("Enter", chromedp.ModifierCtrl))
	d.shows("client", "new-1", "<i> 42")
	d.press("Restart")
	d.until(`[...document.querySelectorAll(".cell:not(.back) .prompt")].every((p) => p.textContent === "[ ]")`)
	d.state("server", "idle")
	d.has(`document.querySelector("[data-cell=new-1] textarea").value.includes("6*7")`)
	d.press("Run all")
	d.shows("client", "new-1", "<i> 42")
	d.shows("server", "hear", `"hello"`)
	value[bool](d.tab, `(globalThis.before = document.querySelector("[data-cell=new-1] .log .row")).isConnected`)
	d.press("Run all") // anew, as the port would be in use
	d.until(`!before.isConnected`)
	d.shows("client", "new-1", "<i> 42")
	d.shows("server", "listen", "nil")

	// A process that has ended: what is run there after that says so, at its own place.
	d.press("Add a cell: client")
	d.until(`document.activeElement.matches("[data-cell=new-2] textarea")`)
	d.do(insert(`os.Exit(3)`), press("Enter", chromedp.ModifierCtrl))
	d.state("client", "ended: its process is gone")
	d.press("Run client: say")
	d.shows("client", "say", "the terminal has ended; restart it")
	d.has(`!document.querySelector("[data-cell=new-2] .log").textContent.includes("restart it") && document.querySelector("[data-cell=say]").dataset.phase === "failed"`)

	// A phone: nothing is wider than it.
	metrics := emulation.SetDeviceMetricsOverrideParams{Width: 375, Height: 800, DeviceScaleFactor: 1, Mobile: true}
	if _, err := chromedp.Call(d.ctx, emulation.SetDeviceMetricsOverride, metrics); err != nil {
		t.Fatal(err)
	}
	d.until(`innerWidth === 375`)
	d.has(`document.documentElement.scrollWidth <= 375`)
	clean("on a phone")

	// What was edited is there when the page is loaded again, what is the book's is not kept.
	d.press("Edit client: say")
	d.until(`document.activeElement.matches("textarea")`)
	d.do(insert("// mine\n"))
	d.load(chromedp.Reload())
	d.press("Run it yourself")
	d.until(`document.querySelector("[data-cell=say].edited textarea")?.value.startsWith("// mine\n")`)
	d.press("Original client: say")

	// So are cells of one's own, in their order; each can be taken away, and that taken back.
	own := func() []string {
		return value[[]string](d.tab, `[...document.querySelectorAll(".cell.added textarea")].map((t) => t.value)`)
	}
	both := []string{`fmt.Println("<i>", 6*7)`, `os.Exit(3)`}
	if got := own(); !slices.Equal(got, both) {
		t.Errorf("loaded again, one's own cells are %q", got)
	}
	d.has(`document.querySelector("[data-cell=new-1] .cell-state").textContent === "yours"`)
	d.press("Remove client: new-1")
	d.until(`document.activeElement.ariaLabel === 'Removed: client: fmt.Println("<i>", 6*7). Bring it back'`)
	value[bool](d.tab, source+"; true")
	clean("removed")
	d.do(press("Enter"))
	d.has(`(document.activeElement.click(), true)`)
	if got := own(); !slices.Equal(got, both) {
		t.Errorf("brought back, one's own cells are %q", got)
	}
	d.press("Add a cell: client")
	d.press("Remove client: new-3")
	d.until(`document.activeElement.ariaLabel === "Add a cell: client" && !document.querySelector("[data-cell=new-3]")`)
	d.press("Remove client: new-1")
	d.load(chromedp.Reload())
	d.press("Run it yourself")
	d.until(`document.querySelector("[data-cell=new-1] textarea")?.value === "os.Exit(3)"`)
	d.press("Edit client: say")
	d.until(`document.activeElement.matches("textarea")`)
	d.do(insert("// mine again\n"))
	d.press("Reset the cells")
	d.until(`!document.querySelector(".cell.added, .cell.edited")`)
	d.press("The cells are as the lesson has them. Bring it back")
	d.until(`document.querySelector("[data-cell=say].edited textarea").value.startsWith("// mine again") && document.querySelector(".cell.added textarea").value === "os.Exit(3)"`)
	d.press("Reset the cells")
	d.until(`!document.querySelector(".cell.added, .cell.edited")`)
	if kept := value[int](d.tab, `Object.keys(localStorage).length`); kept > 1 { // what was read
		t.Errorf("%d things are kept: %s", kept, value[string](d.tab, `Object.keys(localStorage).join()`))
	}
	d.press("Add a cell: client")
	d.until(`document.activeElement.matches(".added textarea")`)
	if !d.inView("document.activeElement") {
		t.Error("a cell that was added is out of view")
	}

	d.press("Back to the recording")
	d.until(`!document.querySelector(".session[data-state]") && !document.querySelector("[data-cell=new-1]")`)
	d.has(`document.activeElement.matches(".open-session button")`)
	d.has(`document.querySelector("[data-cell=accept] .prompt").textContent === "[3]"`)
	d.has(`document.documentElement.scrollWidth <= 375`)
}

// What can go on no more is said to be so, and what to do: cells that wait where nobody is
// left who would end that, and terminals whose server is away.
func TestTerminalsAtAnEnd(t *testing.T) {
	address, stop := serve(t, sessionBook(), live.Options{})
	d := desk{open(t, startBrowser(t), address+"/p/two.html", "network: Failed to load resource: net::ERR_")}
	d.press("Run it yourself")
	d.state("server", "not started")
	port := func(from, to string) {
		t.Helper()
		value[bool](d.tab, fmt.Sprintf(`((a) => (a.value = a.value.replace(%q, %q), a.dispatchEvent(new Event("input", { bubbles: true }))))(document.querySelector("[data-cell=dial] textarea"))`, from, to))
	}
	port("5000", "5001")
	d.press("Run all")
	d.shows("client", "dial", "nil pointer dereference")
	const waits = "accept waits for a connection to 127.0.0.1:5000, and nothing else runs that could make one. Interrupt ends it."
	d.until(`document.querySelector("[data-cell=accept] .stuck span")?.textContent === "` + waits + `"`)
	d.says("server [3]: " + waits)
	d.press("Interrupt server: accept")
	d.shows("server", "accept", "interrupted")
	d.until(`!document.querySelector(".stuck") && document.activeElement.matches("[data-cell=accept] .code")`)
	port("5001", "5000")
	d.press("Run all")
	d.shows("server", "hear", `"hello"`)

	// The server goes, and is not there when the reader goes on, or comes anew.
	stop()
	d.state("server", "closed")
	d.press("Run client: say")
	const now = "The server that runs cells cannot be reached. What is shown is from before; your cells are kept."
	d.state("server", "cannot be reached")
	d.says(now)
	d.has(`document.querySelector(".limits").textContent === "` + now + ` Start again" && document.querySelector("[data-cell=hear] .log").textContent.includes("hello")`)
	d.press("Back to the recording")
	d.press("Run it yourself")
	d.state("server", "not started")
	d.has(`!document.querySelector("[data-cell=listen] .prompt").textContent.includes("1")`)
	d.press("Run server: listen")
	d.says("The server that runs cells cannot be reached. What is shown is the recording; your cells are kept.")
	d.has(`document.querySelector("[data-cell=listen] .prompt").textContent === "[1]"`)
	d.press("Start again")
	d.until(`document.activeElement.matches(".limits button")`)
	d.state("server", "cannot be reached")
}

// Cells that are served can be taken along.
func TestCellsToTakeAlong(t *testing.T) {
	address, _ := serve(t, sessionBook(), live.Options{})
	answer, err := http.Get(address + "/downloads/two.txtar")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text := new(strings.Builder)
	answer.Write(text)
	if answer.StatusCode != http.StatusOK || !strings.Contains(text.String(), "-- server: accept --\nconn, err := server.Accept()\n") {
		t.Errorf("status %d: %s", answer.StatusCode, text)
	}
}
