package certify

import (
	"iter"
	"slices"
	"strings"
)

// A Hazard is what yaegi is known to get wrong.
type Hazard struct {
	Part string // of the names of its constructs
	Why  string // what yaegi does there
}

// Hazards are all that are known. A program may contain one and come out right by
// chance; that makes no evidence of it.
func Hazards() []Hazard { return slices.Clone(hazards) }

var hazards = []Hazard{
	{"defer.", "it is evaluated late, and leaves out what is behind a panic"},
	{"recover where nothing is deferred", "what it recovers is another function's"},
	{"a function literal uses a variable of a function around it", "frames are copied, and have one place for all rounds"},
	{"function literal in the frame of the function around", "it locks the frame when it is done, and puts back what was there"},
	{"a named result that is a variable", "it is the caller's place from the beginning"},
	{"a dereference within an element of a literal", "it is taken for a type"},
	{"address of a variable declared in a loop", "all rounds share one variable"},
	{"recursive type in a function that a field holds in something else", "a dummy stands for the type there"},
	{"function that comes from something else than a variable, and is returned", "its type is taken for that of a generic function"},
	{"field that hides a method of what is embedded beside it", "it calls one of them ambiguous"},
	{"struct without a name that embeds a library type, in an interface", "its methods are not found, or another is called"},
	{"fields whose names differ by an X", "it gives one the name of the other"},
	{"break of a select", "it leaves the wrong statement"},
	{"break to a label of a select", "it leaves the wrong statement"},
	{"make of chan<- with", "it panics"},
	{"make of <-chan with", "it panics"},
	{"for init.", "the first part is executed each time round"},
	{"another thing that is called", "it is taken for that of the language"},
	{"through a select", "it leaves the wrong statement"},
	{"a switch that is left", "it goes to another clause if one is empty, or ends in a break or a return"},
	{"a type switch that is left", "it goes to another clause if one is empty, or ends in a break or a return"},
	{"default before another case.", "the last case is tested too early"},
	{"default before another case of a type switch", "the last case is tested too early"},
	{"value of a range over a slice, of type chan", "it panics"},
	{"value of a range over a map, of type chan", "it panics"},
	{"that is made as another", "one is taken for the other"},
	{"range over a string with a key", "it counts bytes"},
	{"range over a string with key and value", "it miscounts bytes that are not text"},
	{": append, of nil", "what nil is depends on what the function does besides"},
	{"own value without its type", "what it is cannot be told from what it is made of"},
	{"one from a function in a field", "nothing is returned in its place"},
	{"an operation unary <-: result", "it cannot be set"},
	{"definition of several values, one an operation unary <-", "what comes behind it is left out"},
	{"an operation in an interface", "it writes to the place of that"},
	{"own value looked into, perhaps", "it may be in a box"},
	{"own value in a log of package slog", "it is encoded as what it is made of"},
	{"default of a flag that may be of an own type", "it is left out where it is what a zero value says"},
	{"own type asked for", "what it is cannot be told from what it is made of"},
	{"several values of which one becomes an interface", "it is not put in a box"},
	{"own interface from a call: argument", "a type switch does not find what it holds"},
	{"case nil for an interface of the program's own", "it is not taken"},
	{"that is encoded by methods", "they are not found"},
	{" for a template", "it finds no methods, and not what is in boxes"},
	{"that a template may name", "the name is another"},
	{"that embeds as any", "what is embedded is not told from a field"},
	{"that embeds from what may change as any", "what is embedded is not told from a field"},
	{"that embeds with", "what is embedded is not told from a field"},
	{"with unexported fields as any: argument of encoding", "they are exported"},
	{"that holds own interfaces", "what they hold is the interpreter's own"},
	{"that holds anything as any: argument of encoding/json.Unmarshal", "a pointer in it is not found"},
	{"that holds interfaces with methods as any: argument of encoding/json.Unmarshal", "a pointer in it is not found"},
	{"with unexported fields as any: argument of text/template", "they are exported"},
	{"JSON decoded without the names", "its errors name them"},
	{"that cannot be encoded", "the error names another type"},
	{"errors.As with a target that is an interface of the program's making", "it is no interface to the library, and it panics"},
	{"errors.As with a target in an interface", "it is no pointer to the library"},
	{"own values which cannot be compared", "the panic names another type"},
	{"context with own keys as a variadic argument", "the keys' types have other names"},
	{"values of several types in an atomic.Value", "that they differ is not found"},
	{"a format that may not fit own values", "the misfit is printed with another type"},
	{"whose size is not fixed", "the error names another type"},
	{"operands of a function like Print", "it puts blanks beside texts in boxes"},
	{"append of what is in memory behind another value", "it is read when that has been written, perhaps over it"},
	{"one of several local vars of a given type from a literal of a struct", "the literal is shared with another, of the same type"},
	{"append of a variable to a slice within it", "it is copied before that grows, and the compiler does so after"},
	{"constant minus zero", "the zero is negative"},
	{"append to a slice, of room that hangs on the compiler", "whether the two share their elements hangs on it, too"},
	{"call with the several values of a call, one an own interface", "what it holds is the interpreter's own"},
	{"local type named like another", "one is taken for the other"},
	{"package type made of another type whose methods it loses", "it keeps them"},
	{"type made of a library type whose methods it loses", "it keeps them"},
	{"an older Go by a build constraint", "each turn of a loop has variables of its own"},
	{"runtime.Goexit in a program that panics", "a panic of what is deferred is lost"},
	{"log of places in the source", "they are the interpreter's own"},
	{"list as one of its elements", "its elements are taken instead"},
	{"several values to a variadic function that may lie in a field", "it takes them for one list, and it panics before the program begins"},
	{"value made of an interface without a name", "its type has the interpreter's name, and what it holds is the interpreter's own"},
	{"own interface as the library's", "what it holds is the interpreter's own"},
	{"type parameter that may be of the program's own", "what it is cannot be told from what it is made of"},
	{"values of a call to an element of a map", "it is lost"},
	{"shift of a literal that has its type from what is around", "it panics where that type has methods"},
	{"delete with a constant key of type uint", "the key has type int"},
	{"delete with a constant key of type int64", "the key has type int"},
	{"cap of a slice that the program may have let grow", "the compiler gives the first elements room on the stack"},
	{"to a library variable", "it is read as it was before, and called"},
	{"own interface == own interface", "the places of what they hold are compared"},
	{"own interface != own interface", "the places of what they hold are compared"},
	{"map key of type own interface", "the places of what they hold are compared"},
	{"nil as a key that is an interface with methods", "it is taken for one of any"},
	{"map key of the type that the map is a part of", "it stays a dummy, and it panics"},
	{"recursive type at the end of a field with types", "it does not end, or takes a type of the library for another"},
	{"recursive type in a function of a field, by way of another", "a dummy stays in its place"},
	{"with promoted methods of a pointer", "it says that the assertion is impossible"},
	{"own interface asked for of whose methods", "methods are told apart by their names"},
	{"own interface asked for with a method that is promoted", "the method is not found when it is called"},
	{"comparison of what own interfaces are part of", "the places of what they hold are compared"},
	{"a literal in an own interface", "the assignment panics"},
	{"generic library", "yaegi's tables hold no generic functions"},
	{"the interpreter has no", ""},
	{"range over int", "yaegi cannot range over integers"},
	{"on what may change", "the function is evaluated when the call is made"},
	{"and may change", "arguments are evaluated when the call is made"},
	{"method expression of", "yaegi cannot call it"},
	{"from what may change as", "the value is not copied"},
	{"that is named like a package variable", "it gets its value before that"},
	{"that a function called in the same statement may change", "it is read at another time"},
	{"call of copy within an expression", "it is made at another time"},
	{"method with an unnamed parameter", "calls from the library panic"},
	{"imports under the name of another", "the files are made one"},
	{"case of several conditions in a switch without a value", "only the first is tested"},
	{"fallthrough in a switch whose default is not last", "it goes to the wrong clause"},
	{"constant of own type whose value is an operation", "it is equal to nothing"},
	{"literal of own generic struct with", "the literal before loses its values"},
	{"assignment of a literal of a struct to a variable", "pointers and closures keep the old value"},
	{"assignment of a literal of a struct to a package variable", "pointers and closures keep the old value"},
	{"var named _ without", "it cannot be interpreted"},
	{"of what is received to a variable that changes otherwise", "the assignment panics"},
	{"label in a case.", "it cannot be interpreted"},
	{"label in a case of a type switch", "it cannot be interpreted"},
	{"one after the first of a call of", "it becomes the first as well, or panics"},
	{"fallthrough to a case without statements", "it cannot be interpreted"},
	{"return of a named result as another one", "it has been set by then"},
	{"new of a value", "the value is taken for a type, and lost"},
	{"untyped nil != ", "it is false, whatever is compared with nil"},
	{"forward, out of a select and a loop, within a loop", "the next round ends the program"},
	{"case that sends a constant as own", "the constant is not converted, and it panics"},
}

// Allowed are the constructs of the list, each with a program under testdata that
// shows it.
func Allowed() iter.Seq2[string, string] {
	return func(yield func(construct, program string) bool) {
		for line := range strings.Lines(allowedText) {
			if construct, program, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t"); !yield(construct, program) {
				return
			}
		}
	}
}

// Packages are those of the library that a program may use under yaegi.
func Packages() []string { return slices.Clone(packages) }

// PackagesInPart are those of which a program may use some things: what packages lower and
// library.go (runtimeSymbols, debugSymbols) know of them.
func PackagesInPart() []string {
	return []string{"cmp", "iter", "maps", "runtime", "runtime/debug", "slices"}
}
