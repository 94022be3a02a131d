package yaegi

import (
	"errors"
	"reflect"
	"testing"
	"time"
)

// What Go's runtime prints of a value, from its own: panic(VALUE) under go run.
func TestWords(t *testing.T) {
	type code int
	for _, test := range []struct {
		value any
		want  string
	}{
		{errors.New("bad"), "bad"},
		{"two\nlines", "two\n\tlines"},
		{5, "5"},
		{uint8(200), "200"},
		{1.5, "1.5"},
		{1e100, "1e+100"},
		{float32(0.1), "0.1"},
		{2 + 3i, "(2+3i)"},
		{true, "true"},
		{time.Second, "1s"},
		{code(4), "yaegi.code(4)"},
	} {
		if got := words(test.value); got != test.want {
			t.Errorf("%T: %q, want %q", test.value, got, test.want)
		}
	}
}

// The errors are those that the machine and the runtime give.
func TestFaults(t *testing.T) {
	value := reflect.ValueOf
	list, array := value(make([]int, 2, 3)), value(&[2]int{}).Elem()
	for _, test := range []struct {
		got  any
		want string
	}{
		{indexFault(list, value(5)), "runtime error: index out of range [5] with length 2"},
		{indexFault(value("ab"), value(-1)), "runtime error: index out of range [-1]"},
		{indexFault(array, value(uint64(1)<<63)), "runtime error: index out of range [9223372036854775808] with length 2"},
		{sliceFault(list, []reflect.Value{value(1), value(5)}), "runtime error: slice bounds out of range [:5] with capacity 3"},
		{sliceFault(list, []reflect.Value{value(3)}), "runtime error: slice bounds out of range [3:2]"},
		{sliceFault(list, []reflect.Value{value(0), value(1), value(4)}), "runtime error: slice bounds out of range [::4] with capacity 3"},
		{sliceFault(array, []reflect.Value{value(0), value(5)}), "runtime error: slice bounds out of range [:5] with length 2"},
		{sliceFault(value("ab"), []reflect.Value{value(2), value(1)}), "runtime error: slice bounds out of range [2:1]"},
		{nilDereference(), "runtime error: invalid memory address or nil pointer dereference"},
	} {
		if err, ok := test.got.(error); !ok || err.Error() != test.want {
			t.Errorf("got %v, want %s", test.got, test.want)
		}
	}
}
