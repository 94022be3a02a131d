package certify

import "strings"

// never are constructs that yaegi is known to get wrong, by parts of their
// names, and how. A program may contain one and come out right by chance;
// here it is kept from becoming evidence.
var never = []struct{ part, why string }{
	{"defer.", "it is evaluated late, and leaves out what is behind a panic"},
	{"recover where nothing is deferred", "what it recovers is another function's"},
	{"a function literal uses a variable of a function around it", "frames are copied, and have one place for all rounds"},
	{"function literal in the frame of the function around", "it locks the frame when it is done, and puts back what was there"},
	{"a named result that is a variable", "it is the caller's place from the beginning"},
	{"a dereference within an element of a literal", "it is taken for a type"},
	{"address of a variable declared in a loop", "all rounds share one variable"},
	{"break of a select", "it leaves the wrong statement"},
	{"break to a label of a select", "it leaves the wrong statement"},
	{"make of chan<-", "it panics"},
	{"make of <-chan", "it panics"},
	{"for init.", "the first part is executed each time round"},
	{"another thing that is called", "it is taken for that of the language"},
	{"through a select", "it leaves the wrong statement"},
	{"default before another case.", "the last case is tested too early"},
	{"default before another case of a type switch", "the last case is tested too early"},
	{"range over a string with a key", "it counts bytes"},
	{"range over a string with key and value", "it miscounts bytes that are not text"},
	{"value of a range over a slice, of type chan", "it panics"},
	{"value of a range over a map, of type chan", "it panics"},
	{"that may be nil as", "nil becomes a nil interface"},
	{"of the program's own and unwrap", "the library does not find its methods"},
	{"of the program's own from a place: argument of errors.Is as its target", "the library does not know it again"},
	{"error == error that may be", "equal ones differ, or the comparison panics"},
	{"error != error that may be", "equal ones differ, or the comparison panics"},
	{": append, of nil", "what nil is depends on what the function does besides"},
	{"argument of context.WithValue", "keys of the program's own types are not told apart"},
	{"generic library", "yaegi's tables hold no generic functions"},
	{"the interpreter has no", ""},
	{"range over int", "yaegi cannot range over integers"},
	{"on what may change", "the function is evaluated when the call is made"},
	{"and may change", "arguments are evaluated when the call is made"},
	{"method expression of", "yaegi cannot call it"},
	{"from what may change as", "the value is not copied"},
	{"initialized after a later one", "yaegi initializes in the order of the source"},
	{"that a function called in the same statement may change", "it is read at another time"},
	{"call of copy within an expression", "it is made at another time"},
	{"with an embedded interface as", "the wrapper has no methods"},
	{"method with an unnamed parameter", "calls from the library panic"},
	{"program of several files", "not tried"},
	{"value of recover", "a runtime error has other words and another type"},
	{"case of several conditions in a switch without a value", "only the first is tested"},
	{"fallthrough in a switch whose default is not last", "it goes to the wrong clause"},
	{"constant of own type whose value is an operation", "it is equal to nothing"},
	{"literal of own generic struct with", "the literal before loses its values"},
	{"assignment of a literal of a struct to a variable", "pointers and closures keep the old value"},
	{"assignment of a literal of a struct to a package variable", "pointers and closures keep the old value"},
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
