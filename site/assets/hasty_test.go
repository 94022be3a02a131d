package assets_test

import (
	"context"
	"fmt"
	"testing"

	"bothends/site/live"
)

func TestHaste(t *testing.T) {
	browser := startBrowser(t)
	for _, test := range []struct {
		name string
		run  func(*testing.T, context.Context)
	}{
		{"Run again and again", runAgain},
		{"a link while it runs", linkMeanwhile},
		{"Run all twice", allTwice},
		{"Restart that fails", restartFails},
		{"closed while they open", closedMeanwhile},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, browser) })
		nothingLeft(t, test.name, browser)
	}
}

// asks has the page note the paths of what it asks for from now on, in asked. An answer can be
// put in the place of the server's with answered, by the last word of the path, once.
func (b *tab) asks() {
	b.t.Helper()
	value[bool](b, `((real) => {
		globalThis.asked = [];
		globalThis.answered = {};
		globalThis.fetch = (address, ...how) => {
			const path = new URL(address, location).pathname, last = path.split("/").at(-1), answer = answered[last];
			asked.push(last);
			delete answered[last];
			return answer ? answer() : real(address, ...how);
		};
		navigator.sendBeacon = (address) => { fetch(address, { method: "POST" }); return true; };
		return true;
	})(fetch)`)
}

// runAgain: a key that is held down runs once, and of runs that are asked for at once the last
// is shown.
func runAgain(t *testing.T, browser context.Context) {
	address, _ := serve(t, small(t), live.Options{})
	b := block{open(t, browser, address+"/part/hello.html"), "hello"}
	b.click(".run-button")
	b.ended()
	b.asks()
	value[bool](b.tab, fmt.Sprintf(`((at) => {
		for (let i = 0; i < 5; i++) at.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true, repeat: i > 0, bubbles: true, cancelable: true }));
		return true;
	})(%s)`, b.find("pre")))
	b.until("asked.includes('run')")
	if n := value[int](b.tab, "asked.filter((a) => a === 'run').length"); n != 1 {
		t.Errorf("a key that is held down runs %d times; want once", n)
	}
	if status := b.ended(); status != asPlanned {
		t.Errorf("status %q", status)
	}
	value[bool](b.tab, fmt.Sprintf(`([1, 2, 3].forEach(() => %s.click()), true)`, b.find(".run-button")))
	if status := b.ended(); status != asPlanned {
		t.Errorf("status %q", status)
	}
	if n := value[int](b.tab, fmt.Sprintf(`%s.querySelectorAll(".transcript .start").length`, "document.querySelector('[data-snippet=hello]')")); n != 2 {
		t.Errorf("%d programs were started in the transcript; want those of the last run, 2", n)
	}
}

// linkMeanwhile: what is said of a link that is opened while something runs stays, and the run
// is over.
func linkMeanwhile(t *testing.T, browser context.Context) {
	address, _ := serve(t, small(t), live.Options{})
	b := block{open(t, browser, address+"/part/hello.html"), "endless"}
	b.click(".run-button")
	b.until(b.find(".transcript .stdout"))
	value[bool](b.tab, "(location.hash = '#edit="+packed(t, `{"snippet":"endless","files":{},"how":{}}`)+"', true)")
	b.until(b.find(".run-status") + ".textContent.startsWith('Somebody')")
	b.until(b.find(".stop-button") + ".hidden && document.querySelector('[data-snippet=endless]').dataset.state !== 'running'")
	if status := b.status(); status != "Somebody’s edit, from a link. Nothing has run: look at it first." {
		t.Errorf("status %q", status)
	}
}

// opened is a desk with terminals that are open.
func opened(t *testing.T, browser context.Context) desk {
	t.Helper()
	address, _ := serve(t, sessionBook(), live.Options{})
	d := desk{open(t, browser, address+"/p/two.html")}
	d.press("Run it yourself")
	d.press("Run server: listen")
	d.shows("server", "listen", "nil")
	d.asks()
	return d
}

// allTwice: Run all, pressed twice, runs all cells in terminals that are started anew.
func allTwice(t *testing.T, browser context.Context) {
	d := opened(t, browser)
	value[bool](d.tab, `((all) => (all.click(), all.click(), true))([...document.querySelectorAll(".bar button")].find((b) => b.textContent === "Run all"))`)
	d.shows("server", "hear", `"hello"`)
}

// restartFails: a restart that does not arrive is told, and cells run on.
func restartFails(t *testing.T, browser context.Context) {
	d := opened(t, browser)
	value[bool](d.tab, `(answered.restart = () => Promise.reject(new TypeError("no network")), true)`)
	d.press("Restart")
	d.says("The server could not be reached")
	d.press("Run server: own")
	d.shows("server", "own", "127.0.0.1:5000")
}

// closedMeanwhile: who goes back to the recording while the terminals open has none opened later.
func closedMeanwhile(t *testing.T, browser context.Context) {
	address, _ := serve(t, sessionBook(), live.Options{})
	d := desk{open(t, browser, address+"/p/two.html")}
	d.press("Run it yourself")
	d.until(d.button("Back to the recording"))
	d.asks()
	value[bool](d.tab, `(answered.session = () => new Promise((_, fail) => { globalThis.fail = () => fail(new TypeError("gone")); }),
		[`+d.button("Run server: listen")+`, `+d.button("Run server: own")+`].forEach((b) => b.click()), true)`)
	d.until("globalThis.fail")
	d.press("Back to the recording")
	value[bool](d.tab, "new Promise((done) => { fail(); setTimeout(() => done(true)); })") // all that follows has been done then
	if n := value[int](d.tab, "asked.filter((a) => a === 'session').length"); n != 1 {
		t.Errorf("terminals were asked for %d times; want once", n)
	}
}
