// Package host is what a lowered program is lent by the process that interprets
// it: things that the interpreter gets wrong and that compiled Go gets right.
//
// Package lower puts calls of it into programs, whose own sources cannot
// import it. To the type checker it is [Package], to the interpreter [Symbols];
// a test holds the two together. It is no boundary, and guards nothing: what it
// is given comes from package lower.
//
// Each file is about one concept: deferred calls (defers.go), nil (nil.go),
// the program's own types (types.go, format.go, errors.go, adapt.go, inside.go, encoding.go,
// decoding.go, decoded.go, flag.go, templates.go), fields without a name (blank.go),
// what generic functions of the library need (sort.go), loops over functions
// (rangefunc.go), runes of strings (runes.go), places that are logged (log.go), interfaces
// that the program asks for (asking.go), print and println (println.go).
package host
