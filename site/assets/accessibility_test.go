package assets_test

import (
	"crypto/sha256"
	"encoding/base64"
	"os"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// kinds of page: each looks otherwise than the others.
var kinds = []struct{ name, path string }{
	{"home", "/"},
	{"part", "/ip-sockets/"},
	{"lesson with calls on its ladder", "/ip-sockets/raw-server.html"},
	{"lesson with an exercise", "/ip-sockets/goroutines.html"},
	{"lesson with figures", "/sockets/connections.html"},
	{"lesson with a session", "/tcp-ip/two-terminals.html"},
	{"glossary", "/glossary.html"},
	{"index of calls", "/calls.html"},
}

// unfold opens all that is folded.
const unfold = `document.querySelectorAll("details").forEach((d) => { d.open = true; }), true`

// axeSum is that of axe-core 4.14.1, as its sri-history.json lists it.
const axeSum = "sha256-KTSJmUUM3yhJqOcLeRL8LahahJ2jnA0NU5T1HUqe2Vw="

// axe is the program that looks for violations.
func axe(t *testing.T) string {
	t.Helper()
	source, err := os.ReadFile("testdata/axe/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(source)
	if got := "sha256-" + base64.StdEncoding.EncodeToString(sum[:]); got != axeSum {
		t.Fatalf("testdata/axe/axe.min.js is not the published file: %s, want %s", got, axeSum)
	}
	return string(source)
}

// violations runs axe on the page as it stands; each is its rule, what is wrong, and
// where. What is right is not listed, which takes as long again.
const violations = `axe.run({ resultTypes: ["violations"] })` + listed

// faint is the same for what depends on the scheme alone.
const faint = `axe.run({ runOnly: ["color-contrast", "link-in-text-block"], resultTypes: ["violations"] })` + listed

const listed = `.then((r) => r.violations.flatMap((v) =>
	v.nodes.map((n) => v.id + ": " + n.failureSummary + " " + n.target.join(" ") + " " + n.html)))`

// prefer says which scheme the reader likes.
func prefer(b *tab, scheme string) {
	b.t.Helper()
	preference := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, preference); err != nil {
		b.t.Fatal(err)
	}
}

// outside lists texts of ladders that stick out of their drawing, to the side; half a
// pixel is a matter of rounding.
const outside = `[...document.querySelectorAll(".ladder svg")].filter((svg) => svg.checkVisibility()).flatMap((svg) => {
	const frame = svg.getBoundingClientRect();
	return [...svg.querySelectorAll("text")].filter((text) => {
		const box = text.getBoundingClientRect();
		return box.left < frame.left - .5 || box.right > frame.right + .5;
	}).map((text) => text.textContent);
})`
