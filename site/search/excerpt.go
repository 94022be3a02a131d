package search

import (
	"strings"
	"unicode/utf8"
)

// A Piece is a part of an excerpt.
type Piece struct {
	Text   string
	Marked bool // it was asked for
}

// How many letters of an excerpt there are, and how many of them stand before the
// first that is marked, about.
const (
	excerptLength = 160
	excerptBefore = 50
)

// excerpt is what a section says where it has the phrase, or else one of the terms: in
// its text, its errors, a line of its programs, or its calls. One that has them in its
// heading alone begins with its text. It tells whether it is a line of a program.
func excerpt(s *Section, phrase string, terms map[string]bool) (pieces []Piece, line bool) {
	fields := []string{s.Text, s.Errors, s.Code, s.Calls}
	for _, find := range []func(text string) int{
		func(text string) int { return indexOf(text, phrase) },
		func(text string) int { return firstOf(text, terms) },
	} {
		for i, text := range fields {
			at := find(text)
			if at < 0 {
				continue
			}
			if line = i == 2; line {
				text, at = lineAt(text, at)
			}
			return marked(around(text, at), phrase, terms), line
		}
	}
	return marked(around(s.Text, 0), phrase, terms), false
}

// indexOf is where a phrase stands in a text, whatever its case; -1 for nowhere.
func indexOf(text, phrase string) int {
	lower := strings.ToLower(text)
	if phrase == "" || len(lower) != len(text) { // else places would not be the same
		return -1
	}
	return strings.Index(lower, phrase)
}

// lineAt is the line of a text that a place is in, and where in it.
func lineAt(text string, at int) (line string, in int) {
	start := strings.LastIndexByte(text[:at], '\n') + 1
	line, _, _ = strings.Cut(text[start:], "\n")
	return line, at - start
}

// firstOf is where the first of the terms stands in a text; -1 for nowhere.
func firstOf(text string, terms map[string]bool) int {
	for at, word := range wordsIn(text) {
		if means(word, terms) {
			return at
		}
	}
	return -1
}

// means is whether a word is found by one of the terms.
func means(word string, terms map[string]bool) bool {
	for _, term := range termsOf(word) {
		if terms[term] {
			return true
		}
	}
	return false
}

// around cuts an excerpt out of a text, at spaces.
func around(text string, at int) string {
	start, before := 0, ""
	if at > excerptBefore {
		start = at - excerptBefore
		if space := strings.IndexByte(text[start:at], ' '); space >= 0 {
			start += space + 1
		}
		before = "… "
	}
	for start > 0 && start < len(text) && !utf8.RuneStart(text[start]) {
		start--
	}
	text = text[start:]
	if len(text) <= excerptLength {
		return before + text
	}
	end := excerptLength
	if space := strings.LastIndexByte(text[:end], ' '); space > 0 {
		end = space
	}
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return before + text[:end] + " …"
}

// marked cuts a text into pieces. Of a phrase of several words that stands in it, that is
// marked, and not each of its words elsewhere.
func marked(text, phrase string, terms map[string]bool) []Piece {
	var pieces []Piece
	add := func(s string, mark bool) {
		if s != "" {
			pieces = append(pieces, Piece{s, mark})
		}
	}
	if len(queried(phrase)) > 1 && indexOf(text, phrase) >= 0 {
		for at := indexOf(text, phrase); at >= 0; at = indexOf(text, phrase) {
			add(text[:at], false)
			add(text[at:at+len(phrase)], true)
			text = text[at+len(phrase):]
		}
		add(text, false)
		return pieces
	}
	done := 0
	for at, word := range wordsIn(text) {
		if means(word, terms) {
			add(text[done:at], false)
			add(word, true)
			done = at + len(word)
		}
	}
	add(text[done:], false)
	return pieces
}
