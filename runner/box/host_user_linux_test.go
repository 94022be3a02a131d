//go:build linux && (amd64 || arm64)

package box

import "testing"

func TestChooseHostID(t *testing.T) {
	const refused = firstHostID + 7 // no number that there is
	for _, test := range []struct {
		name          string
		users, groups string
		random, want  int
	}{
		{"the host's root", "         0          0 4294967295\n", "         0          0 4294967295\n", 7, 1_990_000_007},
		{"a container's", "0 100000 65536\n", "0 100000 65536\n", 7, 65528},
		{"a rootless container's", "0 1000 1\n1 100000 65535\n", "0 1000 1\n1 100000 65535\n", 7, 65528},
		{"fewer groups", "0 0 4294967295\n", "0 0 100\n", 1000, 79},
		{"one user, who is not root outside", "0 1000 1\n", "0 1000 1\n", 7, 0},
		{"one user, who may be", "0 0 1\n", "0 0 1\n", 7, refused},
		{"no map", "", "", 7, refused},
	} {
		if id := chooseHostID(test.users, test.groups, test.random); id != test.want {
			t.Errorf("%s: %d; want %d", test.name, id, test.want)
		}
	}
}
