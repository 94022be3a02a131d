package recording

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"bothends/runner"
)

// Diff compares two recordings by the rules in the package's comment. It
// returns "" if they agree, else a unified diff: a hunk for each process and
// stream that differs, with - for what only want has and + for what only got
// has, a little of what stands around them, and the time of each line:
//
//	@@ server stdout @@
//	    3.1  Listening on port 7
//	-   4.2  Received 5 bytes
//	+   4.4  Received 6 bytes
//
// Sums are not compared: whether a recording is stale is told without a run.
func Diff(want, got *Recording) string {
	mixed := map[string]bool{}
	for _, p := range append(slices.Clone(want.Interleaved), got.Interleaved...) {
		mixed[p] = true
	}
	a, b := streams(want.Events), streams(got.Events)
	if len(mixed) > 0 {
		matchPorts(a, b)
	}
	var out strings.Builder
	for _, k := range keys(a, b) {
		heading, from, to := k.String(), a[k], b[k]
		if mixed[k.process] && isStream(k.kind) {
			heading += " (clients at once: grouped by port)"
			from, to = groupByPort(from), groupByPort(to)
		}
		if k.kind == runner.Call {
			from, to = joinReads(from), joinReads(to)
		}
		if mixed[k.process] && k.kind == runner.Call {
			heading += " (clients at once: sorted)"
			from, to = withoutOrder(from), withoutOrder(to)
		}
		if k.kind == runner.Listen {
			from, to = sortLines(from), sortLines(to)
		}
		writeDiff(&out, heading, from, to)
	}
	writeDiff(&out, "the wire", exchanges(want.Events), exchanges(got.Events))
	return out.String()
}

// A streamKey names lines that are compared with each other.
type streamKey struct {
	process string
	kind    runner.Kind
}

func (k streamKey) String() string {
	if k.process == "" {
		return "the run: " + string(k.kind)
	}
	return k.process + " " + string(k.kind)
}

// A line of one stream, with its time.
type line struct {
	time time.Duration
	text string
}

// timeless is the time of a line that stands for several events.
const timeless = -1

// compared lists the kinds that Diff looks at, in the order in which it reports them.
var compared = []runner.Kind{
	runner.Problem, runner.Start, runner.Listen, runner.CellRun, runner.Waits, runner.Value,
	runner.Stdout, runner.Stderr, runner.Call, runner.Limit, runner.Exit,
}

func streams(events []runner.Event) map[streamKey][]line {
	out := map[streamKey][]line{}
	for _, e := range events {
		if !slices.Contains(compared, e.Kind) || e.Kind == runner.Waits && e.Text != "accept" {
			continue
		}
		text := e.Text
		switch {
		case e.Call != nil:
			text = e.Call.String()
		case !isStream(e.Kind) && e.Kind != runner.Problem:
			text, _ = describe(e)
		case e.Partial:
			text += " (no newline)"
		}
		if e.Kind == runner.Start && text == "" {
			text = "(no arguments)"
		}
		key := streamKey{e.Process, e.Kind}
		out[key] = append(out[key], line{e.Time, text})
	}
	return out
}

// keys lists the streams of both sides: by process, in the order of the first
// time that either has, then by kind.
func keys(a, b map[streamKey][]line) []streamKey {
	first := map[string]time.Duration{}
	var all []streamKey
	for _, side := range []map[streamKey][]line{a, b} {
		for k, lines := range side {
			if t, seen := first[k.process]; !seen || lines[0].time < t {
				first[k.process] = lines[0].time
			}
			if !slices.Contains(all, k) {
				all = append(all, k)
			}
		}
	}
	slices.SortFunc(all, func(x, y streamKey) int {
		return cmp.Or(
			cmp.Compare(first[x.process], first[y.process]),
			cmp.Compare(x.process, y.process),
			cmp.Compare(slices.Index(compared, x.kind), slices.Index(compared, y.kind)))
	})
	return all
}

func sortLines(lines []line) []line {
	lines = slices.Clone(lines)
	slices.SortStableFunc(lines, func(a, b line) int { return cmp.Compare(a.text, b.text) })
	return lines
}

// context is how many agreeing lines are shown around a difference, and
// maxShown how many differing ones of a stream.
const (
	context  = 2
	maxShown = 40
)

func writeDiff(out *strings.Builder, heading string, from, to []line) {
	edits := align(from, to)
	if !slices.ContainsFunc(edits, func(e edit) bool { return e.op != ' ' }) {
		return
	}
	fmt.Fprintf(out, "@@ %s @@\n", heading)
	shown, skipped := 0, false
	for i, e := range edits {
		near := slices.ContainsFunc(edits[max(0, i-context):min(len(edits), i+context+1)], func(e edit) bool { return e.op != ' ' })
		if !near {
			skipped = true
			continue
		}
		if skipped {
			fmt.Fprintln(out, "   …")
			skipped = false
		}
		if e.op != ' ' {
			shown++
		}
		if shown > maxShown {
			fmt.Fprintln(out, "   … and more")
			return
		}
		when := "      "
		if e.line.time != timeless {
			when = milliseconds(e.line.time)
		}
		fmt.Fprintf(out, "%c%s  %s\n", e.op, when, strings.TrimRight(visible(e.line.text), "\n"))
	}
}

// visible shows what a terminal would not: blanks at the end.
func visible(s string) string {
	if !printable(s) || strings.HasSuffix(s, " ") {
		return text(s)
	}
	return s
}

// An edit says where a line stands: ' ' on both sides, '-' only on the first,
// '+' only on the second.
type edit struct {
	op   byte
	line line
}

// maxTable bounds the work of align.
const maxTable = 4 << 20

// align finds a longest common subsequence. What begins and ends alike is set
// aside first; if too much is left, it counts as different as a whole.
func align(from, to []line) []edit {
	var head, tail []edit
	for len(from) > 0 && len(to) > 0 && from[0].text == to[0].text {
		head = append(head, edit{' ', from[0]})
		from, to = from[1:], to[1:]
	}
	for len(from) > 0 && len(to) > 0 && from[len(from)-1].text == to[len(to)-1].text {
		tail = append(tail, edit{' ', from[len(from)-1]})
		from, to = from[:len(from)-1], to[:len(to)-1]
	}
	slices.Reverse(tail)
	return slices.Concat(head, alignMiddle(from, to), tail)
}

func alignMiddle(from, to []line) (out []edit) {
	var common [][]int32 // length of the longest common subsequence from here on
	if (len(from)+1)*(len(to)+1) <= maxTable {
		common = make([][]int32, len(from)+1)
		for i := range common {
			common[i] = make([]int32, len(to)+1)
		}
		for i := len(from) - 1; i >= 0; i-- {
			for j := len(to) - 1; j >= 0; j-- {
				common[i][j] = max(common[i+1][j], common[i][j+1])
				if from[i].text == to[j].text {
					common[i][j] = common[i+1][j+1] + 1
				}
			}
		}
	}
	i, j := 0, 0
	for i < len(from) || j < len(to) {
		switch {
		case common != nil && i < len(from) && j < len(to) && from[i].text == to[j].text:
			out = append(out, edit{' ', from[i]})
			i, j = i+1, j+1
		case i < len(from) && (j == len(to) || common == nil || common[i+1][j] >= common[i][j+1]):
			out = append(out, edit{'-', from[i]})
			i++
		default:
			out = append(out, edit{'+', to[j]})
			j++
		}
	}
	return out
}
