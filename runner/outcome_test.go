package runner

import (
	"strconv"
	"strings"
	"testing"
)

// However many outcomes come, and however large, what is kept is bounded.
func TestOutcomesAreBounded(t *testing.T) {
	for _, size := range []int{1, maxFindings} {
		var o outcomes
		held := map[string]int{}
		for i := range 3 * maxOutcomes {
			sum := strconv.Itoa(i)
			o.put(sum, outcome{}, size)
			held[sum] = size
			if _, ok := o.get(sum); !ok {
				t.Fatalf("of %d bytes, outcome %d is not kept", size, i)
			}
		}
		kept := 0
		for sum := range o.bySum {
			kept += held[sum]
		}
		if len(o.bySum) > maxOutcomes || kept > maxOutcomeBytes {
			t.Errorf("%d outcomes of %d bytes are kept", len(o.bySum), kept)
		}
	}
}

// TestManyMistakes: where many mistakes lie deep within one declaration, the first ones are told, as
// the compiler tells them.
func TestManyMistakes(t *testing.T) {
	source := "package main\n\nvar text = `(` +\n" + strings.Repeat("\tmissing + `, ` +\n", 20) + "\t`)`\n\nfunc main() { println(text) }\n"
	events, result := runFiles(t, map[string]string{"main.go": source})
	if len(events) != 11 {
		t.Fatalf("%d events, result %+v: %+v", len(events), result, events)
	}
	if first, last := events[0].Text, events[10].Text; first != "main.go:4:2: undefined: missing" || !strings.HasSuffix(last, "too many errors") {
		t.Errorf("first %q, last %q", first, last)
	}
}
