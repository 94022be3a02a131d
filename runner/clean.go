package runner

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// clean makes what a program printed safe to show anywhere: valid UTF-8, in
// which nothing moves a cursor, ends a line or turns the direction of text.
// Control characters become their pictures (U+2400 and on), bytes that are not
// UTF-8 and invisible characters become Go escapes, and so do combining marks beyond
// maxMarks in a row, which would cover the lines above and below. Tabs stay.
//
// It is applied once, where output enters; what reads events may rely on it.
func clean(line []byte) string {
	var out strings.Builder
	marks := 0 // in a row
	for len(line) > 0 {
		r, size := utf8.DecodeRune(line)
		if marks++; !unicode.In(r, unicode.Mn, unicode.Me) {
			marks = 0
		}
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&out, `\x%02x`, line[0])
		case r == '\t':
			out.WriteByte('\t')
		case r < ' ':
			out.WriteRune('␀' + r)
		case r == 0x7f:
			out.WriteRune('␡')
		case misleading(r), marks > maxMarks:
			if r > 0xffff {
				fmt.Fprintf(&out, `\U%08x`, r)
			} else {
				fmt.Fprintf(&out, `\u%04x`, r)
			}
		default:
			out.Write(line[:size])
		}
		line = line[size:]
	}
	return out.String()
}

// Clean does the same with lines of text of other origin, such as the names of files.
func Clean(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = clean([]byte(line))
	}
	return strings.Join(lines, "\n")
}

// maxMarks is how many combining marks are shown of those that one letter bears: the
// writing of no language has more.
const maxMarks = 4

// misleading holds for characters that change how others are shown, or are not
// shown themselves: C1 controls, direction marks and overrides (UAX #9), line
// and paragraph separators, what fonts draw nothing for by default (UAX #44,
// Default_Ignorable_Code_Point), a pattern of Braille without dots.
//
// Variation selectors are of these, also U+FE0F, which asks for the coloured form of a
// sign: behind most characters it shows nothing, and two outputs that are shown
// alike are to be alike. So an emoji is followed by its escape, where it has one; it
// was so of those that U+200D joins, anyway.
func misleading(r rune) bool {
	const brailleBlank = 0x2800
	switch {
	case r >= 0x80 && r <= 0x9f,
		r == brailleBlank, r >= 0xe0000 && r <= 0xe0fff:
		return true
	}
	return unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}
