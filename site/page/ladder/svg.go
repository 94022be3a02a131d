package ladder

import (
	"fmt"
	"html"
	"strings"
	"time"
)

// A plan is where things stand in one form of the drawing. All lengths are
// pixels at the size for which the form is made; a character takes char tenths.
type plan struct {
	class  string
	width  int
	char   int
	line   int   // from one line of text to the next
	slant  int   // how far an arrow sinks
	most   int   // how many lines a call may have: the list has all of it
	when   int   // where times end
	xs     []int // the lifelines
	beyond bool  // texts of the outer lifelines stand outside them; else inside

	y      int // where the next row begins, or the next line within the row that is drawn
	base   int // where that row begins
	clock  string
	rows   strings.Builder // of the piece that is being drawn
	pieces []piece
	starts []mark
	calls  []call
	leaves map[*flight]line // where packets left that are on their way
	lines  []line
}

// A line is the arrow of a packet from where it leaves to where it arrives.
type line struct {
	class          string
	xa, ya, xb, yb int
}

// A piece is the drawing from one height to another: all pieces, one below the
// other, are the whole.
type piece struct {
	top, bottom int
	rows        string
}

// A mark is where a time stands.
type mark struct {
	time time.Duration
	y    int
	call int // where the lifeline is, if a call begins; else -1
}

// A call is a bar along a lifeline that is still to be drawn, down to its end.
type call struct {
	class  string
	x, y   int
	ends   time.Duration
	open   bool // it did not return
	bottom int  // where it ends; first, 0 unless it took no time that is known
}

// narrowPlan is for phones and for a column of text.
func narrowPlan(n int) *plan {
	p := &plan{class: "narrow", width: 312, char: 70, line: 16, slant: 8, most: 3, when: 32}
	p.spread(n, 44, 304)
	return p
}

// widePlan is for the full width of a run.
func widePlan(n int) *plan {
	p := &plan{class: "wide", width: 1120, char: 79, line: 18, slant: 8, most: 2, when: 52, beyond: n > 1}
	switch {
	case n <= 2:
		p.spread(n, 400, 776)
	default:
		p.spread(n, 320, 856)
	}
	return p
}

// spread puts n lifelines between two places.
func (p *plan) spread(n, first, last int) {
	if n == 1 {
		p.xs = []int{p.when + 24}
		return
	}
	for i := range n {
		p.xs = append(p.xs, first+(last-first)*i/(n-1))
	}
}

// columns is how many characters fit into so many pixels.
func (p *plan) columns(pixels int) int { return max(pixels*10/p.char, 0) }

// pixels is how wide a text is, at most.
func (p *plan) pixels(s string) int { return (width(s)*p.char + 9) / 10 }

// svgs draws one form: a picture for each group of steps.
func (l *Ladder) svgs(p *plan, lifelines []Lifeline, groups []group) []string {
	head := p.head(lifelines)
	p.pieces = []piece{{bottom: p.y}}
	for i, g := range groups {
		top := p.y
		if i > 0 && (g.why != "" || groups[i-1].why != "") {
			p.clock = "" // the row before may not be seen
		}
		p.rows.Reset()
		if p.y += 2; i == 0 {
			p.y += 4
		}
		for j := range g.steps {
			p.step(lifelines, &g.steps[j])
		}
		if p.y += 2; i == len(groups)-1 {
			p.y += 8
		}
		p.pieces = append(p.pieces, piece{top, p.y, p.rows.String()})
	}
	p.finishCalls()
	svgs := make([]string, len(groups))
	for i, g := range groups {
		svgs[i] = p.svg(l.named(g, i), lifelines, p.pieces[i+1])
		if i == 0 {
			first := p.pieces[1]
			svgs[0] = p.svg(l.named(g, i), lifelines, piece{0, first.bottom, head + first.rows})
		}
	}
	return svgs
}

// named is what a picture is called by those who do not see it: only the first is
// the figure's, and tells where the same is as a list.
func (l *Ladder) named(g group, i int) string {
	id := html.EscapeString(l.ID)
	switch {
	case i == 0:
		return fmt.Sprintf(`aria-labelledby="%s-title" aria-details="%s-list"`, id, id)
	case g.why != "":
		return fmt.Sprintf(`aria-label="%s"`, html.EscapeString(visible(g.why)))
	}
	return fmt.Sprintf(`aria-label="%s"`, html.EscapeString(l.Say("wire-continued", visible(l.Title))))
}

// svg draws a piece, with what runs through it from the pieces above.
func (p *plan) svg(named string, lifelines []Lifeline, at piece) string {
	var b strings.Builder
	height := at.bottom - at.top
	fmt.Fprintf(&b, `<svg class="%s" viewBox="0 %d %d %d" width="%d" height="%d" role="img" %s fill="currentColor" stroke="none">`+"\n",
		p.class, at.top, p.width, height, p.width, height, named)
	lines := max(at.top, p.pieces[0].bottom) // below the names
	for i, x := range p.xs {
		fmt.Fprintf(&b, `<path class="life %s" d="M%d %dV%d"/>`+"\n", html.EscapeString(lifelines[i].Class), x, lines, at.bottom)
	}
	for _, c := range p.calls {
		if top, bottom := max(c.y, at.top), min(c.bottom, at.bottom); top < bottom {
			fmt.Fprintf(&b, `<rect class="during %s" x="%d" y="%d" width="6" height="%d"/>`+"\n", c.class, c.x-3, top, bottom-top)
		}
	}
	for _, c := range p.lines {
		b.WriteString(c.within(at))
	}
	b.WriteString(at.rows)
	b.WriteString("</svg>\n")
	return b.String()
}

// within draws as much of an arrow as is in a piece.
func (c line) within(at piece) string {
	if c.ya >= at.bottom || c.yb <= at.top {
		return ""
	}
	toward, x := sign(c.xb-c.xa), func(y int) int { return c.xa + (c.xb-c.xa)*(y-c.ya)/(c.yb-c.ya) }
	top, bottom := max(c.ya, at.top), min(c.yb, at.bottom)
	end, head := x(bottom), ""
	if bottom == c.yb {
		end = c.xb - 6*toward
		head = arrowhead(toward)
	}
	return fmt.Sprintf(`<g class="packet %s"><path class="arrow" stroke="currentColor" d="M%d %dL%d %d%s"/></g>`+"\n", c.class, x(top), top, end, bottom, head)
}

// head writes the names of the lifelines, aslant if they do not fit side by
// side.
func (p *plan) head(lifelines []Lifeline) string {
	const most = len("255.255.255.255:65535") // of a lifeline with nobody behind it
	const space = 6                           // between two names
	names, lefts := make([]string, len(p.xs)), make([]int, len(p.xs))
	aslant, longest, end := false, 0, -space
	for i, x := range p.xs {
		names[i] = visible(lifelines[i].Name)
		if width(names[i]) > most {
			names[i] = clip(names[i], most-1) + "…"
		}
		wide := p.pixels(names[i])
		lefts[i] = clampTo(x-wide/2, 2, p.width-2-wide)
		aslant = aslant || lefts[i] < end+space
		longest, end = max(longest, wide), lefts[i]+wide
	}
	var b strings.Builder
	p.y = p.line + 8
	if aslant {
		p.y = longest*19/20 + 20 // the sine of 70 degrees, and the height of a letter
	}
	for i, x := range p.xs {
		place := fmt.Sprintf(`x="%d" y="%d"`, lefts[i], p.y-8)
		if aslant {
			place = fmt.Sprintf(`text-anchor="end" transform="translate(%d %d)rotate(70)"`, x-3, p.y-6)
		}
		fmt.Fprintf(&b, `<text class="life-name %s" %s>%s</text>`+"\n", html.EscapeString(lifelines[i].Class), place, html.EscapeString(names[i]))
	}
	return b.String()
}

func clampTo(n, low, high int) int { return max(low, min(n, high)) }

// step draws one row.
func (p *plan) step(lifelines []Lifeline, s *step) {
	if s.left > 0 {
		p.text(p.width/2, p.line, "remark", "middle", s.say.leftOut(s.left))
		p.y += p.line + 8
		return
	}
	begins := -1
	if s.Call != nil {
		begins = p.xs[s.from]
	}
	p.starts = append(p.starts, mark{s.Time, p.y, begins})
	class := html.EscapeString(lifelines[s.from].Class)
	kind := s.kind()
	if s.fold != nil {
		kind = "packet fold"
	}
	// Each row is drawn as if it were the first: those that look alike are then the
	// same text, of which a compressor sends one.
	p.base, p.y = p.y, 0
	defer func() { p.base, p.y = 0, p.base+p.y }()
	fmt.Fprintf(&p.rows, `<g class="%s %s" transform="translate(0 %d)">`, kind, class, p.base)
	switch {
	case s.fold != nil:
		packets, acks := s.fold.words(s.say)
		p.arrow(lifelines, s, packets, acks)
	case s.Arrives != nil:
		p.arrival(lifelines, s)
	case s.Packet != nil && (s.flight != nil || lost(s)) && s.from != s.to:
		p.departure(lifelines, s)
	case s.Packet != nil:
		label, remark := s.label(p.room(s))
		p.arrow(lifelines, s, label, remark)
	default:
		p.words(s, class)
	}
	p.rows.WriteString("</g>\n")
}

// kind is the class of a row.
func (s *step) kind() string {
	switch {
	case s.packet() != nil:
		return "packet"
	case s.Call != nil && s.Call.Noise:
		return "call noise"
	case s.Call != nil:
		return "call"
	case s.State != "":
		return "state"
	}
	return "said " + string(s.Stream)
}

// stamp writes the time beside a row, unless the row before has the same.
func (p *plan) stamp(s *step, y int) {
	if at := milliseconds(s.Time); at != p.clock {
		p.clock = at
		p.text(p.when, y-p.y, "when", "end", at)
	}
}

// anchors are where the style sheet has the texts of some classes begin, unless they
// have the class start or end: it need not be said of each.
var anchors = map[string]string{"when": "end", "flags": "middle", "remark": "middle"}

// text writes a line, down from where the row begins, and remarks after it.
func (p *plan) text(x, down int, class, anchor, s string, remarks ...string) {
	attributes := ""
	switch styled, ok := anchors[class]; {
	case !ok && anchor != "start":
		attributes = ` text-anchor="` + anchor + `"`
	case ok && anchor != styled:
		class += " " + anchor
	}
	if class != "" {
		attributes = ` class="` + class + `"` + attributes
	}
	fmt.Fprintf(&p.rows, `<text%s x="%d" y="%d">%s`, attributes, x, p.y+down, html.EscapeString(s))
	if beside := strings.Join(remarks, ""); beside != "" {
		fmt.Fprintf(&p.rows, `<tspan class="remark">%s</tspan>`, html.EscapeString(beside))
	}
	p.rows.WriteString("</text>")
}

// room is how many characters a label over a packet's arrow may have.
func (p *plan) room(s *step) int {
	gap := abs(p.xs[s.to] - p.xs[s.from])
	if s.from == s.to {
		gap = p.width - p.when - 60
	}
	return max(p.columns(gap-16), 12)
}

func abs(n int) int { return max(n, -n) }

// beside is how much of an arrow is to be seen on either side of its label.
const beside = 26

// arrow draws a packet: its label, its arrow and the states it leads to.
func (p *plan) arrow(lifelines []Lifeline, s *step, label, remark string) {
	texts, after := []string{label}, "" // what stands after the label on its line
	switch {
	case remark == "":
	case width(label)+width(remark)+3 <= p.room(s) && s.fold == nil:
		texts[0], after = label+" · "+remark, " · "+remark
	default:
		texts = append(texts, wrap(remark, p.room(s))...)
	}
	xa, xb := p.xs[s.from], p.xs[s.to]
	if s.from == s.to {
		p.loop(s, texts, label, after)
		return
	}
	x := func(text string) int {
		half := p.pixels(text) / 2
		return clampTo((xa+xb)/2, p.when+half, p.width-half-2)
	}
	ya := p.y + 8
	on := len(texts) == 1 && s.fold == nil && !lost(s) && p.pixels(texts[0])+2*beside <= abs(xb-xa)
	if !on {
		ya = p.y + p.line*len(texts) + 4
		p.text(x(texts[0]), p.line-2, "flags", "middle", label, after)
		for i, text := range texts[1:] {
			p.text(x(text), p.line*(i+2)-2, "remark", "middle", text)
		}
	}
	yb := ya + p.slant
	p.stamp(s, ya+4)
	if on {
		p.text(x(texts[0]), (ya+yb)/2+4-p.y, "flags", "middle", label, after)
		p.shaft(s, xa, ya, xb, yb, p.pixels(texts[0])+10)
	} else {
		p.shaft(s, xa, ya, xb, yb, 0)
	}
	p.y = p.states(lifelines, s, ya, yb) + 7
}

// departure draws where a packet leaves: what is said of it stands there, beside the
// sender, as the arrow may sink past other rows. One that is lost never arrives.
func (p *plan) departure(lifelines []Lifeline, s *step) {
	label, remark := s.label(p.room(s))
	texts, after := []string{label}, ""
	switch {
	case remark == "":
	case width(label)+width(remark)+3 <= p.room(s):
		after = " · " + remark
	default:
		texts = append(texts, wrap(remark, p.room(s))...)
	}
	xa, xb, state := p.xs[s.from], p.xs[s.to], ""
	if from, _ := s.changes(); from != "" && p.behind(s.from, s.to) < p.pixels(from)+12 {
		state = from // it stands above the arrow
		if len(texts) > 1 || after != "" || width(label)+width(from)+2 > p.room(s) {
			texts = append(texts, "")
		}
	}
	x, anchor, toward := xa+12, "start", 1
	if xb < xa {
		x, anchor, toward = xa-12, "end", -1
	}
	class := html.EscapeString(lifelines[s.from].Class)
	for i, text := range texts {
		switch {
		case i == 0:
			p.text(x, p.line-2, "flags", anchor, text, after)
		case text != "":
			p.text(x, p.line*(i+1)-2, "remark", anchor, text)
		}
		if i == len(texts)-1 && state != "" {
			at := x
			if text != "" {
				at += toward * (p.pixels(text) + p.char/5)
			}
			p.text(at, p.line*(i+1)-2, "to-state "+class, anchor, state)
		}
	}
	y := p.y + p.line*len(texts) + 6
	p.stamp(s, y)
	if from, _ := s.changes(); from != "" && state == "" {
		p.stateOf(lifelines, s.from, s.to, y, from)
	} else if from != "" {
		fmt.Fprintf(&p.rows, `<circle class="mark %s" cx="%d" cy="%d" r="3"/>`, class, xa, y)
	}
	if s.flight == nil {
		p.shaft(s, xa, y, xb, y+p.slant, 0)
		p.y = y + p.slant + 7
		return
	}
	if p.leaves == nil {
		p.leaves = map[*flight]line{}
	}
	p.leaves[s.flight] = line{class: class, xa: xa, ya: p.base + y, xb: xb}
	p.y = y + 5
}

// arrival draws where it comes to, and the arrow from where it left.
func (p *plan) arrival(lifelines []Lifeline, s *step) {
	y := p.y + 10
	p.stamp(s, y+4)
	if c, ok := p.leaves[s.flight]; ok {
		c.yb = p.base + y
		p.lines = append(p.lines, c)
	}
	_, to := s.changes()
	p.y = p.stateOf(lifelines, s.to, s.from, y, to) + 7
}

// stateOf writes the state of one end at y, beside its lifeline or, where there is no
// room, below. It returns where that ends.
func (p *plan) stateOf(lifelines []Lifeline, at, other, y int, state string) int {
	switch {
	case state == "":
		return y
	case p.behind(at, other) >= p.pixels(state)+12:
		p.state(lifelines, at, y, y+4-p.y, state, p.xs[at] < p.xs[other])
		return y
	}
	last := at == len(p.xs)-1
	p.state(lifelines, at, y, y+p.line-p.y, state, last || p.xs[at]+8+p.pixels(state) > p.width)
	return y + p.line
}

// shaft draws the arrow itself, with a head, and leaves a gap for a label; one that
// is lost ends on its way.
func (p *plan) shaft(s *step, xa, ya, xb, yb, gap int) {
	toward := 1
	if xb < xa {
		toward = -1
	}
	if s.fold == nil && lost(s) {
		xb, yb = xa+(xb-xa)*6/10, ya+(yb-ya)*6/10
		fmt.Fprintf(&p.rows, `<path class="arrow" d="M%d %dL%d %dm-4 -4l8 8m0 -8l-8 8"/>`, xa, ya, xb, yb)
		return
	}
	through := ""
	if gap > 0 {
		x, rise := (xa+xb-gap*toward)/2, (yb-ya)*gap/abs(xb-xa)
		through = fmt.Sprintf("L%d %dm%d %d", x, (ya+yb-rise)/2, gap*toward, rise)
	}
	fmt.Fprintf(&p.rows, `<path class="arrow" d="M%d %d%sL%d %d%s"/>`, xa, ya, through, xb-6*toward, yb, arrowhead(toward))
	if s.fold != nil {
		fmt.Fprintf(&p.rows, `<path class="arrow" d="M%d %dL%d %d"/>`, xa, ya+5, xb-12*toward, yb+3)
	}
}

// arrowhead goes on from the end of a line, with a point 3 before its lifeline: its
// edges are as wide as the line's.
func arrowhead(toward int) string { return fmt.Sprintf("m%d 0l%d -3v6z", 3*toward, -8*toward) }

// loop draws a packet from a lifeline to itself.
func (p *plan) loop(s *step, texts []string, label, beside string) {
	x, toward, anchor := p.xs[s.from], 1, "start"
	if s.from == len(p.xs)-1 && s.from > 0 && !p.beyond {
		toward, anchor = -1, "end"
	}
	from, to := s.changes()
	if states := join(" · ", from, to); s.fold == nil && states != "" {
		texts = append(texts, states)
	}
	y := p.y + 12
	fmt.Fprintf(&p.rows, `<path class="arrow loop" d="M%d %dh%dv14h%d"/>`, x, y, 26*toward, -18*toward)
	fmt.Fprintf(&p.rows, `<path d="M%d %dl%d -4v8z"/>`, x+toward, y+14, 10*toward)
	p.stamp(s, y+4)
	p.text(x+34*toward, p.line+2, "flags", anchor, label, beside)
	for i, text := range texts[1:] {
		p.text(x+34*toward, p.line*(i+2)+2, "remark", anchor, text)
	}
	p.y += max(p.line*len(texts), 26) + 12
}

// states writes the states that a packet leads to, beside the ends of its arrow or,
// where there is no room, below them. It returns where that ends.
func (p *plan) states(lifelines []Lifeline, s *step, ya, yb int) int {
	if s.fold != nil {
		return yb
	}
	from, to := s.changes()
	bottom := yb // the line under the arrow where the last state stands
	for i, c := range []struct {
		at, other, y int
		state        string
	}{{s.from, s.to, ya, from}, {s.to, s.from, yb, to}} {
		if c.state == "" {
			continue
		}
		if p.behind(c.at, c.other) >= p.pixels(c.state)+12 {
			p.state(lifelines, c.at, c.y, c.y+4-p.y, c.state, p.xs[c.at] < p.xs[c.other])
			continue
		}
		if bottom == yb || i == 1 && p.pixels(from+to)+24 > abs(p.xs[s.to]-p.xs[s.from]) {
			bottom += p.line // or both do not fit side by side
		}
		last := c.at == len(p.xs)-1
		p.state(lifelines, c.at, c.y, bottom-p.y, c.state, last || p.xs[c.at]+8+p.pixels(c.state) > p.width)
	}
	return bottom
}

// behind is how much room there is beside a lifeline, on the side on which the
// other one is not.
func (p *plan) behind(at, other int) int {
	switch {
	case p.xs[at] < p.xs[other] && at == 0:
		return p.xs[0] - p.when - 8
	case p.xs[at] < p.xs[other]:
		return p.xs[at] - p.xs[at-1]
	case at == len(p.xs)-1:
		return p.width - p.xs[at]
	}
	return p.xs[at+1] - p.xs[at]
}

// state marks a lifeline at y, and writes a state beside it.
func (p *plan) state(lifelines []Lifeline, at, y, down int, state string, leftward bool) {
	x, anchor := p.xs[at]+8, "start"
	if leftward {
		x, anchor = p.xs[at]-8, "end"
	}
	class := html.EscapeString(lifelines[at].Class)
	fmt.Fprintf(&p.rows, `<circle class="mark %s" cx="%d" cy="%d" r="3"/>`, class, p.xs[at], y)
	p.text(x, down, "to-state "+class, anchor, state)
}

// words draws a row of one lifeline.
func (p *plan) words(s *step, class string) {
	x, columns, leftward := p.lane(s.from)
	most := p.most
	if s.Call == nil {
		most += 2 // what went wrong stands at the end
	}
	lines := wrapTo(visible(s.wordsIn(columns)), columns, most)
	if leftward {
		longest := 0
		for _, line := range lines {
			longest = max(longest, p.pixels(line))
		}
		x -= longest
	}
	p.stamp(s, p.y+p.line-3)
	start, tick := p.xs[s.from], 7
	if s.Call != nil {
		start, tick = start+3, 4 // from its bar on
	}
	if leftward {
		start, tick = 2*p.xs[s.from]-start, -tick
	}
	fmt.Fprintf(&p.rows, `<path class="tick" d="M%d %dh%d"/>`, start, p.y+p.line-7, tick)
	for i, line := range lines {
		p.text(x, p.line*(i+1)-3, "", "start", line)
	}
	if s.Call != nil {
		c := call{class: class, x: p.xs[s.from], y: p.base + p.y + 3, ends: s.Call.End, open: s.Call.Result == ""}
		if !c.open && c.ends <= s.Time {
			c.bottom = p.base + p.y + p.line*len(lines) + 2
		}
		p.calls = append(p.calls, c)
	}
	p.y += p.line*len(lines) + 3
}

// fewColumns is too few for a text to be read with ease.
const fewColumns = 24

// lane is where the texts of a lifeline stand: from x on, or up to x.
func (p *plan) lane(i int) (x, columns int, leftward bool) {
	const space = 11
	at, n := p.xs[i], len(p.xs)
	before, after := p.when+10, p.width-4 // how far texts may reach
	switch {
	case n == 1:
	case p.beyond && i == 0:
		leftward = true
	case p.beyond && i < n-1:
		if next := p.xs[i+1] - space; p.columns(next-at-space) >= fewColumns {
			after = next
		} else { // over the next ones
			after = min(after, at+space+fewColumns*p.char*3/20)
		}
	case p.beyond:
	case n == 2 && i == 0:
		after = p.xs[1] - space
	case n == 2:
		leftward, before = true, p.xs[0]+space
	case at-before > after-at:
		leftward = true
	}
	if leftward {
		return at - space, p.columns(at - space - before), true
	}
	return at + space, p.columns(after - at - space), false
}

// finishCalls finds where the bars of the calls end: each at the first row that
// happened after it returned, or the next call on its lifeline; beside its own row
// alone if it is not known to have taken any time.
func (p *plan) finishCalls() {
	for i := range p.calls {
		c := &p.calls[i]
		if c.bottom > 0 {
			continue
		}
		c.bottom = p.y
		for _, m := range p.starts {
			after := m.time > c.ends || m.time == c.ends && m.call == c.x
			if after && m.y > c.y && !c.open {
				c.bottom = m.y - 1
				break
			}
		}
	}
}
