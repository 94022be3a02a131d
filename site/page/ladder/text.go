package ladder

import (
	"slices"
	"strings"
)

// The columns of a ladder in text.
const (
	textWidth = 80
	textWhen  = 7  // a time and a blank
	textState = 13 // beside the outer lifelines of two: the longest state and a blank
	textNear  = 30 // how far from one of several lifelines its text may reach, at least
)

// A sheet is a ladder in text, as it grows downwards.
type sheet struct {
	xs    []int      // the lifelines
	lines [][]string // of cells; the second of a wide character is empty
	clock string
}

// Text draws the ladder for a terminal of 80 columns, in UTF-8:
//
//	ms                client                                      server
//	8.4               │─── SYN ──────────────────────────────────────>│
//	         SYN-SENT │                                               │
func (l *Ladder) Text() string {
	lifelines, steps := l.withoutNoise().steps()
	if len(lifelines) == 0 {
		return ""
	}
	t := &sheet{}
	first, last := textWhen, textWidth-2
	if n := len(lifelines); n <= 2 {
		first, last = textWhen+textState, textWidth-1-textState
	}
	for i := range lifelines {
		t.xs = append(t.xs, first+(last-first)*i/max(len(lifelines)-1, 1))
	}
	t.names(lifelines)
	for i := range steps {
		t.step(lifelines, &steps[i])
	}
	t.add()
	var b strings.Builder
	for _, line := range t.lines {
		b.WriteString(strings.TrimRight(strings.Join(line, ""), " ") + "\n")
	}
	return b.String()
}

// withoutNoise leaves out what nothing can unfold.
func (l *Ladder) withoutNoise() *Ladder {
	quiet := *l
	quiet.Rows = slices.DeleteFunc(slices.Clone(l.Rows), func(r Row) bool { return r.Call != nil && r.Call.Noise })
	return &quiet
}

// names writes the head: names that would touch stand on several lines.
func (t *sheet) names(lifelines []Lifeline) {
	var rows []int // where each line of the head ends
	place := make([]int, len(lifelines))
	for i, l := range lifelines {
		name := clip(visible(l.Name), 30)
		x := clampTo(t.xs[i]-width(name)/2, textWhen, textWidth-width(name))
		row := 0
		for row < len(rows) && x <= rows[row] {
			row++
		}
		if row == len(rows) {
			rows = append(rows, 0)
			t.lines = append(t.lines, blankLine())
		}
		rows[row], place[i] = x+width(name), row
		put(t.lines[row], x, name)
	}
	put(t.lines[0], 0, "ms")
	for i, row := range place { // and lines lead down from those above
		for below := row + 1; below < len(rows); below++ {
			if t.lines[below][t.xs[i]] == " " {
				t.lines[below][t.xs[i]] = "│"
			}
		}
	}
}

func blankLine() []string { return strings.Split(strings.Repeat(" ", textWidth), "") }

// add adds a line that holds the lifelines alone.
func (t *sheet) add() []string {
	line := blankLine()
	for _, x := range t.xs {
		line[x] = "│"
	}
	t.lines = append(t.lines, line)
	return line
}

// put writes text from a column on, as far as the line goes.
func put(line []string, x int, text string) {
	for _, r := range text {
		n := runeWidth(r)
		if x < 0 || x+n > len(line) {
			return
		}
		if n == 0 && x > 0 { // an accent of the character before
			line[x-1] += string(r)
			continue
		}
		line[x] = string(r)
		if n == 2 {
			line[x+1] = ""
		}
		x += n
	}
}

// step draws one row.
func (t *sheet) step(lifelines []Lifeline, s *step) {
	if s.left > 0 {
		put(t.add(), textWhen+2, s.say.leftOut(s.left))
		return
	}
	if s.packet() == nil {
		t.words(s)
		return
	}
	room := t.room(s)
	label, remark := s.label(room)
	if s.Arrives != nil {
		remark = ""
	}
	if s.fold != nil {
		label, remark = s.fold.words(s.say)
	}
	states := [2]string{}
	if s.fold == nil {
		states[0], states[1] = s.changes()
	}
	// What does not fit on the arrow stands above it and below.
	var below []string
	switch {
	case remark != "" && width(label)+width(remark)+3 <= room:
		label += " · " + remark
	case remark != "":
		below = wrap(remark, max(room, 20))
	}
	if width(label) > room {
		t.centre(s, label)
		label = ""
	}
	line := t.add()
	t.stamp(s)
	if s.from == s.to {
		put(line, t.xs[s.from]+1, "⟲ "+label)
	} else {
		t.shaft(line, s, label)
	}
	t.states(lifelines, s, states)
	for _, text := range below {
		t.centre(s, text)
	}
}

// centre writes a line of its own between two lifelines.
func (t *sheet) centre(s *step, text string) {
	x := (t.xs[s.from] + t.xs[s.to] - width(text)) / 2
	put(t.add(), clampTo(x, textWhen+2, textWidth-1-width(text)), text)
}

// room is how many columns a label on an arrow may have.
func (t *sheet) room(s *step) int {
	if s.from == s.to {
		return textWidth - t.xs[s.from] - 4
	}
	return abs(t.xs[s.to]-t.xs[s.from]) - 1 - len("── ") - len(" ─>")
}

// stamp writes the time on the last line, unless the row before has the same.
func (t *sheet) stamp(s *step) {
	if at := milliseconds(s.Time); at != t.clock {
		t.clock = at
		put(t.lines[len(t.lines)-1], 0, at)
	}
}

// shaft draws an arrow with its label; of one that is lost, a part.
func (t *sheet) shaft(line []string, s *step, label string) {
	a, b, dash, head := t.xs[s.from], t.xs[s.to], "─", ">"
	if b < a {
		head = "<"
	}
	if s.flight != nil {
		t.half(line, s, label, head)
		return
	}
	tip := b - sign(b-a)
	switch {
	case s.fold != nil:
		dash = "═"
	case lost(s):
		tip, head = b-sign(b-a)*min(4, abs(b-a)-1), "✕"
	}
	low, high := min(a, tip), max(a, tip)
	for x := low; x <= high; x++ {
		if x != a {
			line[x] = dash
		}
	}
	line[tip] = head
	if label != "" {
		put(line, low+(high-low-width(label))/2, " "+label+" ")
	}
}

// half draws one of the two ends of an arrow that takes its time.
func (t *sheet) half(line []string, s *step, label, head string) {
	a, b := t.xs[s.from], t.xs[s.to]
	toward, span := sign(b-a), abs(b-a)
	const under = 6 // columns that say that it is on its way
	for n := 1; n < span; n++ {
		x, dash := a+n*toward, "─"
		switch left := span - n; {
		case s.Arrives == nil && left <= under || s.Arrives != nil && n <= under:
			if dash = "╌"; n%2 == 0 {
				dash = " "
			}
		case s.Arrives != nil && left == 1:
			dash = head
		}
		line[x] = dash
	}
	if label != "" {
		put(line, min(a, b)+(span-width(label))/2, " "+label+" ")
	}
}

func sign(n int) int {
	if n < 0 {
		return -1
	}
	return 1
}

// states writes states beside two lifelines, or under the arrow between more.
func (t *sheet) states(lifelines []Lifeline, s *step, states [2]string) {
	line := t.lines[len(t.lines)-1]
	if len(t.xs) > 2 || s.from == s.to {
		var said []string
		for i, at := range []int{s.from, s.to} {
			if states[i] != "" {
				said = append(said, visible(lifelines[at].Name)+" "+states[i])
			}
		}
		if len(said) > 0 {
			t.centre(s, "("+strings.Join(said, ", ")+")")
		}
		return
	}
	for i, at := range []int{s.from, s.to} {
		switch state := states[i]; {
		case state == "":
		case at == 0:
			put(line, t.xs[0]-1-width(state), state)
		default:
			put(line, t.xs[1]+2, state)
		}
	}
}

// words draws a row of one lifeline, inside the outer ones.
func (t *sheet) words(s *step) {
	x, n := t.xs[s.from], len(t.xs)
	after, leftward := textWidth-1, false
	if n > 1 && s.from == n-1 || x > textWidth/2 {
		leftward = true
	} else if n == 2 {
		after = t.xs[1] - 1
	}
	before := textWhen
	if n == 2 {
		before = t.xs[0] + 2
	}
	columns := after - x - 2
	if leftward {
		columns = x - 1 - before
	}
	if n > 2 { // between more it stays near its lifeline, or it seems another's
		columns = min(columns, max(t.xs[1]-t.xs[0]-3, textNear))
	}
	text := s.words()
	if s.Call == nil && s.State == "" && (s.Stream == Stdout || s.Stream == "") {
		text = "» " + text
	}
	lines := wrap(visible(text), columns)
	longest := 0
	for _, line := range lines {
		longest = max(longest, width(line))
	}
	for i, text := range lines {
		line := t.add()
		if i == 0 {
			t.stamp(s)
		}
		if leftward {
			put(line, x-1-longest, text)
		} else {
			put(line, x+2, text)
		}
	}
}
