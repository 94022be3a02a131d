package assets_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"bothends/runner"
	"bothends/runner/recording"
	"bothends/site/lesson"
	"bothends/site/live"
)

// authored writes a book to a folder, as an author has it, and returns the folder.
func authored(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	long := strings.Repeat("A paragraph that only takes room.\n\n", 60)
	for name, text := range map[string]string{
		"lessons/index.md":            "+++\ntitle = \"Drafts\"\n+++\n\nWelcome.\n",
		"lessons/01-tcp/index.md":     "+++\ntitle = \"TCP\"\n+++\n\nA stream.\n",
		"lessons/01-tcp/010-hello.md": "+++\ntitle = \"Hello\"\ngoal = \"You see it.\"\n+++\n\nFirst words.\n\n```run hello\n```\n\n" + long + "Last words.\n",
		"snippets/hello/main/main.go": "package main\n\nfunc main() { println(\"hello\") }\n",
	} {
		save(t, filepath.Join(dir, name), text)
	}
	book, err := lesson.Open(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	made := recording.New(book.Snippets["hello"].Snippet, []runner.Event{{Process: "main", Kind: runner.Exit}})
	save(t, filepath.Join(dir, "snippets/hello/recording.txt"), string(made.Format()))
	return dir
}

func save(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// rewrite changes a file as editors do: a new one takes the place of the old.
func rewrite(t *testing.T, file, before, after string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(text), before) {
		t.Fatalf("%s does not say %q: %v", file, before, err)
	}
	save(t, file+"~", strings.ReplaceAll(string(text), before, after))
	if err := os.Rename(file+"~", file); err != nil {
		t.Fatal(err)
	}
}

// watch serves the book in dir, and watches it.
func watch(t *testing.T, dir string) (address string) {
	t.Helper()
	book, err := lesson.Open(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	server, err := live.New(live.Options{Book: book, Watch: true})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ready, done := make(chan string, 1), make(chan error, 2)
	go func() { done <- server.ListenAndServe(ctx, "127.0.0.1:0", func(url string) { ready <- url }) }()
	go func() { done <- server.Watch(ctx, dir) }()
	t.Cleanup(func() {
		cancel()
		for range 2 {
			if err := <-done; err != nil {
				t.Errorf("the server ended with %v", err)
			}
		}
	})
	return strings.TrimSuffix(<-ready, "/")
}

const (
	following = `document.documentElement.dataset.watch`
	overlay   = `document.querySelector(".watch-fault")`
	firstRow  = `document.querySelector("textarea[name]")`
)

// What an author changes appears in the page that is open, in its place: where the
// reader was, with what was typed, and without a reload if it is text.
func TestWatch(t *testing.T) {
	dir := authored(t)
	address := watch(t, dir)
	file := filepath.Join(dir, "lessons/01-tcp/010-hello.md")
	b := open(t, startBrowser(t), address+"/tcp/hello.html")
	b.until(following)
	value[bool](b, `window.same = true`) // goes with a reload
	b.click(".edit-button")
	b.until(firstRow + `.nextElementSibling?.shadowRoot.querySelector(".cm-focused")`)
	b.do(insert("// mine\n"))
	value[bool](b, `scrollTo(0, document.documentElement.scrollHeight), true`)

	rewrite(t, file, "Last words.", "Last words, changed.")
	b.until(`document.querySelector("main").innerText.includes("Last words, changed.")`)
	if !value[bool](b, `window.same === true && scrollY > 200 && `+firstRow+`.value.startsWith("// mine")`) {
		t.Error("for a change of text the page was loaded whole, or lost its place, or what was typed")
	}

	rewrite(t, file, `"Hello"`, `"Hello again"`)
	b.until(`document.title.includes("Hello again") && document.querySelector("h1").innerText === "Hello again"`)
	if !value[bool](b, `window.same === true && document.querySelector("#contents").textContent.includes("Hello again")`) {
		t.Error("for a change of title the page was loaded whole, or the contents have the old one")
	}

	at := value[int](b, `scrollY`)
	b.load(chromedp.Func(func(context.Context, *chromedp.Target) error {
		rewrite(t, filepath.Join(dir, "snippets/hello/main/main.go"), `println("hello")`, `println("hullo")`)
		return nil
	}))
	b.until(`window.same === undefined && document.querySelector(".pane pre").textContent.includes("hullo") && ` + following)
	if !value[bool](b, firstRow+`.value.startsWith("// mine") && document.querySelector(".pane.editing") !== null`) {
		t.Error("what was typed is lost")
	}
	if now := value[int](b, `scrollY`); now < at-50 || now > at+50 {
		t.Errorf("the page is scrolled to %d, was to %d", now, at)
	}
}

// A mistake lies over the page, with its place, as text; it goes when it is mended,
// and the page stays as it was meanwhile.
func TestWatchMistake(t *testing.T) {
	dir := authored(t)
	address := watch(t, dir)
	file := filepath.Join(dir, "lessons/01-tcp/010-hello.md")
	b := open(t, startBrowser(t), address+"/tcp/hello.html")
	b.until(following)
	rewrite(t, file, "```run hello", "```run <img src=x onerror=alert(1)>")
	b.until(overlay + `?.innerText.includes("lessons/01-tcp/010-hello.md:8")`)
	if !value[bool](b, overlay+`.querySelector("img") === null && `+overlay+`.innerText.includes("<img src=x onerror=alert(1)>") && document.querySelector(".run") !== null`) {
		t.Errorf("the overlay reads %s", value[string](b, overlay+".outerHTML"))
	}
	for _, found := range value[[]string](b, axe(t)+"; "+violations) {
		t.Error(found)
	}
	b.click(".watch-fault button")
	if value[bool](b, overlay+`.checkVisibility()`) {
		t.Error("put away, it is still there")
	}
	rewrite(t, file, "```run <img src=x onerror=alert(1)>", "```run nothing")
	b.until(overlay + `?.checkVisibility() && ` + overlay + `.innerText.includes("snippets/nothing")`)
	rewrite(t, file, "```run nothing", "```run hello")
	b.until(following + `!== "fault" && document.querySelector(".watch-fault") === null`)

	// A new lesson is there without a word to the server.
	save(t, filepath.Join(dir, "lessons/02-new/index.md"), "+++\ntitle = \"New part\"\n+++\n\nNews.\n")
	b.until(`document.querySelector("#contents").textContent.includes("New part")`)
	b.do(chromedp.Navigate(address + "/new/"))
	b.until(`document.querySelector("main").innerText.includes("News.")`)
}
