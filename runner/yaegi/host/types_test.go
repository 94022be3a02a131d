package host

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

// These are what a program would have declared. The interpreter hands their
// values over without the names; here reflection sees the names, and package
// host must not look at them.
type (
	state int
	point struct {
		X, Y int
		s    state
	}
	fault struct{ Err error }
)

func (s state) String() string  { return [...]string{"idle", "busy"}[s] }
func (f *fault) Error() string  { return "fault: " + f.Err.Error() }
func (f *fault) Unwrap() error  { return f.Err }
func (p point) add(n int) point { return point{p.X + n, p.Y + n, p.s} }

// indexes of the types in description.
const (
	integer = iota
	theState
	thePoint
	theFault
	faultStruct
	theError
	states
	byState
)

const description = `[
	{"Name": "int", "Kind": "library"},
	{"Name": "main.state", "Kind": "int", "Calls": {"String": 0}},
	{"Name": "main.point", "Kind": "struct", "Fields": [{"Name": "X", "Type": 0, "Exported": true}, {"Name": "Y", "Type": 0, "Exported": true}, {"Name": "s", "Type": 1}]},
	{"Name": "*main.fault", "Kind": "ptr", "Elem": 4, "Calls": {"Error": 1, "Unwrap": 2}},
	{"Name": "main.fault", "Kind": "struct", "Fields": [{"Name": "Err", "Type": 5, "Exported": true}]},
	{"Name": "error", "Kind": "interface"},
	{"Name": "[]main.state", "Kind": "slice", "Elem": 1, "Loose": true},
	{"Name": "map[main.state]main.point", "Kind": "map", "Key": 1, "Elem": 2, "Loose": true}
]`

func table() *Types {
	t := NewTypes(description)
	t.Methods(
		func(v int) string { return state(v).String() },
		func(v *fault) string { return v.Error() },
		func(v *fault) error { return v.Unwrap() },
	)
	return t
}

// TestFormat: a box prints as the value would, were its type the program's. What
// is inside reaches the box without names, as from the interpreter.
func TestFormat(t *testing.T) {
	type bare struct{ X, Y, S int }
	types := table()
	for _, test := range []struct {
		boxed, value any
	}{
		{types.Box(theState, 1), state(1)},
		{types.Box(thePoint, bare{1, 2, 1}), point{1, 2, 1}},
		{types.Box(thePoint, &bare{1, 2, 1}), &point{1, 2, 1}},
		{types.Box(theFault, &fault{io.EOF}), &fault{io.EOF}}, // io.EOF is at the same address in both
		{types.Box(states, []int{0, 1}), []state{0, 1}},
		{types.Box(byState, map[int]bare{1: {3, 4, 0}, 0: {}}), map[state]point{1: {3, 4, 0}, 0: {}}},
	} {
		if _, ok := test.value.(*point); ok {
			continue // its description is that of point
		}
		for _, verb := range []string{"%v", "%+v", "%d", "%s", "%5v|", "%-6v|", "%x", "%q"} {
			want := strings.ReplaceAll(fmt.Sprintf(verb, test.value), "host.", "main.")
			if got := fmt.Sprintf(verb, test.boxed); got != want {
				t.Errorf("%T by %s: %s, want %s", test.value, verb, got, want)
			}
		}
		if got, want := fmt.Sprintln(test.boxed), fmt.Sprintln(test.value); got != want {
			t.Errorf("Println: %s, want %s", got, want)
		}
	}
}

func TestSyntax(t *testing.T) {
	type bare struct{ X, Y, S int }
	types := table()
	for _, test := range []struct {
		boxed any
		want  string
	}{
		{types.Box(theState, 1), "1"},
		{types.Box(thePoint, bare{1, 2, 1}), "main.point{X:1, Y:2, s:1}"},
		{types.Box(states, []int{0, 1}), "[]main.state{0, 1}"},
		{types.Box(states, []int(nil)), "[]main.state(nil)"},
		{types.Box(byState, map[int]bare{1: {}}), "map[main.state]main.point{1:main.point{X:0, Y:0, s:0}}"},
	} {
		if got := fmt.Sprintf("%#v", test.boxed); got != test.want {
			t.Errorf("%s, want %s", got, test.want)
		}
	}
}

func TestEquality(t *testing.T) {
	types := table()
	if types.Box(theState, 1) != types.Box(theState, 1) {
		t.Error("equal values differ")
	}
	if types.Box(theState, 1) == any(1) || types.Box(theState, 1) == types.Box(integer, 1) {
		t.Error("values of different types are equal")
	}
	list := types.Box(states, []int{1})
	defer func() {
		if recover() == nil {
			t.Error("slices can be compared")
		}
	}()
	t.Log(list == types.Box(states, []int{1}))
}

func TestErrors(t *testing.T) {
	types := table()
	f := &fault{io.EOF}
	err := fmt.Errorf("outer: %w", types.Error(theFault, f))
	if err.Error() != "outer: fault: EOF" || !errors.Is(err, io.EOF) || !errors.Is(err, types.Error(theFault, f)) {
		t.Errorf("%v is not what it should be", err)
	}
	if errors.Is(err, types.Error(theFault, &fault{io.EOF})) {
		t.Error("pointers to equal values are equal")
	}
	var target *fault
	if !types.As(errors.Join(io.EOF, err), theFault, &target) || target != f {
		t.Error("As does not find it")
	}
	if types.As(io.EOF, theFault, &target) {
		t.Error("As finds what is not there")
	}
	var none *fault
	if types.Error(theFault, none) == nil {
		t.Error("a nil pointer is a nil error")
	}
}

func TestAssert(t *testing.T) {
	types := table()
	v := types.Box(theState, 1)
	var s, n int
	if !types.Set(theState, v, &s) || s != 1 || types.Set(integer, v, &n) || types.Set(theState, 1, &s) || !types.Set(integer, 7, &n) || n != 7 {
		t.Error("Set mistakes types")
	}
	if _, ok := v.(fmt.Stringer); !ok {
		t.Error("it has no String")
	}
	if _, ok := v.(error); ok {
		t.Error("it is an error")
	}
	for _, test := range []struct {
		value any
		want  string
	}{
		{"text", "interface conversion: interface {} is string, not main.state"},
		{types.Box(thePoint, point{}), "interface conversion: interface {} is main.point, not main.state"},
		{nil, "interface conversion: interface {} is nil, not main.state"},
	} {
		func() {
			defer func() {
				err, _ := recover().(interface {
					error
					RuntimeError()
				})
				if err == nil || err.Error() != test.want {
					t.Errorf("panics with %v, want %s", err, test.want)
				}
			}()
			types.Assert(theState, test.value, &s, "interface {}")
		}()
	}
}

func TestName(t *testing.T) {
	if got := Name(table().Box(theFault, &fault{})); got != "*main.fault" {
		t.Error(got)
	}
	if got := Name(io.EOF); got != "*errors.errorString" {
		t.Error(got)
	}
	if got := Name(nil); got != "<nil>" {
		t.Error(got)
	}
}

func TestJSON(t *testing.T) {
	text, err := json.Marshal(map[string]any{"p": table().Box(thePoint, struct{ X, Y int }{1, 2})})
	if string(text) != `{"p":{"X":1,"Y":2}}` || err != nil {
		t.Error(string(text), err)
	}
}

func TestAdapt(t *testing.T) {
	types := NewTypes(`[{"Name": "main.upper", "Kind": "struct", "Calls": {"Read": 0, "Close": 1}}]`)
	closed := false
	types.Methods(
		func(v struct{}, p []byte) (int, error) { return copy(p, "x"), io.EOF },
		func(v struct{}) error { closed = true; return nil },
	)
	r := types.Adapt(0, struct{}{}, "io.ReadCloser").(io.ReadCloser)
	text, err := io.ReadAll(r)
	if string(text) != "x" || err != nil || r.Close() != nil || !closed {
		t.Error(string(text), err, closed)
	}
	if r != types.Adapt(0, struct{}{}, "io.ReadCloser") {
		t.Error("the same value differs")
	}
}
