package figure

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

func parse(t *testing.T, kind string) *Figure {
	t.Helper()
	a, err := txtar.ParseFile("testdata/figures.txtar")
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(a.Files, func(f txtar.File) bool { return f.Name == kind })
	f, err := Parse(kind, string(a.Files[i].Data))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// A picture is sound XML, and all of it lies within its frame.
func TestSVG(t *testing.T) {
	for _, kind := range kinds {
		svg := parse(t, kind).SVG()
		var w, h float64
		if _, err := fmt.Sscanf(svg, `<svg viewBox="0 0 %g %g"`, &w, &h); err != nil || w != width {
			t.Fatalf("%s: begins with %.60s", kind, svg)
		}
		d := xml.NewDecoder(strings.NewReader(svg))
		shapes := map[string]int{}
		for {
			token, err := d.Token()
			if err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", kind, err)
			}
			e, ok := token.(xml.StartElement)
			if !ok {
				continue
			}
			shapes[e.Name.Local]++
			at := map[string]float64{}
			for _, a := range e.Attr {
				if a.Name.Local == "style" || a.Name.Local == "fill" || a.Name.Local == "id" {
					t.Errorf("%s: %s has %s", kind, e.Name.Local, a.Name.Local)
				}
				at[a.Name.Local], _ = strconv.ParseFloat(a.Value, 64)
			}
			if at["x"] < 0 || at["y"] < 0 || at["x"]+at["width"] > w+.1 || e.Name.Local != "svg" && at["y"]+at["height"] > h {
				t.Errorf("%s: %v lies outside of %g by %g", kind, e.Attr, w, h)
			}
		}
		if want := map[string]int{"layers": 4, "ranges": 6, "states": 12}[kind]; shapes["rect"] != want {
			t.Errorf("%s: %d boxes, want %d", kind, shapes["rect"], want)
		}
		if want := map[string]int{"states": 28}[kind]; shapes["path"] != want { // a line and a head each
			t.Errorf("%s: %d paths, want %d", kind, shapes["path"], want)
		}
	}
}

func TestList(t *testing.T) {
	for kind, want := range map[string]string{
		"layers": "transport: TCP – a stream of bytes, from port to port (RFC 9293)",
		"ranges": "1024–49151: user – assigned by IANA, free to use where nobody else does",
		"states": "From SYN-SENT to ESTABLISHED: SYN, ACK in ACK out",
	} {
		if got := parse(t, kind).List(); !slices.Contains(got, want) {
			t.Errorf("%s: no %q in %q", kind, want, got)
		}
	}
}

// Arrows end at their boxes, and labels cover neither these nor each other, also
// between neighbours, and of two arrows that lead there and back.
func TestLabelsHaveRoom(t *testing.T) {
	f, err := Parse("states", `title: T
IDLE @ 1,1
BUSY @ 2,1
OPEN @ 3,1
WAITING @ 1,2
DONE @ 3,2
GONE @ 2,3
LAST @ 2,4
IDLE -> BUSY: FIN in | ACK out
BUSY -> OPEN: Listen | now
OPEN -> BUSY: SYN, ACK in
BUSY -> WAITING: Dial
OPEN -> DONE: FIN in | ACK out
DONE -> GONE: FIN in | ACK out
GONE -> DONE: Dial | SYN out
WAITING -> GONE: reset it
GONE -> LAST: FIN in | ACK out
LAST -> GONE: Dial | SYN out`)
	if err != nil {
		t.Fatal(err)
	}
	type place struct {
		what                     string
		left, top, right, bottom float64
	}
	var places []place
	around := func(n node) place {
		x, y := n.centre()
		return place{n.name, x - boxWide/2, y - boxHigh/2, x + boxWide/2, y + boxHigh/2}
	}
	for _, n := range f.nodes {
		places = append(places, around(n))
	}
	for _, a := range f.arrows {
		x1, y1, x2, y2 := f.ends(a)
		for _, end := range []struct {
			of   node
			x, y float64
		}{{a.from, x1, y1}, {a.to, x2, y2}} {
			b := around(end.of)
			outside := max(b.left-end.x, end.x-b.right, b.top-end.y, end.y-b.bottom)
			if outside < -.01 || outside > .01 {
				t.Errorf("%s > %s: the arrow is %.1f outside of %s", a.from.name, a.to.name, outside, end.of.name)
			}
		}
		x, y, anchor := f.labelled(a)
		wide := 0.0
		for _, l := range a.label {
			wide = max(wide, 5.5*float64(len(l)))
		}
		left := map[string]float64{"start": x, "middle": x - wide/2, "end": x - wide}[anchor]
		places = append(places, place{a.from.name + " > " + a.to.name, left, y - 8, left + wide, y + lineHigh*float64(len(a.label)-1)})
	}
	for i, p := range places {
		for _, q := range places[:i] {
			if p.left < q.right && q.left < p.right && p.top < q.bottom && q.top < p.bottom {
				t.Errorf("what stands at %s covers %s", p.what, q.what)
			}
		}
		if p.left < 0 || p.right > width {
			t.Errorf("what stands at %s is outside", p.what)
		}
	}
}

func TestMistakes(t *testing.T) {
	for _, test := range []struct {
		kind, text string
		line       int
		want       string
	}{
		{"layer", "", 1, `no figure is called "layer"; did you mean layers?; there are layers, ranges, states`},
		{"layers", "a | b | c\nd | e | f", 1, "a figure begins with a line title: what it shows"},
		{"layers", "title: T\na | b | c", 1, "a figure of fewer than two things says nothing"},
		{"layers", "title: T\n\na | b", 3, "a line here reads NAME | EXAMPLE | NOTE"},
		{"layers", "title: T\na | a name that is far too long | c", 2, `"a name that is far too long" has 27 characters; 24 fit`},
		{"ranges", "title: T\nx | a | b", 2, `"x" is no range; write 0-1023`},
		{"ranges", "title: T\n0-10 | a | b\n10-20 | c | d", 3, "ranges go up and do not overlap; 10–20 does"},
		{"states", "title: T\nA @ 4,1", 2, "A stands outside: columns are 1 to 3, rows 1 to 12"},
		{"states", "title: T\nA @ 1,1\nB @ 1,1", 3, "B is where A is, or has its name"},
		{"states", "title: T\nA at 1,1", 2, "a line here reads NAME @ COLUMN,ROW or NAME -> NAME: LABEL"},
		{"states", "title: T\nFIRST @ 1,1\nFIRST -> FRIST", 3, "no FRIST is placed above; did you mean FIRST?"},
		{"states", "title: T\nA @ 1,1\nA -> A", 3, "an arrow leads from A to itself"},
		{"states", "title: T\nA @ 1,1\nB @ 1,2\nC @ 1,3\nA -> C", 5, "the arrow from A to C runs through B; place one of them elsewhere"},
		{"states", "title: T\nA @ 1,1\nB @ 1,2\nA -> B: a label that is too long", 4, `"a label that is too long" has 24 characters; 18 fit`},
	} {
		_, err := Parse(test.kind, test.text)
		var m *Mistake
		if !errors.As(err, &m) || m.Line != test.line || m.Text != test.want {
			t.Errorf("%s %q: %v\nwant %d: %s", test.kind, test.text, err, test.line, test.want)
		}
	}
}
