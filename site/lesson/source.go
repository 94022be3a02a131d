package lesson

import (
	"bytes"
	"sort"
	"strings"
	"unicode/utf8"

	"bothends/runner"
)

// maxFile bounds a file of the book, in bytes.
const maxFile = 4 << 20

// A source is the text of a lesson with everything that it includes, and where
// each line of it comes from.
type source struct {
	text   []byte
	starts []int   // the offset of each line
	places []place // of each line
}

// add appends lines from file, the first of which is its line number first.
func (s *source) add(text []byte, file string, first int) {
	for line := range bytes.SplitAfterSeq(text, []byte("\n")) {
		if len(line) == 0 {
			continue
		}
		s.starts = append(s.starts, len(s.text))
		s.places = append(s.places, place{file, first})
		s.text = append(s.text, line...)
		first++
	}
	if n := len(s.text); n > 0 && s.text[n-1] != '\n' {
		s.text = append(s.text, '\n')
	}
}

// join appends another source.
func (s *source) join(t *source) {
	for _, start := range t.starts {
		s.starts = append(s.starts, len(s.text)+start)
	}
	s.places = append(s.places, t.places...)
	s.text = append(s.text, t.text...)
}

// at returns the place of the byte at offset.
func (s *source) at(offset int) place {
	i := sort.SearchInts(s.starts, offset+1) - 1
	if i < 0 {
		return place{}
	}
	return s.places[i]
}

// lineEnd returns the offset after the newline of the line that holds offset.
func (s *source) lineEnd(offset int) int {
	if i := bytes.IndexByte(s.text[offset:], '\n'); i >= 0 {
		return offset + i + 1
	}
	return len(s.text)
}

// lineStart returns the offset at which the line that holds offset begins.
func (s *source) lineStart(offset int) int {
	return bytes.LastIndexByte(s.text[:offset], '\n') + 1
}

// masked returns the text up to stop with everything blanked before start, so that
// what is parsed there keeps its offsets.
func (s *source) masked(start, stop int) []byte {
	out := bytes.Repeat([]byte("\n"), stop)
	copy(out[start:stop], s.text[start:stop])
	return out
}

// read reads a text file; lines end in \n whatever the system that wrote it.
// It reports false, and the mistake, if that cannot be had.
func (r *reader) read(file string) ([]byte, bool) {
	text, err := runner.ReadFile(r.fsys, file, maxFile)
	if err != nil {
		r.mistakes.add(place{file, 0}, "%s", strings.TrimPrefix(err.Error(), file+": "))
		return nil, false
	}
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	line := 1
	for one := range bytes.SplitAfterSeq(text, []byte("\n")) {
		if !utf8.Valid(one) {
			r.mistakes.add(place{file, line}, "not UTF-8; save the file as UTF-8")
			return nil, false
		}
		if bytes.IndexByte(one, 0) >= 0 {
			r.mistakes.add(place{file, line}, "holds a zero byte; this is no text")
			return nil, false
		}
		line++
	}
	return text, true
}
