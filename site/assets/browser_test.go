package assets_test

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"bothends/runner"
	"bothends/site/lesson"
	"bothends/site/live"
)

func TestMain(m *testing.M) {
	runner.Hook()
	os.Exit(m.Run())
}

// patience bounds what a test waits for. It is no measure of anything: what is
// waited for comes, or the test has failed.
const patience = time.Minute

// browserProgram finds a browser.
func browserProgram(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			return found
		}
	}
	t.Fatal("no chromium, chromium-browser or google-chrome in PATH; install one: apt-get install chromium")
	return ""
}

// startBrowser starts a browser of its own, with no profile and no errands.
func startBrowser(t *testing.T) context.Context {
	t.Helper()
	program := browserProgram(t)
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(program), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("force-prefers-reduced-motion", true), // no click is to miss what scrolls smoothly
		chromedp.WindowSize(1400, 1000))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, _ = chromedp.NewContext(ctx)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("starting %s: %v", program, err)
	}
	t.Cleanup(func() {
		if err := chromedp.Cancel(ctx); err != nil {
			t.Errorf("closing the browser: %v", err)
		}
	})
	return ctx
}

// serve serves the book in fsys on a free port and returns its URL, without a
// slash at the end, and a function that stops the server.
func serve(t *testing.T, fsys fs.FS, o live.Options) (address string, stop func()) {
	t.Helper()
	book, err := lesson.Open(fsys)
	if err != nil {
		t.Fatal(err)
	}
	o.Book, o.Log = book, slog.New(slog.NewTextHandler(t.Output(), nil))
	server, err := live.New(o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ready, done := make(chan string, 1), make(chan error, 1)
	go func() { done <- server.ListenAndServe(ctx, "127.0.0.1:0", func(url string) { ready <- url }) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("the server ended with %v", err)
		}
	})
	t.Cleanup(stop)
	select {
	case address = <-ready:
	case err := <-done:
		done <- err
		t.Fatal(err)
	}
	return strings.TrimSuffix(address, "/"), stop
}

// A tab shows one page and notes whatever should not happen on it.
type tab struct {
	t    *testing.T
	ctx  context.Context
	host string // the one host that the page may talk to

	mu     sync.Mutex
	faults []string
}

// open opens a tab at an address. At the end of the test no fault may have
// been noted, but for those that begin with one of expected.
func open(t *testing.T, browser context.Context, address string, expected ...string) *tab {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := chromedp.NewContext(browser)
	t.Cleanup(cancel)
	b := &tab{t: t, ctx: ctx, host: u.Host}
	if err := chromedp.Listen(ctx, b.note); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.blameless(expected) })
	b.do(chromedp.Navigate(address))
	return b
}

// note keeps what is said on the console, exceptions, violations of the
// content security policy, which are log entries, and requests to other hosts.
func (b *tab) note(event any) {
	fault := ""
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		fault = "console: " + string(e.Type)
	case *runtime.EventExceptionThrown:
		fault = "exception: " + e.ExceptionDetails.Text
		if x := e.ExceptionDetails.Exception; x != nil {
			fault += " " + x.Description
		}
	case *log.EventEntryAdded:
		fault = fmt.Sprintf("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL)
	case *network.EventRequestWillBeSent:
		if u, err := url.Parse(e.Request.URL); err != nil || u.Host != b.host {
			fault = "request to " + e.Request.URL
		}
	}
	if fault != "" {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.faults = append(b.faults, fault)
	}
}

func (b *tab) blameless(expected []string) {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, fault := range b.faults {
		if !slices.ContainsFunc(expected, func(e string) bool { return strings.HasPrefix(fault, e) }) {
			b.t.Errorf("the page: %s", fault)
		}
	}
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatalf("%v\n%s", err, b.describe())
	}
}

// get is do for what returns a value.
func get[T any](b *tab, action chromedp.Action[T]) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, action)
	if err != nil {
		b.t.Fatalf("%v\n%s", err, b.describe())
	}
	return v
}

// value evaluates an expression on the page.
func value[T any](b *tab, expression string) T {
	b.t.Helper()
	return get(b, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// inView is whether all of an element is to be seen without scrolling the page.
func (b *tab) inView(element string) bool {
	b.t.Helper()
	return value[bool](b, `((box) => box.height > 0 && box.top >= 0 && box.bottom <= innerHeight)(`+element+`.getBoundingClientRect())`)
}

// load waits for the page that the steps lead to.
func (b *tab) load(steps ...chromedp.Action[chromedp.Void]) *network.Response {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	answer, err := chromedp.RunResponse(ctx, steps...)
	if err != nil {
		b.t.Fatalf("%v\n%s", err, b.describe())
	}
	return answer
}

// click clicks an element as a mouse does, at its place. What makes room for itself on the
// page between a look at the place and the press, on a busy machine, would have another
// element clicked: such a click is kept from the page, and tried again.
func (b *tab) click(selector string) {
	b.t.Helper()
	for range 10 {
		value[bool](b, fmt.Sprintf(`((over) => {
			globalThis.aim = { hit: false, over };
			for (const type of ["pointerdown", "mousedown", "pointerup", "mouseup", "click"]) addEventListener(type, (e) => {
				if (!e.composedPath().some((at) => at.matches?.(%q))) return e.preventDefault(), e.stopImmediatePropagation();
				aim.hit ||= type === "click";
			}, { capture: true, signal: over.signal });
			return true;
		})(new AbortController())`, selector))
		b.do(chromedp.Click(chromedp.CSS(selector)))
		if value[bool](b, `aim.over.abort(), aim.hit`) {
			return
		}
	}
	b.t.Fatalf("%s does not stay where it is clicked\n%s", selector, b.describe())
}

// size makes the window that large, and waits until the page knows.
func (b *tab) size(width, height int64, how ...chromedp.EmulateViewportOption) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(width, height, how...))
	b.until(fmt.Sprintf("innerWidth === %d && innerHeight === %d", width, height))
}

// notes has the page note each text that an element comes to have from now on: what is to
// be seen for a moment only may be gone when a busy test looks. It returns an expression
// for the list of them.
func (b *tab) notes(element string) string {
	b.t.Helper()
	value[bool](b, `((element) => {
		const noted = globalThis.noted = [];
		new MutationObserver(() => noted.push(element.textContent)).observe(element, { childList: true, characterData: true, subtree: true });
		return true;
	})(`+element+`)`)
	return "noted"
}

// until waits until an expression is true. It looks again whenever the document or an
// editor in it changes, and now and then: of the focus, of a popover or of the window's
// size no change of the document tells.
func (b *tab) until(condition string) {
	b.t.Helper()
	value[bool](b, `new Promise((resolve, reject) => {
		const holds = () => Boolean(`+condition+`);
		if (holds()) return resolve(true);
		const look = () => {
			try {
				if (!holds()) return;
				resolve(true);
			} catch (err) {
				reject(err);
			}
			observer.disconnect();
			clearInterval(again);
		};
		const again = setInterval(look, 50);
		const observer = new MutationObserver(() => { observe(); look(); });
		const observe = () => {
			const editors = [...document.querySelectorAll(".editor")].map((e) => e.shadowRoot);
			for (const root of [document, ...editors]) observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
		};
		observe();
	})`)
}

// describe is what a reader of a failure wants to see of the page.
func (b *tab) describe() string {
	ctx, cancel := context.WithTimeout(b.ctx, 5*time.Second)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](
		`location.href + "\n" + [...document.querySelectorAll(".run")].map((r) => r.dataset.state + ": " + (r.querySelector(".result, .run-status")).innerText).join("\n") +
		[...document.querySelectorAll(".editor")].map((e) => "\nan editor: " + [...e.shadowRoot.children].map((c) => c.innerText).join("\n")).join("")`))
	if err != nil {
		return err.Error()
	}
	return "the page: " + text
}

// insert types text where the cursor is.
func insert(text string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, input.InsertText, input.InsertTextParams{Text: text})
		return err
	})
}

// press presses a key that types no character of its own accord: chromedp's
// KeyEvent types one even where the page has handled the key.
func press(key string, modifiers ...chromedp.Modifier) chromedp.Action[chromedp.Void] {
	codes := map[string]int64{"Enter": 13, "Tab": 9, "Escape": 27, "End": 35}
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeRawKeyDown, input.DispatchKeyEventTypeKeyUp} {
			p := input.DispatchKeyEventParams{Type: kind, Key: key, Code: key, WindowsVirtualKeyCode: codes[key]}
			for _, m := range modifiers {
				p.Modifiers |= int64(m)
			}
			if _, err := cdp.Call(ctx, t, input.DispatchKeyEvent, p); err != nil {
				return err
			}
		}
		return nil
	})
}
