package host

import (
	"fmt"
	"testing"
)

func TestJoined(t *testing.T) {
	types := NewTypes(`[{"Name":"main.Name","Kind":"string"},{"Name":"main.Level","Kind":"int"}]`)
	name, level := types.Box(0, "n"), types.Box(1, 7)
	for _, test := range []struct {
		operands []any
		want     string
	}{
		{nil, ""},
		{[]any{name}, "n"},
		{[]any{name, 1, name}, "n1n"},
		{[]any{1, name, 2, 3}, "1n2 3"},
		{[]any{name, name, "s", name, level}, "nnsn7"},
		{[]any{level, level, nil, name, nil}, "7 7 <nil>n<nil>"},
	} {
		if got := fmt.Sprint(Joined(test.operands...)...); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}
