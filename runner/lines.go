package runner

import (
	"bytes"
	"time"
	"unicode/utf8"
)

// maxLine is where a line is cut into partial events, in bytes.
const maxLine = 4 << 10

// A lineSplitter turns the bytes of one stream into the texts of events.
type lineSplitter struct {
	rest  []byte    // of the line that has no newline yet
	since time.Time // when that began
	left  int64     // bytes that the stream may still bring
	over  bool      // it has brought more, that nobody was shown
}

// write takes what came then and calls emit for every whole line in it.
func (l *lineSplitter) write(b []byte, then time.Time, emit func(text string, partial bool)) {
	if len(l.rest) == 0 {
		l.since = then
	}
	l.rest = append(l.rest, b...)
	for {
		i := bytes.IndexByte(l.rest[:min(len(l.rest), maxLine+1)], '\n')
		switch {
		case i >= 0 && i <= maxLine:
			emit(clean(l.rest[:i]), false)
			l.rest, l.since = l.rest[i+1:], then
		case len(l.rest) > maxLine:
			n := wholeRunes(l.rest[:maxLine])
			emit(clean(l.rest[:n]), true)
			l.rest, l.since = l.rest[n:], then
		default:
			return
		}
	}
}

// flush emits the line so far, as the program seems to wait after it. A
// character that has not come whole stays for later, unless last is set.
func (l *lineSplitter) flush(last bool, emit func(text string, partial bool)) {
	n := len(l.rest)
	if !last {
		n = wholeRunes(l.rest)
	}
	if n > 0 {
		emit(clean(l.rest[:n]), true)
		l.rest = l.rest[n:]
	}
}

// waiting says whether there is a line without its newline that flush would emit.
func (l *lineSplitter) waiting() bool { return wholeRunes(l.rest) > 0 }

// wholeRunes returns the length of b without a UTF-8 sequence that only begins.
func wholeRunes(b []byte) int {
	for i := 1; i < utf8.UTFMax && i <= len(b); i++ {
		if c := b[len(b)-i]; utf8.RuneStart(c) {
			if !utf8.FullRune(b[len(b)-i:]) {
				return len(b) - i
			}
			break
		}
	}
	return len(b)
}
