package host

import (
	"slices"
	"strings"
)

// RangeState panics as Go does when the function that a loop ranges over does
// what it may not do. States are those of package lower: 1 is that the
// body has returned false and is called again, 2 that the loop is over and it is
// called, 3 that it is called while it runs or after it has panicked, -1 that the
// function has kept a panic of the body to itself.
func RangeState(state int) {
	broken := func(yield func() bool) { yield(); yield() }
	var kept func() bool
	keeps := func(yield func() bool) { kept = yield }
	silent := func(yield func() bool) {
		defer func() { recover() }()
		yield()
	}
	again := func(yield func() bool) {
		silent(yield)
		yield()
	}
	switch state {
	case 1:
		for range broken {
			break
		}
	case 2:
		for range keeps {
		}
		kept()
	case 3:
		for range again {
			panic("")
		}
	default:
		for range silent {
			panic("")
		}
	}
}

// Lines is the lines that strings.Lines yields.
func Lines(s string) []string { return slices.Collect(strings.Lines(s)) }
