package assets_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
	"golang.org/x/tools/txtar"

	"bothends/site"
	"bothends/site/lesson"
	"bothends/site/live"
)

func TestShare(t *testing.T) {
	b := startBrowser(t)
	for _, test := range []struct {
		name string
		run  func(*testing.T, context.Context)
	}{
		{"a link", shareLink},
		{"a link beside one’s own edit", shareBesideOwn},
		{"broken links", brokenLinks},
		{"txtar", shareArchive},
		{"a runner elsewhere", runnerElsewhere},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, b) })
		nothingLeft(t, test.name, b)
	}
}

// shareLink: a link holds the edit and how it is to run; it opens both, and runs nothing.
func shareLink(t *testing.T, browser context.Context) {
	address, _ := serve(t, controlled(t), live.Options{})
	b := block{open(t, browser, address+controlledPage), "words"}
	b.edit("client/main.go", "os.Args[2:]", "\"Grüße: \" + os.Args[2]")
	b.click(".how summary")
	b.fill("[name='count.client']", "3")
	b.size(1000, 400)
	b.click(".share-button")
	value[bool](b.tab, fmt.Sprintf("new Promise((made) => { const look = () => %s.value ? made(true) : requestAnimationFrame(look); look(); })", b.find(".share input")))
	if !b.inView(b.find(".share input")) {
		t.Error("below the open arguments the panel is out of view")
	}
	link := value[string](b.tab, b.find(".share input")+".value")
	b.click(".reset-button")
	value[bool](b.tab, fmt.Sprintf("new Promise((made) => { const look = () => %s.value !== %q ? made(true) : requestAnimationFrame(look); look(); })", b.find(".share input"), link))
	if got := sharedFiles(b); got != "{}" {
		t.Errorf("after Reset the link has %s", got)
	}

	other := block{open(t, browser, link), "words"}
	other.do(chromedp.EmulateViewport(1000, 400))
	other.until(other.find(".run-status") + ".textContent === 'Somebody’s edit, from a link. Nothing has run: look at it first. Edited: client/main.go, line 14. How it runs is changed, too.'")
	line := `[...document.querySelector("[name='client/main.go'] + .editor")?.shadowRoot.querySelectorAll(".cm-line") ?? []].find((l) => l.textContent.includes("Grüße"))`
	other.until(line)
	value[bool](other.tab, "new Promise((done) => { const look = () => ((box) => box.top >= 0 && box.bottom <= innerHeight)("+line+".getBoundingClientRect()) ? done(true) : requestAnimationFrame(look); look(); })")
	other.starts("$ server", `$ client 127.0.0.1:7 "two words" `+"\"it's\nhers\" | 3 at once | changed")
	other.do(chromedp.EmulateViewport(1280, 900))
	if got := value[[]string](other.tab, `[...document.querySelectorAll("[data-snippet=words] .pane.editing textarea")].map((t) => t.name)`); !slices.Equal(got, []string{"client/main.go"}) {
		t.Error("want the editor of the file that was edited, and no other, to be open")
	}
	if got := value[string](other.tab, other.find("[name='count.client']")+".value"); got != "3" {
		t.Errorf("%s clients; want those of the link", got)
	}
	other.until(other.find("textarea[name='client/main.go'] + .editor")) // it is highlighted before it is touched
	if n := len(other.lines("start")); n != 0 {
		t.Errorf("%d programs were started by a link", n)
	}
	other.click(".run-button")
	if status := other.ended(); status != asPlanned {
		t.Errorf("status %q", status)
	}
	if got := strings.Join(other.lines("stdout"), "\n"); strings.Count(got, `"Grüße: two words"`) != 3 {
		t.Errorf("it ran as:\n%s", got)
	}
	other.click(".reset-button")
	if got := value[string](other.tab, "location.hash"); got != "" {
		t.Errorf("after Reset the address still has %s", got)
	}
}

// sharedFiles are the programs that the link in the panel holds.
func sharedFiles(b block) string {
	b.t.Helper()
	_, packed, _ := strings.Cut(value[string](b.tab, b.find(".share input")+".value"), "#edit=")
	data, err := base64.RawURLEncoding.DecodeString(packed)
	if err != nil {
		b.t.Fatal(err)
	}
	var link struct{ Files json.RawMessage }
	if err := json.NewDecoder(flate.NewReader(bytes.NewReader(data))).Decode(&link); err != nil {
		b.t.Fatal(err)
	}
	return string(link.Files)
}

// shareBesideOwn: a link is shown in the place of what the reader made of the same programs,
// which stays kept whatever is typed, and comes back by Reset.
func shareBesideOwn(t *testing.T, browser context.Context) {
	address, _ := serve(t, controlled(t), live.Options{})
	b := block{open(t, browser, address+controlledPage), "words"}
	for _, file := range []string{"client/main.go", "server/main.go"} {
		b.edit(file, "package main", "package main // mine")
	}
	b.click(".how summary")
	b.fill("[name='args.client']", "mine")
	text := func(file string) string {
		t.Helper()
		return value[string](b.tab, b.find("textarea[name='"+file+"']")+".value")
	}
	const kept = `JSON.stringify(Object.entries(localStorage).filter(([k]) => k.startsWith("edit:")).sort())`
	mine, own := text("client/main.go"), value[string](b.tab, kept)
	if strings.Count(own, "// mine") != 2 {
		t.Fatalf("kept are %s", own)
	}
	lesson := strings.Replace(mine, " // mine", "", 1)
	theirs := strings.Replace(mine, "mine", "theirs", 1)
	const status = "Somebody’s edit, from a link. Nothing has run: look at it first. %sHow it runs is changed, too. Your own edit is kept: Reset brings it back."
	for what, test := range map[string]struct {
		client string
		load   bool // anew, not in the page that is there
	}{
		"their edit": {theirs, false}, "the lesson's": {lesson, false}, "their edit, at first": {theirs, true}, "the lesson's, at first": {lesson, true},
	} {
		link := "#edit=" + packed(t, fmt.Sprintf(`{"snippet":"words","files":{"client/main.go":%q},"how":{"args.client":"theirs"}}`, test.client))
		value[bool](b.tab, "(location.hash = '"+link+"', true)")
		if test.load {
			b.load(chromedp.Reload())
		}
		edited := ""
		if test.client != lesson {
			edited = "Edited: client/main.go, line 1. "
		}
		b.until(b.find(".run-status") + ".textContent === '" + fmt.Sprintf(status, edited) + "'")
		value[bool](b.tab, "bothends.late('editor.js').then(() => true)")
		b.edit("client/main.go", "package main", "package main // typed")
		if got, want := text("client/main.go"), strings.Replace(test.client, "package main", "package main // typed", 1); got != want {
			t.Errorf("%s: the editor has\n%s", what, got)
		}
		if got := text("server/main.go"); strings.Contains(got, "// mine") {
			t.Errorf("%s: beside it stands\n%s", what, got)
		}
		if got := value[string](b.tab, kept); got != own {
			t.Errorf("%s: kept are %s", what, got)
		}
		if got := text("args.client"); got != "theirs" {
			t.Errorf("%s: the arguments are %s", what, got)
		}
		b.click(".reset-button")
		for _, file := range []string{"client/main.go", "server/main.go"} {
			b.until(b.find("textarea[name='"+file+"']") + ".value.includes('// mine')")
		}
		if got := value[string](b.tab, kept); got != own || text("client/main.go") != mine || text("args.client") != "mine" {
			t.Errorf("%s: after Reset kept are %s", what, got)
		}
	}
	b.click(".reset-button")
	if got := value[string](b.tab, kept); got != "[]" || text("client/main.go") != lesson {
		t.Errorf("after another Reset kept are %s", got)
	}
}

// packed is what a link holds of a text.
func packed(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	w.Write([]byte(text))
	w.Close()
	return base64.RawURLEncoding.EncodeToString(b.Bytes())
}

// brokenLinks: each is told to be what it is.
func brokenLinks(t *testing.T, browser context.Context) {
	address, _ := serve(t, controlled(t), live.Options{})
	packed := func(text string) string { return packed(t, text) }
	good := packed(`{"snippet":"words","files":{},"how":{}}`)
	tab := open(t, browser, address+controlledPage)
	tab.size(375, 400)
	const said = `[...document.querySelectorAll(".run-status")].find((s) => s.textContent)`
	for what, test := range map[string][2]string{
		"nothing":          {"", "This link is broken"},
		"no base64":        {"%25", "This link is broken"},
		"cut":              {good[:len(good)/2], "This link is broken"},
		"no edit":          {packed(`[1]`), "This link is broken"},
		"files are none":   {packed(`{"snippet":"words","files":{"server/main.go":1},"how":{}}`), "This link is broken"},
		"other programs":   {packed(`{"snippet":"nothing","files":{},"how":{}}`), "This link leads to programs, nothing, that are not on this page."},
		"other files":      {packed(`{"snippet":"words","files":{"x/main.go":"x"},"how":{"args.x":"x"}}`), "Somebody’s edit, from a link. Nothing has run: look at it first. Some of this link is not for these programs, and was left out: x/main.go, args.x"},
		"too much":         {packed(`{"snippet":"words","files":{"server/main.go":"` + strings.Repeat("x", 600<<10) + `"},"how":{}}`), "This link holds more than programs may have"},
		"good once more":   {good, "Somebody’s edit, from a link."},
		"markup in a name": {packed(`{"snippet":"<img src=x onerror=alert(1)>","files":{},"how":{}}`), "This link leads to programs, <img src=x"},
	} {
		value[bool](tab, `(document.querySelectorAll(".run-status").forEach((s) => { s.textContent = ""; }), location.hash = "#edit=`+test[0]+`", true)`)
		tab.until(said)
		if got := value[string](tab, `[...document.querySelectorAll(".run-status")].map((s) => s.textContent).join("")`); !strings.HasPrefix(got, test[1]) {
			t.Errorf("%s: it says %q; want %q", what, got, test[1])
		}
		if !strings.HasPrefix(test[1], "Somebody") && !tab.inView(said) {
			t.Errorf("%s: what is wrong with the link is out of view", what)
		}
		value[bool](tab, `(history.replaceState(null, "", location.pathname), true)`)
	}
}

// shareArchive: what is downloaded is a txtar with all that go run needs; one that is
// pasted is opened, and so is the Playground's one program.
func shareArchive(t *testing.T, b context.Context) {
	address, _ := serve(t, controlled(t), live.Options{})
	words := block{open(t, b, address+controlledPage), "words"}
	words.edit("server/main.go", "os.Args[1:]", "\"edited\"")
	words.click(".share-button")
	words.until(words.find(".share"))
	dir := t.TempDir()
	allow := browser.SetDownloadBehaviorParams{Behavior: browser.SetDownloadBehaviorBehaviorAllow, DownloadPath: dir, EventsEnabled: new(true)}
	if _, err := chromedp.Call(words.ctx, browser.SetDownloadBehavior, allow); err != nil {
		t.Fatal(err)
	}
	var seen sync.Map // the downloads that are known to be complete, which may be told twice
	done := make(chan bool, 2)
	if err := chromedp.Listen(words.ctx, func(event any) {
		if e, ok := event.(*browser.EventDownloadProgress); ok && e.State == browser.DownloadProgressStateCompleted {
			if _, again := seen.LoadOrStore(e.GUID, true); !again {
				done <- true
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
	words.click(".share p:nth-child(3) button:nth-child(2)")
	<-done
	text, err := os.ReadFile(filepath.Join(dir, "words.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	archive := txtar.Parse(text)
	var names []string
	for _, f := range archive.Files {
		names = append(names, f.Name)
	}
	if got := strings.Join(names, " "); got != "go.mod server/main.go client/main.go" || !strings.Contains(string(text), `"edited"`) || !strings.Contains(string(archive.Comment), "go run ./client 127.0.0.1:7") {
		t.Errorf("downloaded %s:\n%s", got, text)
	}

	words.click(".share p:nth-child(3) button:last-child")
	<-done
	packed, err := zip.OpenReader(filepath.Join(dir, "words.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	for i, f := range append([]txtar.File{{Name: "README.txt", Data: archive.Comment}}, archive.Files...) {
		if got, err := fs.ReadFile(packed, "words/"+f.Name); err != nil || string(got) != string(f.Data) || packed.File[i].Name != "words/"+f.Name {
			t.Errorf("in the zip file %s is %v, %s; want %s", f.Name, err, got, f.Data)
		}
	}

	paste := func(b block, text, want string) {
		t.Helper()
		value[bool](b.tab, fmt.Sprintf("(%s.value = %q, true)", b.find(".share textarea"), text))
		b.click(".share p:nth-child(4) button")
		if got := value[string](b.tab, b.find(".share [role=status]")+".textContent"); got != want {
			t.Errorf("pasted: %q; want %q", got, want)
		}
	}
	words.click(".reset-button")
	paste(words, string(text), "Opened: server/main.go, client/main.go. Nothing has run.")
	if got := value[string](words.tab, words.find("textarea[name='server/main.go']")+".value"); !strings.Contains(got, `"edited"`) {
		t.Errorf("opened:\n%s", got)
	}
	paste(words, "-- other.go --\nx\n-- client/main.go --\npackage main\n", "Opened: client/main.go. Left out: other.go. Nothing has run.")
	paste(words, "package main\n", "None of that is a file of these programs. Each begins with a line with its name, such as: -- server/main.go --")

	counter := block{words.tab, "counter"}
	counter.click(".share-button")
	counter.until(counter.find(".share"))
	paste(counter, "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(\"from the Playground\") }\n", "Opened: client/main.go. Nothing has run.")
	counter.click(".run-button")
	if status := counter.ended(); status != asPlanned {
		t.Errorf("status %q, %q", status, counter.lines("problem"))
	}
	if got := counter.lines("stdout"); len(got) != 1 || got[0] != "client: from the Playground" {
		t.Errorf("it printed %q", got)
	}
}

// runnerElsewhere: a book that was built and lies on a static host runs its programs on a
// server of another origin, with and without its being there.
func runnerElsewhere(t *testing.T, browser context.Context) {
	mux, origin := elsewhere(t)
	text, err := os.ReadFile("testdata/controls.txtar")
	if err != nil {
		t.Fatal(err)
	}
	all := txtar.Parse(text)
	all.Files = slices.DeleteFunc(all.Files, func(f txtar.File) bool { // of the chat alone there is a recording
		return strings.HasPrefix(f.Name, "snippets/") && !strings.HasPrefix(f.Name, "snippets/chat/")
	})
	for i, f := range all.Files {
		all.Files[i].Data, _, _ = bytes.Cut(f.Data, []byte("Each says its arguments"))
	}
	fsys, err := txtar.FS(all)
	if err != nil {
		t.Fatal(err)
	}
	address, stop := serve(t, fsys, live.Options{Origins: []string{origin}})
	book, err := lesson.Open(fsys)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "public")
	if _, err := site.Build(t.Context(), book, site.Options{Dir: dir, Runner: address + "/"}); err != nil {
		t.Fatal(err)
	}
	mux.Handle("/", http.FileServer(http.Dir(dir)))
	b := block{open(t, browser, origin+controlledPage, "request to "+address, "network: Failed to load resource: net::ERR_CONNECTION_REFUSED",
		"security: Connecting to 'http://127.0.0.1:1/' violates", "javascript: Fetch API cannot load http://127.0.0.1:1/"), "chat"}
	if value[bool](b.tab, fmt.Sprintf(`fetch("http://127.0.0.1:1/").then(() => true, () => false)`)) {
		t.Error("the page may ask anybody")
	}
	b.click(".how summary")
	b.until(b.find(".line-fields"))
	b.click("[data-program=client] [type=checkbox]")
	b.click(".run-button")
	b.until(b.find(".typing form.client"))
	b.fill(".typing .client input", "over here")
	b.do(chromedp.KeyEvent("\r"))
	b.until(`[...document.querySelectorAll("[data-snippet=chat] .stdout")].some((r) => r.textContent.includes("heard over here"))`)
	b.click(".stop-button")
	if status := b.ended(); status != "You stopped the run." {
		t.Errorf("status %q", status)
	}
	stop()
	rows := value[int](b.tab, b.find(".transcript")+".children.length")
	b.click(".run-button")
	b.until(b.find(".run-status") + ".textContent.startsWith('The server that runs programs is away')")
	if got := value[int](b.tab, b.find(".transcript")+".children.length"); got != rows {
		t.Errorf("%d rows are left, of %d", got, rows)
	}
}
