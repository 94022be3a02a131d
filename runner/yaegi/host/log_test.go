package host

import (
	"bytes"
	"log"
	"testing"
)

// Where package log puts prefix and place, from its documentation.
func TestPlaced(t *testing.T) {
	for _, test := range []struct {
		flags int
		want  string
	}{
		{log.Lshortfile, "p: main.go:3: x\n"},
		{log.Lshortfile | log.Lmsgprefix, "main.go:3: p: x\n"},
		{0, "p: x\n"},
		{log.Lmsgprefix, "p: x\n"},
	} {
		var out bytes.Buffer
		l := log.New(&out, "p: ", test.flags)
		Placed(l, "main.go:3").(*log.Logger).Println("x")
		if out.String() != test.want {
			t.Errorf("flags %d: %q, want %q", test.flags, out.String(), test.want)
		}
	}
}
