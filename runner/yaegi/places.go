package yaegi

import (
	"go/token"
	"runtime"
	"strings"
)

// When the Go runtime itself ends the process, as it does in a deadlock, all that
// is left of the program is the trace that it prints, of the interpreter's
// functions. So where a program is must be in the names of these: a place is a
// number, and each of its digits a function, which calls the next.

// placed executes a node with its place on the stack.
func (x *supervisor) placed(n *node, e exec) exec {
	place := x.source.number(x.place(n))
	return func(f *frame) exec { return digits(place, f, e) }
}

// place is where Go says that a node is.
func (x *supervisor) place(n *node) token.Pos {
	if n.anc != nil && kindName(n.anc.kind) == "selectStmt" && len(n.child) == 1 {
		return n.child[0].pos // the one case is all that there is to it
	}
	if !isCall(n) {
		return n.pos
	}
	within := 0
	for c := n; len(c.child) > 0; {
		if c = c.child[0]; isCall(c) && c.pos == n.pos {
			within++
		}
	}
	if at := x.source.calls[n.pos]; within < len(at) {
		return at[within]
	}
	return n.pos
}

// number is a place in the program as a number, not zero.
func (s *source) number(pos token.Pos) int { return int(pos-s.base) + 1 }

// digits calls the function of the last digit, which calls it with the rest.
func digits(n int, f *frame, e exec) exec {
	if n == 0 {
		return e(f)
	}
	switch n % 16 {
	case 0:
		return digit0(n/16, f, e)
	case 1:
		return digit1(n/16, f, e)
	case 2:
		return digit2(n/16, f, e)
	case 3:
		return digit3(n/16, f, e)
	case 4:
		return digit4(n/16, f, e)
	case 5:
		return digit5(n/16, f, e)
	case 6:
		return digit6(n/16, f, e)
	case 7:
		return digit7(n/16, f, e)
	case 8:
		return digit8(n/16, f, e)
	case 9:
		return digit9(n/16, f, e)
	case 10:
		return digita(n/16, f, e)
	case 11:
		return digitb(n/16, f, e)
	case 12:
		return digitc(n/16, f, e)
	case 13:
		return digitd(n/16, f, e)
	case 14:
		return digite(n/16, f, e)
	default:
		return digitf(n/16, f, e)
	}
}

//go:noinline
func digit0(n int, f *frame, e exec) exec { return digits(n, f, e) }

//go:noinline
func digit1(n int, f *frame, e exec) exec { return digits(n, f, e) }

//go:noinline
func digit2(n int, f *frame, e exec) exec { return digits(n, f, e) }

//go:noinline
func digit3(n int, f *frame, e exec) exec { return digits(n, f, e) }

//go:noinline
func digit4(n int, f *frame, e exec) exec { return digits(n, f, e) }

//go:noinline
func digit5(n int, f *frame, e exec) exec { return digits(n, f, e) }

//go:noinline
func digit6(n int, f *frame, e exec) exec { return digits(n, f, e) }

//go:noinline
func digit7(n int, f *frame, e exec) exec { return digits(n, f, e) }

//go:noinline
func digit8(n int, f *frame, e exec) exec { return digits(n, f, e) }

//go:noinline
func digit9(n int, f *frame, e exec) exec { return digits(n, f, e) }

//go:noinline
func digita(n int, f *frame, e exec) exec { return digits(n, f, e) }

//go:noinline
func digitb(n int, f *frame, e exec) exec { return digits(n, f, e) }

//go:noinline
func digitc(n int, f *frame, e exec) exec { return digits(n, f, e) }

//go:noinline
func digitd(n int, f *frame, e exec) exec { return digits(n, f, e) }

//go:noinline
func digite(n int, f *frame, e exec) exec { return digits(n, f, e) }

//go:noinline
func digitf(n int, f *frame, e exec) exec { return digits(n, f, e) }

// rangeChanExec executes a round of a range over a channel. The interpreter's own selects
// between the channel and the end of an evaluation that it can be told to give up, which no
// program here has; in a deadlock the runtime would say that the goroutine is in a select.
func rangeChanExec(n *node) exec {
	i, channel := n.child[0].findex, genValue(n.child[1])
	body, end := getExec(n.tnext), getExec(n.fnext)
	return func(f *frame) exec {
		v, ok := channel(f).Recv()
		if !ok {
			return end
		}
		f.data[i].Set(v)
		return body
	}
}

// Places reads the places of a program in the traces of the Go runtime.
type Places struct{ source *source }

// NewPlaces reads a program, as it is given to Execute.
func NewPlaces(files map[string]string) (*Places, error) {
	s, err := parse(token.NewFileSet(), Program{Files: files})
	if err != nil {
		return nil, err
	}
	return &Places{s}, nil
}

// Digits is a function that stands among those of a place.
const Digits = "bothends/runner/yaegi.digits"

// Digit is the digit that a function of a trace stands for, if it does. In a
// trace the first digit of a place comes first.
func Digit(function string) (digit int, ok bool) {
	rest, ok := strings.CutPrefix(function, "bothends/runner/yaegi.digit")
	if !ok || len(rest) != 1 {
		return 0, false
	}
	digit = strings.Index("0123456789abcdef", rest)
	return digit, digit >= 0
}

// Deferring reports whether a function makes a call for the program that the program
// has not come to, but for its end: what stands outside of it is another place.
func Deferring(function string) bool {
	return function == "bothends/runner/yaegi.deferredCall.make"
}

// GoStatement is the function below that, in the trace of a goroutine, which is of
// the place where it was started.
const GoStatement = "bothends/runner/yaegi.(*supervisor).goExec.func1.1"

// Creator is how a trace says which function started a goroutine.
func Creator(function string) string {
	name, _, _ := strings.Cut(function, "()")
	return "created by " + strings.TrimSuffix(name, "(...)")
}

// Frame is the function that a place is in, as Go's trace has it, and the place as
// FILE:LINE. There is none in what the reader has not written.
func (p *Places) Frame(number int) (function, place string) {
	t := p.source.frame(p.source.base + token.Pos(number-1))
	return t.function, t.place
}

// here is the Frame of the program's call that is being made.
func (x *supervisor) here() (function, place string) {
	var pcs [256]uintptr
	places := Places{x.source}
	return places.Innermost(pcs[:runtime.Callers(1, pcs[:])])
}

// Innermost is the Frame of the innermost place on a stack, as runtime.Callers has it. There is
// none behind a deferred call.
func (p *Places) Innermost(callers []uintptr) (function, place string) {
	number := 0
	frames := runtime.CallersFrames(callers)
	for more := true; more; {
		var frame runtime.Frame
		frame, more = frames.Next()
		if digit, ok := Digit(frame.Function); ok {
			if number = number*16 + digit; number > p.source.number(token.Pos(p.source.fset.Base())) {
				return "", "" // no place in a program
			}
			continue
		}
		if frame.Function == Digits {
			continue
		}
		if number > 0 {
			if function, place = p.Frame(number); function != "" {
				return function, place
			}
			number = 0 // in what package lower put in
		}
		if Deferring(frame.Function) {
			return "", ""
		}
	}
	return "", ""
}
