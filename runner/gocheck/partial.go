package gocheck

import (
	"encoding/binary"
	"go/token"
	"slices"
	"strconv"
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

// has reports whether a program could mean a declaration of the library.
func (n names) has(name string) bool { return n[strings.ToLower(name)] }

// part returns export data of the package with only those declarations that go
// by one of the names, and what their types are made of. What they need of
// other packages is always there, and decoded as it is needed.
func (e *exported) part(names names) []byte {
	keep := e.closure(names)
	return index(e.data, func(name string) bool {
		name, _, _ = strings.Cut(name, ".") // a type parameter is listed as List.T
		return keep[name]
	})
}

// closure adds to the declarations with a name what they need. The lines that
// it reads are described in gen.go.
func (e *exported) closure(names names) map[string]bool {
	lines := strings.Split(strings.TrimSuffix(e.needs, "\n"), "\n")
	keep, taken := map[string]bool{}, make([]bool, len(lines))
	var take func(i int)
	take = func(i int) {
		if taken[i] {
			return
		}
		taken[i] = true
		name, needs, _ := strings.Cut(lines[i], " ")
		keep[name] = true
		for number := range strings.FieldsSeq(needs) {
			if i, err := strconv.Atoi(number); err == nil {
				take(i)
			}
		}
	}
	for i, line := range lines {
		if name, _, _ := strings.Cut(line, " "); token.IsExported(name) && names.has(name) {
			take(i)
		}
	}
	return keep
}

// index returns the export data with an index of the package that lists only
// the declarations to keep: gcexportdata.Read decodes those that are listed. The
// format is that of gcexportdata.Write: the letter i and three numbers, the
// last two of which are the sizes of what follows; strings; data; then the
// number of packages, and for each its path, its name, a number, and how many
// declarations there are, each a name and a place in the data. Strings are
// places among the strings.
func index(export []byte, keep func(name string) bool) []byte {
	r := reader{export[1:]}
	r.number()
	size, rest := r.number(), r.number()
	strings := r.b[:size]
	r.b = r.b[size+rest:]
	out := slices.Clone(export[:len(export)-len(r.b)])
	for range 4 { // up to the first package, which is the one that is read
		out = binary.AppendUvarint(out, r.number())
	}
	var kept []byte
	count := uint64(0)
	for range r.number() {
		name, place := r.number(), r.number()
		s := reader{strings[name:]}
		if length := s.number(); keep(string(s.b[:length])) {
			count++
			kept = binary.AppendUvarint(binary.AppendUvarint(kept, name), place)
		}
	}
	out = binary.AppendUvarint(out, count)
	return append(append(out, kept...), r.b...)
}

// A reader takes numbers off.
type reader struct{ b []byte }

func (r *reader) number() uint64 {
	n, width := binary.Uvarint(r.b)
	r.b = r.b[width:]
	return n
}

// declares looks for a name among the lines of needs.
func (e *exported) declares(name string) bool {
	for line := range strings.Lines(e.needs) {
		if first, _, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " "); first == name {
			return true
		}
	}
	return false
}
