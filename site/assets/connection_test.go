package assets_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"bothends/site/live"
)

// A junction passes connections on to a server, which may change, and breaks them.
type junction struct {
	address string

	mu     sync.Mutex
	target string // host and port; empty: nobody is there
	open   []net.Conn
}

func newJunction(t *testing.T, target string) *junction {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	j := &junction{address: "http://" + ln.Addr().String(), target: strings.TrimPrefix(target, "http://")}
	t.Cleanup(func() { ln.Close(); j.turn("") })
	go func() {
		for {
			here, err := ln.Accept()
			if err != nil {
				return
			}
			j.join(here)
		}
	}()
	return j
}

func (j *junction) join(here net.Conn) {
	j.mu.Lock()
	defer j.mu.Unlock()
	there, err := net.Dial("tcp", j.target)
	if j.target == "" || err != nil {
		here.Close()
		return
	}
	j.open = append(j.open, here, there)
	go io.Copy(there, here)
	go io.Copy(here, there)
}

// turn breaks all connections, and passes new ones on to the target.
func (j *junction) turn(target string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.target = strings.TrimPrefix(target, "http://")
	for _, c := range j.open {
		c.Close()
	}
	j.open = nil
}

// count runs the counter, which after each ten lines waits for one that is typed: what is to
// happen while it runs happens then, however long it takes.
func (b block) count() {
	b.t.Helper()
	b.click(".how summary")
	b.until(b.find(".how [type=checkbox]"))
	b.click("[data-program=client] [type=checkbox]")
	b.click(".run-button")
	b.prints(10)
}

// prints waits until so many lines are printed.
func (b block) prints(lines int) {
	b.t.Helper()
	b.until(fmt.Sprintf("document.querySelectorAll('[data-snippet=%s] .stdout').length >= %d", b.name, lines))
}

// goOn lets the counter count on. What was typed has arrived then, which the transcript tells: on
// a connection that breaks before it might not, and nothing would be counted.
func (b block) goOn() {
	b.t.Helper()
	given := "document.querySelectorAll('[data-snippet=" + b.name + "] .stdin').length"
	before := value[int](b.tab, given)
	b.fill(".typing .client input", "go on")
	b.do(chromedp.KeyEvent("\r"))
	b.until(fmt.Sprintf("%s > %d", given, before))
}

// counted are the lines that the counter prints.
func counted() (lines []string) {
	for n := 1; n <= 40; n++ {
		lines = append(lines, fmt.Sprintf("client: line %d", n))
	}
	return lines
}

func TestConnection(t *testing.T) {
	browser := startBrowser(t)
	for _, test := range []struct {
		name string
		run  func(*testing.T, context.Context)
	}{
		{"broken twice", brokenTwice},
		{"a server that starts anew", startedAnew},
		{"two tabs", twoTabs},
		{"a page that is left", leftPage},
		{"terminals in two tabs, broken", brokenTerminals},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, browser) })
		nothingLeft(t, test.name, browser)
	}
}

// brokenTwice: a run goes on over connections that break; no line is lost, none comes
// twice, and the reader is told.
func brokenTwice(t *testing.T, browser context.Context) {
	address, _ := serve(t, controlled(t), live.Options{Hosts: []string{"127.0.0.1"}, Grace: time.Minute})
	j := newJunction(t, address)
	b := block{open(t, browser, j.address+controlledPage, "network: Failed to load resource: net::ERR_"), "counter"}
	b.count()
	for _, lines := range []int{20, 30} {
		said := b.notes(b.find(".run-status"))
		b.goOn() // so that lines may come while there is no connection, or on one that breaks
		j.turn(address)
		b.until(said + ".some((text) => text.startsWith('The connection is lost; trying again.'))")
		b.until("!" + said + ".at(-1).startsWith('The connection is lost')") // else the next time nothing breaks: the lines may all be there
		b.prints(lines)
	}
	b.goOn()
	if status := b.ended(); status != asPlanned {
		t.Errorf("status %q", status)
	}
	if got := b.lines("stdout"); !slices.Equal(got, counted()) {
		t.Errorf("%d lines: %q", len(got), got)
	}
}

// startedAnew: of a run that ended with its server the reader is told so.
func startedAnew(t *testing.T, browser context.Context) {
	options := live.Options{Hosts: []string{"127.0.0.1"}}
	first, stop := serve(t, controlled(t), options)
	j := newJunction(t, first)
	b := block{open(t, browser, j.address+controlledPage, "network: Failed to load resource: net::ERR_", "network: Failed to load resource: the server responded with a status of 404"), "counter"}
	b.count()
	j.turn("")
	stop()
	second, _ := serve(t, controlled(t), options)
	j.turn(second)
	if status := b.ended(); status != "The server was started anew, and your run ended with it. Run it again." {
		t.Errorf("status %q", status)
	}
	if len(b.lines("stdout")) == 0 {
		t.Error("what it printed is gone")
	}
	b.click("[data-program=client] [type=checkbox]") // it is to wait no more
	b.click(".run-button")
	if status := b.ended(); status != asPlanned {
		t.Errorf("the next run: %q", status)
	}
}

// twoTabs: what is done in one disturbs nothing in the other.
func twoTabs(t *testing.T, browser context.Context) {
	address, _ := serve(t, controlled(t), live.Options{Runs: 8}) // a quarter of them for one reader's that wait for what is typed
	one := block{open(t, browser, address+controlledPage), "counter"}
	two := block{open(t, browser, address+controlledPage), "counter"}
	for _, b := range []block{one, two} {
		b.count()
	}
	two.click(".stop-button")
	if status := two.ended(); status != "You stopped the run." {
		t.Errorf("the one that was stopped: %q", status)
	}
	for _, lines := range []int{20, 30, 40} {
		one.goOn()
		one.prints(lines)
	}
	if status := one.ended(); status != asPlanned {
		t.Errorf("the other: %q", status)
	}
	if got := one.lines("stdout"); !slices.Equal(got, counted()) {
		t.Errorf("the other: %q", got)
	}
}

// leftPage: a run ends with its page, at once: its place is free, though the server
// would wait for a reader whose connection is lost.
func leftPage(t *testing.T, browser context.Context) {
	address, _ := serve(t, small(t), live.Options{Runs: 1, Grace: time.Minute, Wait: 20 * time.Second})
	b := block{open(t, browser, address+"/part/hello.html"), "endless"}
	b.click(".run-button")
	b.until(b.find(".transcript .stdout"))
	b.do(chromedp.Navigate(address + "/"))
	other := block{open(t, browser, address+"/part/hello.html"), "hello"}
	other.click(".run-button")
	if status := other.ended(); status != asPlanned {
		t.Errorf("status %q", status)
	}
}

// brokenTerminals: terminals outlive a connection that breaks, with all that their cells have
// made, a call that waits included; those of another tab are others.
func brokenTerminals(t *testing.T, browser context.Context) {
	address, _ := serve(t, sessionBook(), live.Options{Hosts: []string{"127.0.0.1"}, Grace: time.Minute, Runs: 4})
	j := newJunction(t, address)
	one := desk{open(t, browser, j.address+"/p/two.html", "network: Failed to load resource: net::ERR_")}
	two := desk{open(t, browser, address+"/p/two.html")}
	for _, d := range []desk{one, two} { // each has the port on a network of its own
		d.press("Run it yourself")
		d.press("Run server: listen")
		d.shows("server", "listen", "nil")
		d.press("Run server: accept")
		d.state("server", "waits in accept")
	}
	j.turn(address)
	one.says("The connection is there again.")
	two.press("Restart")
	two.state("server", "idle")
	two.press("Run server: own")
	two.shows("server", "own", "undefined: server")
	one.press("Run client: dial")
	one.shows("client", "dial", "127.0.0.1:5000")
	one.shows("server", "accept", "done")
	one.press("Run client: say")
	one.press("Run server: hear")
	one.shows("server", "hear", `"hello"`)
	two.press("Back to the recording")
	one.press("Back to the recording")
}
