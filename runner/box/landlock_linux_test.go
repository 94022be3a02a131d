//go:build linux && (amd64 || arm64)

package box

import (
	"testing"

	"golang.org/x/sys/unix"
)

// Landlock is a wall of its own: without the empty root it is what holds, and
// with it gone, too, the host's files can be read.
func TestLandlockHoldsWithoutRoot(t *testing.T) {
	if _, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, unix.LANDLOCK_CREATE_RULESET_VERSION); errno != 0 {
		t.Skipf("no landlock in this kernel: %v", errno)
	}
	p := newPrey(t)
	files := []attack{attackNamed(t, "/etc/passwd"), attackNamed(t, "/proc/sys"), attackNamed(t, "what the root holds")}
	for _, test := range []struct {
		name    string
		without without
		want    string
	}{
		{"with landlock", without{LayerRoot, LayerSelfCheck}, "EACCES"},
		{"without", without{LayerRoot, LayerSelfCheck, LayerLandlock}, succeeded},
	} {
		for name, ended := range attackAll(t, p, test.without, files, false) {
			if ended != test.want {
				t.Errorf("%s: %s: %s; want %s", test.name, name, ended, test.want)
			}
		}
	}
}

// The rights that each version of Landlock handles, by landlock(7)'s list.
func TestHandledRights(t *testing.T) {
	for version, want := range map[int]uint64{1: 0x1fff, 2: 0x3fff, 3: 0x7fff, 4: 0x7fff, 5: 0xffff, 6: 0xffff, 99: 0xffff} {
		if got := handledRights(version); got != want {
			t.Errorf("version %d handles %#x; want %#x", version, got, want)
		}
	}
}
