package gocheck

import (
	"go/token"
	"strings"
)

// A program that imports net/http uses a few names of the two hundred that it
// declares, and through their types a fifth of what those are made of. To read
// no more than that is most of what makes a check fast.

// names are those that a program has behind a dot, which is where it names
// what a package declares. They are in small letters: a message about a name that
// a package does not have says if there is one in other letters.
type names map[string]bool

// selected are the names of all files.
func selected(files [][]lexeme) names {
	n := names{}
	for _, lexemes := range files {
		for i, l := range lexemes {
			if l.kind == token.IDENT && i > 0 && lexemes[i-1].kind == token.PERIOD {
				n[strings.ToLower(l.text)] = true
			}
		}
	}
	return n
}

// has reports whether a program could mean a declaration of the library, where
// names are ASCII: it is asked for thousands of them, so it makes no string.
func (n names) has(name string) bool {
	var place [64]byte
	small := append(place[:0], name...)
	for i, c := range small {
		if 'A' <= c && c <= 'Z' {
			small[i] += 'a' - 'A'
		}
	}
	return n[string(small)]
}
