package certify

import (
	"slices"
	"strings"
	"sync"
	"testing"
)

// allowed maps each construct on the list to the program that shows it.
var allowed = sync.OnceValue(func() map[string]string {
	list := map[string]string{}
	for line := range strings.Lines(allowedText) {
		construct, program, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		list[construct] = program
	}
	return list
})

// TestIsAllowed looks every construct of the list up, and some that are not on
// it: what begins like one, or would stand at an end of the list.
func TestIsAllowed(t *testing.T) {
	list := allowed()
	if len(list) != strings.Count(allowedText, "\n") {
		t.Error("allowed.txt has a construct twice")
	}
	var others []string
	for construct := range list {
		if !isAllowed(construct) {
			t.Errorf("%q is on the list and not found", construct)
		}
		others = append(others, construct+" ", construct[:len(construct)-1], construct+"\t"+list[construct])
	}
	for _, other := range slices.Concat(others, []string{"", " ", "\x7f", "~~~~"}) {
		if _, ok := list[other]; !ok && isAllowed(other) {
			t.Errorf("%q is not on the list and found", other)
		}
	}
}
