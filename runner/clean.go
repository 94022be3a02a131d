package runner

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// clean makes what a program printed safe to show anywhere: valid UTF-8, in
// which nothing moves a cursor, ends a line or turns the direction of text.
// Control characters become their pictures (U+2400 and on), bytes that are not
// UTF-8 and invisible format characters become Go escapes. Tabs stay.
//
// It is applied once, where output enters; what reads events may rely on it.
func clean(line []byte) string {
	var out strings.Builder
	for len(line) > 0 {
		r, size := utf8.DecodeRune(line)
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&out, `\x%02x`, line[0])
		case r == '\t':
			out.WriteByte('\t')
		case r < ' ':
			out.WriteRune('␀' + r)
		case r == 0x7f:
			out.WriteRune('␡')
		case misleading(r):
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

// misleading holds for characters that change how others are shown, or are not
// shown themselves: C1 controls, direction marks and overrides (UAX #9), line
// and paragraph separators, zero-width characters, tags, interlinear marks.
func misleading(r rune) bool {
	switch {
	case r >= 0x80 && r <= 0x9f,
		r == 0xad, r == 0x61c, r == 0x180e, r == 0xfeff,
		r >= 0x200b && r <= 0x200f, r >= 0x2028 && r <= 0x202e,
		r >= 0x2060 && r <= 0x206f, r >= 0xfff9 && r <= 0xfffb,
		r >= 0xe0000 && r <= 0xe0fff:
		return true
	}
	return false
}
