package lesson

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// defaultLanguage is that of a book which names none.
const defaultLanguage = "en"

// languageTag is the part of BCP 47 that books have a use for.
var languageTag = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

// fromRight are the languages that are written from right to left.
var fromRight = []string{"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"}

// Direction is that of the lesson's text, as HTML names it: ltr or rtl.
func (l *Lesson) Direction() string {
	if tag, _, _ := strings.Cut(l.Language, "-"); slices.Contains(fromRight, tag) {
		return "rtl"
	}
	return "ltr"
}

// languages gives each page the language of its part's first page, or else of the
// book's, if it does not name one itself.
func (r *reader) languages() {
	for _, l := range r.book.Lessons() {
		if l.Language != "" && !languageTag.MatchString(l.Language) {
			r.mistakes.add(place{l.File, 1}, "language = %q is no language; write a tag like en, de or pt-BR", l.Language)
		}
		if l.Part != nil && l.Part.Index != nil && l != l.Part.Index {
			l.Language = cmp.Or(l.Language, l.Part.Index.Language)
		} else if l.Part != nil && r.book.Index != nil {
			l.Language = cmp.Or(l.Language, r.book.Index.Language)
		}
		l.Language = cmp.Or(l.Language, defaultLanguage)
	}
}
