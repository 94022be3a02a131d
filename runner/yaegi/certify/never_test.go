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
	{"go of a function literal with no argument in a loop", "rounds may start each other's function"},
	{"panic in a deferred function", "the other deferred functions are not called"},
	{"deferred call of a function value in a function that makes closures", "it waits for itself"},
	{"deferred call of the library in a function that makes closures", "what it waits for may wait for it"},
	{"may call function values in a function that makes closures", "it waits for itself"},
	{"given to the library in a loop", "the next round may get the function of the last"},
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
	{"after defer in a loop", "deferred closures see the last round"},
	{"literal in the clause of a loop", "it sees one variable"},
	{"method expression of", "yaegi cannot call it"},
	{"from what may change as", "the value is not copied"},
	{"initialized after a later one", "yaegi initializes in the order of the source"},
	{"that a function called in the same statement may change", "it is read at another time"},
	{"call of copy within an expression", "it is made at another time"},
	{"with an embedded interface as", "the wrapper has no methods"},
	{"method with an unnamed parameter", "calls from the library panic"},
	{"program of several files", "not tried"},
	{"address of the variable of a loop", "all rounds share one variable"},
	{"value of recover", "a runtime error has other words and another type"},
	{"case of several conditions in a switch without a value", "only the first is tested"},
	{"fallthrough in a switch whose default is not last", "it goes to the wrong clause"},
	{"constant of own type whose value is an operation", "it is equal to nothing"},
	{"literal of own generic struct with", "the literal before loses its values"},
	{"assignment of a literal of a struct to a variable", "pointers and closures keep the old value"},
	{"assignment of a literal of a struct to a package variable", "pointers and closures keep the old value"},
	{"range over a map of channels, with their values", "it panics"},
	{"var named _ without", "it cannot be interpreted"},
	{"of what is received to a variable that changes otherwise", "the assignment panics"},
	{"label in a case.", "it cannot be interpreted"},
	{"label in a case of a type switch", "it cannot be interpreted"},
	{"one after the first of a call of", "it becomes the first as well, or panics"},
	{"fallthrough to a case without statements", "it cannot be interpreted"},
	{"that may be negative", "it shifts nowhere, where Go panics"},
	{"return of a named result as another one", "it has been set by then"},
	{"forward, out of a select and a loop, within a loop", "the next round ends the program"},
	{"case that sends a constant as own", "the constant is not converted, and it panics"},
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
