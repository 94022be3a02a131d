package runner

import (
	"strconv"
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
