package certify

import "strings"

// never are constructs that yaegi is known to get wrong, by parts of their
// names, and how. A program may contain one and come out right by chance;
// here it is kept from becoming evidence.
var never = []struct{ part, why string }{
	{"uses the loop variable", "all rounds share one variable"},
	{"declared by a clause in a loop", "all rounds share one variable"},
	{"a named result that is not set first", "it keeps the value of the last call"},
	{"break in loop select", "it leaves the wrong statement"},
	{"break to a label in loop select", "it leaves the wrong statement"},
	{"range over string with a key.", "it counts bytes"},
	{"range over []chan with a value", "it panics"},
	{"range over []chan with key and value", "it panics"},
	{"given to the library in a loop", "the next round may get the function of the last"},
	{"that may be nil as", "nil becomes a nil interface"},
	{"of the program's own and unwrap", "the library does not find its methods"},
	{"of the program's own from a place: argument of errors.Is as its target", "the library does not know it again"},
	{"error == error that may be", "equal ones differ, or the comparison panics"},
	{"error != error that may be", "equal ones differ, or the comparison panics"},
	{"any == any that may be", "equal ones differ"},
	{"any != any that may be", "equal ones differ"},
	{"panic with a value of an own type without methods", "it is taken for another"},
	{"that is made as another", "one is taken for the other"},
	{"under a verb that looks into it", "its type has no name"},
	{": append, of nil", "what nil is depends on what the function does besides"},
	{"argument of context.WithValue", "keys of the program's own types are not told apart"},
	{"generic library", "yaegi's tables hold no generic functions"},
	{"the interpreter has no", ""},
	{"range over int", "yaegi cannot range over integers"},
	{"on what may change", "the function is evaluated when the call is made"},
	{"literal in the clause of a loop", "it sees one variable"},
	{"method expression of", "yaegi cannot call it"},
	{"from what may change as", "the value is not copied"},
	{"that is named like a package variable", "it is initialized before that"},
	{"that a function called in the same statement may change", "it is read at another time"},
	{"call of copy within an expression", "it is made at another time"},
	{"with an embedded interface as", "the wrapper has no methods"},
	{"method with an unnamed parameter", "calls from the library panic"},
	{"imports under the name of another", "the files are made one"},
	{"address of the variable of a loop", "all rounds share one variable"},
	{"case of several conditions in a switch without a value", "only the first is tested"},
	{"fallthrough in a switch whose default is not last", "it goes to the wrong clause"},
	{"constant of own type whose value is an operation", "it is equal to nothing"},
	{"literal of own generic struct with", "the literal before loses its values"},
	{"assignment of a literal of a struct to a variable", "pointers and closures keep the old value"},
	{"assignment of a literal of a struct to a package variable", "pointers and closures keep the old value"},
	{"range over a map of channels, with their values", "it panics"},
}

// refusedWhateverIsTried says why a construct may not be allowed.
func refusedWhateverIsTried(construct string) string {
	for _, n := range never {
		if strings.Contains(construct+".", n.part) {
			return "never allowed: " + n.part + ": " + n.why
		}
	}
	return ""
}
