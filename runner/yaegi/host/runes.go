package host

import "unicode/utf8"

// Rune is what a loop over a string comes to at an index: the rune there, and the
// index of the next.
func Rune(s string, at int) (r rune, next int) {
	r, size := utf8.DecodeRuneInString(s[at:])
	return r, at + size
}
