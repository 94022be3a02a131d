package host

import (
	"math"
	"testing"
)

// The texts are those that Go 1.26 prints (runtime/print.go).
func TestAppendBasic(t *testing.T) {
	type level int
	for _, test := range []struct {
		operand any
		want    string
	}{
		{1.5, "1.5"}, {float32(0.1), "0.1"}, {1e21, "1e+21"}, {123456789.0, "1.23456789e+08"}, {math.Inf(-1), "-Inf"}, {math.NaN(), "NaN"},
		{complex(1, -2.5), "(1-2.5i)"}, {complex64(3), "(3+0i)"},
		{'a', "97"}, {int8(-3), "-3"}, {uint64(1 << 63), "9223372036854775808"}, {uintptr(77), "77"}, {level(4), "4"},
		{true, "true"}, {"text", "text"},
	} {
		if got := string(appendBasic([]byte(">"), test.operand)); got != ">"+test.want {
			t.Errorf("%v: %q, want %q", test.operand, got, test.want)
		}
	}
}
