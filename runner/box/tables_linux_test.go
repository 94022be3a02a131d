//go:build linux && (amd64 || arm64)

package box

import "testing"

// Status as proc(5) has it.
func TestTablesSize(t *testing.T) {
	for _, test := range []struct {
		text string
		want int
	}{
		{"Name:\tprogram\nVmLib:\t       8 kB\nVmPTE:\t      44 kB\nVmSwap:\t       0 kB\n", 44 << 10},
		{"Name:\tprogram\nVmPTE:\t  530000 kB", 530000 << 10},
		{"Name:\tVmPTE: 9 kB\n", 0},
		{"", 0},
	} {
		if got := tablesSize([]byte(test.text)); got != test.want {
			t.Errorf("%q: %d; want %d", test.text, got, test.want)
		}
	}
}
