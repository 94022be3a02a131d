package yaegi

import (
	"reflect"
	"testing"
)

// TestRooms: a part of a slice is known by the end of its memory, and what is too much to be
// remembered is taken for known.
func TestRooms(t *testing.T) {
	var r rooms
	grown, other := make([]int, 3, 8), make([]int, 3, 8)
	r.add(reflect.ValueOf(grown))
	for _, test := range []struct {
		name string
		s    []int
		want bool
	}{
		{"the slice", grown, true},
		{"a part", grown[1:2], true},
		{"a part without room", grown[:2:2], false},
		{"another", other, false},
	} {
		if got := r.has(reflect.ValueOf(test.s)); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
	for range maxEnds {
		r.add(reflect.ValueOf(make([]int, 1)))
		if len(r.ends) == maxEnds {
			break
		}
	}
	kept := make([][]int, 0, maxEnds)
	for len(r.ends) < maxEnds { // memory that was used again counts once
		kept = append(kept, make([]int, 1))
		r.add(reflect.ValueOf(kept[len(kept)-1]))
	}
	if !r.has(reflect.ValueOf(other)) {
		t.Error("with as many as are kept, another one is held for safe")
	}
}
