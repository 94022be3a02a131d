package figure

import (
	"fmt"
	"html"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	width    = 360.0
	boxWide  = 104.0
	boxHigh  = 30.0
	apart    = 76.0 // from one row of states to the next
	margin   = 8.0
	lineHigh = 13.0
	letter   = 6.2 // how wide one of a label is, as a rule
)

// SVG draws the figure. It holds no id: there may be several on a page.
func (f *Figure) SVG() string {
	var b strings.Builder
	high := map[string]func(*strings.Builder) float64{"layers": f.drawLayers, "ranges": f.drawRanges, "states": f.drawStates}[f.Kind](&b)
	return fmt.Sprintf(`<svg viewBox="0 0 %g %g" role="img" aria-label="%s">%s</svg>`, width, high, html.EscapeString(f.Title), b.String())
}

func text(b *strings.Builder, class string, x, y float64, anchor, s string) {
	fmt.Fprintf(b, `<text class="%s" x="%.1f" y="%.1f" text-anchor="%s">%s</text>`, class, x, y, anchor, html.EscapeString(s))
}

func box(b *strings.Builder, class string, x, y, wide, high float64) {
	fmt.Fprintf(b, `<rect class="%s" x="%.1f" y="%.1f" width="%.1f" height="%.1f" rx="4"/>`, class, x, y, wide, high)
}

func (f *Figure) drawLayers(b *strings.Builder) float64 {
	y := 1.0
	for _, r := range f.rows {
		high := 48.0
		if r.note == "" {
			high = 30
		}
		box(b, "box", 1, y, width-2, high)
		text(b, "name", 12, y+20, "start", r.name)
		text(b, "example", width-12, y+20, "end", r.example)
		if r.note != "" {
			text(b, "note", 12, y+38, "start", r.note)
		}
		y += high + 4
	}
	return y
}

// drawRanges draws the scale as it is, and a line for each part below: beside
// a large part a small one is a hair.
func (f *Figure) drawRanges(b *strings.Builder) float64 {
	first, last := float64(f.rows[0].first), float64(f.rows[len(f.rows)-1].last)
	at := func(n float64) float64 { return 1 + (n-first)/(last+1-first)*(width-2) }
	y := 40.0
	for i, r := range f.rows {
		shade := fmt.Sprintf("part shade-%d", i%4)
		x := at(float64(r.first))
		fmt.Fprintf(b, `<rect class="%s" x="%.1f" y="1" width="%.1f" height="20"/>`, shade, x, max(1.5, at(float64(r.last)+1)-x))
		fmt.Fprintf(b, `<rect class="%s" x="1" y="%.1f" width="12" height="12"/>`, shade, y-1)
		text(b, "example", 22, y+10, "start", r.example)
		text(b, "name", 134, y+10, "start", r.name)
		if r.note != "" {
			text(b, "note", 22, y+27, "start", r.note)
			y += 17
		}
		y += 26
	}
	return y
}

// centre is where a state is drawn.
func (n node) centre() (x, y float64) {
	return width / columns * (float64(n.column) - .5), margin + boxHigh/2 + float64(n.row-1)*apart
}

// ends are where an arrow begins and ends: on the borders of its boxes, and
// beside the middle if there is one the other way as well.
func (f *Figure) ends(a arrow) (x1, y1, x2, y2 float64) {
	x1, y1 = a.from.centre()
	x2, y2 = a.to.centre()
	dx, dy := x2-x1, y2-y1
	long := math.Hypot(dx, dy)
	sx, sy := 0.0, 0.0
	if f.mutual(a) {
		const aside = 9.0
		sx, sy = -dy/long*aside, dx/long*aside
	}
	// As far along the line as the border of the box is.
	leave, enter := border(dx, dy, sx, sy), border(-dx, -dy, sx, sy)
	return x1 + sx + dx*leave, y1 + sy + dy*leave, x2 + sx - dx*enter, y2 + sy - dy*enter
}

// border is which part of the way (dx, dy), begun at (x, y) from the middle of a
// box, is inside the box.
func border(dx, dy, x, y float64) float64 {
	return min((boxWide/2-math.Copysign(x, x*dx))/max(math.Abs(dx), 1e-9), (boxHigh/2-math.Copysign(y, y*dy))/max(math.Abs(dy), 1e-9))
}

// through names a state that an arrow would cross.
func (f *Figure) through(a arrow) string {
	x1, y1, x2, y2 := f.ends(a)
	for _, n := range f.nodes {
		if n == a.from || n == a.to {
			continue
		}
		x, y := n.centre()
		for i := range 41 {
			px, py := x1+(x2-x1)*float64(i)/40, y1+(y2-y1)*float64(i)/40
			if math.Abs(px-x) < boxWide/2+2 && math.Abs(py-y) < boxHigh/2+2 {
				return n.name
			}
		}
	}
	return ""
}

func (f *Figure) drawStates(b *strings.Builder) float64 {
	rows := 0
	for _, a := range f.arrows {
		x1, y1, x2, y2 := f.ends(a)
		long := math.Hypot(x2-x1, y2-y1)
		ux, uy := (x2-x1)/long, (y2-y1)/long
		fmt.Fprintf(b, `<path class="arrow" d="M%.1f %.1fL%.1f %.1f"/>`, x1, y1, x2-ux*5, y2-uy*5)
		fmt.Fprintf(b, `<path class="head" d="M%.1f %.1fL%.1f %.1fL%.1f %.1fZ"/>`,
			x2, y2, x2-ux*8-uy*3.5, y2-uy*8+ux*3.5, x2-ux*8+uy*3.5, y2-uy*8-ux*3.5)
	}
	for _, n := range f.nodes {
		x, y := n.centre()
		box(b, "box", x-boxWide/2, y-boxHigh/2, boxWide, boxHigh)
		text(b, "name", x, y+4.5, "middle", n.name)
		rows = max(rows, n.row)
	}
	top, bottom := 0.0, 2*margin+boxHigh+float64(rows-1)*apart
	for _, a := range f.arrows { // last, so that no line crosses them
		x, y, anchor := f.labelled(a)
		for i, l := range a.label {
			at := y + lineHigh*float64(i)
			text(b, "label", x, at, anchor, l)
			top, bottom = min(top, at-lineHigh), max(bottom, at+margin)
		}
	}
	if top < 0 {
		all := b.String()
		b.Reset()
		fmt.Fprintf(b, `<g transform="translate(0 %g)">%s</g>`, -top, all)
	}
	return bottom - top
}

// labelled is where the first line of an arrow's label stands. It is on the arrow,
// but for two cases. Between neighbours of one row there is no room: it is below
// the boxes, or above if something else passes there. And of two arrows between the same states each has its own on its
// side, that of a row's second one above.
func (f *Figure) labelled(a arrow) (x, y float64, anchor string) {
	x1, y1, x2, y2 := f.ends(a)
	x, y = (x1+x2)/2, (y1+y2)/2
	more := lineHigh * float64(len(a.label)-1)
	neighbours := a.from.row == a.to.row && max(a.from.column-a.to.column, a.to.column-a.from.column) == 1
	_, middle := a.from.centre()
	switch {
	case neighbours && (f.mutual(a) && a.to.column < a.from.column || !f.mutual(a) && f.passedBelow(a)):
		return x, middle - boxHigh/2 - 4 - more, "middle"
	case neighbours:
		return x, middle + boxHigh/2 + lineHigh, "middle"
	case !f.mutual(a) || a.from.row == a.to.row:
		return x, y + 4 - more/2, "middle"
	}
	longest := 0.0
	for _, l := range a.label {
		longest = max(longest, letter*float64(utf8.RuneCountInString(l)))
	}
	away := 5.0
	if a.from.column != a.to.column { // the arrow leans over
		away = 12
	}
	if a.to.row > a.from.row { // it is the left one, as they pass on the right
		return max(x-away, longest), y + 4 - more/2, "end"
	}
	return min(x+away, width-longest), y + 4 - more/2, "start"
}

// passedBelow holds if another arrow passes below the gap between two neighbours.
func (f *Figure) passedBelow(a arrow) bool {
	return slices.ContainsFunc(f.arrows, func(o arrow) bool {
		return min(o.from.row, o.to.row) <= a.from.row && a.from.row < max(o.from.row, o.to.row) &&
			min(o.from.column, o.to.column) <= min(a.from.column, a.to.column) && max(a.from.column, a.to.column) <= max(o.from.column, o.to.column)
	})
}

// mutual holds if there is an arrow the other way as well.
func (f *Figure) mutual(a arrow) bool {
	return slices.ContainsFunc(f.arrows, func(o arrow) bool { return o.from == a.to && o.to == a.from })
}
