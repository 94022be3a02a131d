package ladder

import (
	"strconv"
	"strings"
	"time"
	"unicode"
)

func itoa(n int) string { return strconv.Itoa(n) }

// milliseconds writes a time as a transcript does: to a tenth below ten
// milliseconds, whole from there.
func milliseconds(d time.Duration) string {
	ms := float64(max(d, 0)) / float64(time.Millisecond)
	if s := strconv.FormatFloat(ms, 'f', 1, 64); len(s) == len("0.0") {
		return s
	}
	return strconv.FormatFloat(ms, 'f', 0, 64)
}

// visible writes out characters that would hide text, reorder it or move the
// cursor.
func visible(s string) string {
	hidden := func(r rune) bool {
		return (r < ' ' || r > '~') && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co) || r == unicode.ReplacementChar
	}
	if strings.IndexFunc(s, hidden) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\t':
			b.WriteString("    ")
		case hidden(r) && r != unicode.ReplacementChar:
			q := strconv.QuoteRuneToASCII(r)
			b.WriteString(q[1 : len(q)-1])
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// runeWidth is how many columns a character takes: at most, where fonts differ.
func runeWidth(r rune) int {
	switch {
	case r < 0x0300: // the first of those that stand over another one
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me):
		return 0
	case r < 0x1100, r >= 0x2000 && r < 0x2e80: // scripts that are as wide as Latin, and punctuation
		return 1
	}
	return 2
}

// width is how many columns a text takes.
func width(s string) int {
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

// maxLines is how many lines one row of text may take.
const maxLines = 6

// wrap breaks text into lines of at most columns: at blanks, and behind the arrow
// between two addresses, where there are any near the end.
func wrap(s string, columns int) []string { return wrapTo(s, columns, maxLines) }

// wrapTo is wrap to at most so many lines.
func wrapTo(s string, columns, most int) []string {
	columns = max(columns, 4)
	var lines []string
	for width(s) > columns {
		cut, blank, n := 0, 0, 0
		for i, r := range s {
			if n += runeWidth(r); n > columns {
				break
			}
			between := r == ' ' && !strings.HasSuffix(s[:i], "{port") || r == '>' && strings.HasSuffix(s[:i], "-") // two addresses
			if cut = i + len(string(r)); between && n > columns/3 {
				blank = cut
			}
		}
		name := strings.LastIndexByte(s[:cut], '{') // a name such as {port 1} stays whole
		switch {
		case blank > 0:
			cut = blank
		case name > 0 && strings.HasPrefix(s[name:], "{port ") && !strings.Contains(s[name:cut], "}"):
			cut = name
		}
		lines = append(lines, strings.TrimRight(s[:cut], " "))
		s = s[cut:]
		if len(lines) == most-1 && width(s) > columns {
			return append(lines, clip(s, columns-1)+"…")
		}
	}
	return append(lines, s)
}

// clip cuts a text to columns.
func clip(s string, columns int) string {
	n := 0
	for i, r := range s {
		if n += runeWidth(r); n > columns {
			return s[:i]
		}
	}
	return s
}
