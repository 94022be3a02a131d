package picture

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"slices"
	"strings"
	"testing"
)

func decode(t *testing.T, p Picture) image.Image {
	t.Helper()
	body, err := p.PNG()
	if err != nil {
		t.Fatal(err)
	}
	again, err := p.PNG()
	if err != nil || !bytes.Equal(body, again) {
		t.Errorf("drawn twice, it differs: %v", err)
	}
	if len(body) > 40<<10 {
		t.Errorf("%d bytes, which is much for so little", len(body))
	}
	m, err := png.Decode(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if m.Bounds() != image.Rect(0, 0, Width, Height) {
		t.Errorf("its bounds are %v", m.Bounds())
	}
	return m
}

// inked counts the pixels in an area that are nearly of a colour.
func inked(m image.Image, colour color.RGBA, area image.Rectangle) int {
	n := 0
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			r, g, b, _ := m.At(x, y).RGBA()
			near := func(a uint32, b uint8) bool { d := int(a>>8) - int(b); return -12 < d && d < 12 }
			if near(r, colour.R) && near(g, colour.G) && near(b, colour.B) {
				n++
			}
		}
	}
	return n
}

var ends = []Lifeline{{"client", "client"}, {"server", "server"}}

func TestPNG(t *testing.T) {
	left, right := image.Rect(0, 140, ladderLeft-30, Height), image.Rect(ladderLeft-30, 100, Width, Height)
	arrows := []Arrow{{0, 1, "SYN", false}, {1, 0, "SYN ACK", false}, {0, 1, "32 B", true}}
	for _, test := range []struct {
		name    string
		picture Picture
		ladder  bool
	}{
		{"a title alone", Picture{Book: "Both Ends", Title: "Echo"}, false},
		{"a ladder", Picture{Book: "Both Ends", Title: "A client, call by call", Lifelines: ends, Arrows: arrows}, true},
		{"a process that talks to nobody", Picture{Book: "Both Ends", Title: "Alone", Lifelines: ends[:1]}, false},
		{"more arrows than there is room for", Picture{Title: "Long", Lifelines: ends, Arrows: slices.Repeat(arrows, 40)}, true},
		{"more processes than there is room for", Picture{Title: "Wide", Lifelines: append([]Lifeline{{"a-long-name-of-a-process", "other"}, {"b", ""}, {"c", ""}}, ends...), Arrows: arrows}, true},
		{"an arrow to itself, and one to nowhere", Picture{Title: "Odd", Lifelines: ends, Arrows: []Arrow{{0, 0, "x", false}, {0, 7, "x", false}, {1, 0, "x", false}}}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := decode(t, test.picture)
			if inked(m, text, left) == 0 {
				t.Error("there is no title")
			}
			drawn := inked(m, client, right)+inked(m, server, right)+inked(m, muted, right) > 0
			if drawn != test.ladder {
				t.Errorf("there is a ladder: %v", drawn)
			}
		})
	}
}

// However long a title is, it stays on its side, and within the picture.
func TestTitleFits(t *testing.T) {
	arrows := []Arrow{{0, 1, strings.Repeat("wide ", 40), false}}
	for _, title := range []string{strings.Repeat("word ", 100), strings.Repeat("x", 300), "", "Ääßéλж"} {
		m := decode(t, Picture{Book: strings.Repeat("book ", 60), Title: title, Lifelines: ends, Arrows: arrows})
		gap := image.Rect(margin+titleSmall+4, 140, ladderLeft-20, Height)
		edge := image.Rect(Width-8, 0, Width, Height)
		if n := inked(m, text, gap) + inked(m, text, edge) + inked(m, text, image.Rect(0, Height-8, Width, Height)); n > 0 {
			t.Errorf("%.20q: %d pixels beyond its place", title, n)
		}
	}
}
