package certify

import (
	"strings"
	"testing"

	"bothends/runner/gocheck"
)

// TestRooms: an append is refused where it hangs on the compiler whether two slices share their
// elements, and only there.
func TestRooms(t *testing.T) {
	const grown = "var s []int\ns = append(s, 1, 2, 3)\n"
	for _, test := range []struct {
		body   string
		shares bool
	}{
		{"b := append(s, 4)\nb[0] = 9\nprintln(s[0])", true},
		{"a := append(s, 4)\nb := append(s, 5)\nprintln(len(a), len(b))", true},
		{"t := s\ns = append(s, 4)\ns[0] = 9\nprintln(t[0])", true},
		{"t := s\nt = append(t, 4)\nprintln(len(t))", true},
		{"for range 2 {\nkept = append(s, 4)\n}", true},
		{"kept, held.s = put(s), put(s)", true},
		{"p := &append(s, 4)[0]\n*p = 9\nprintln(s[0])", true},
		{"kept = append(kept, 1)\nheld.s = append(kept, 2)", true},

		{"s = append(s, 4)\ns = append(s[:1], s[2:]...)", false},
		{"held.s = append(held.s, 4)\nkept = append(kept, 5)", false},
		{"t := s[:0]\nfor _, v := range s {\nt = append(t, v)\n}\ns = t", false},
		{"b := append(s, 4)\nb[0] = 9\nprintln(len(s))", false},
		{"b := append(s[:1:1], 4)\nb[0] = 9\nprintln(s[0])", false},
		{"s = put(s)\ns = put(s)", false},
		{"println(len(append(s, 4)), append(s, 5)[0], look(append(s, 6)))", false},
		{"b := append([]int(nil), s...)\nb[0] = 9\nprintln(s[0])", false},
		{"a := []int{1, 2}\nb, c := append(a, 3), append(a, 4)\nprintln(len(b), len(c))", false},
	} {
		source := "package main\n\nvar kept []int\nvar held struct{ s []int }\n\nfunc put(s []int) []int { return append(s, 7) }\n\n" +
			"func look(s []int) int { return s[0] }\n\nfunc main() {\nprintln(kept, held.s, look(put(nil)))\n" + grown + test.body + "\n}\n"
		checked, problems := gocheck.Load(map[string]string{"main.go": source})
		if len(problems) > 0 {
			t.Errorf("%s\n%v", source, problems)
			continue
		}
		shares := false
		for _, refusal := range Program(checked) {
			shares = shares || strings.Contains(refusal.String(), "append to a slice, of room")
		}
		if shares != test.shares {
			t.Errorf("%s\nrefused: %v, want %v", test.body, shares, test.shares)
		}
	}
}
