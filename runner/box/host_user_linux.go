//go:build linux && (amd64 || arm64)

package box

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
)

// The host's users and groups that a box's processes are when the supervisor
// is root: numbers beyond what distributions and container managers give away,
// and not 0, for which the kernel ignores RLIMIT_NPROC. Each box takes one at
// random, as what the kernel counts by user one box could use up for another.
const (
	firstHostID = 1_990_000_000
	hostIDs     = 1 << 20
)

// hostUser chooses the number of a user and group for a box, as root. It is 0
// where there is no user but root, and root is somebody else outside.
func hostUser() int {
	users, groups := idMaps()
	return chooseHostID(users, groups, rand.IntN(hostIDs))
}

// idMaps are the users and groups that there are, user_namespaces(7). What
// cannot be read is empty.
func idMaps() (users, groups string) {
	u, _ := os.ReadFile("/proc/self/uid_map")
	g, _ := os.ReadFile("/proc/self/gid_map")
	return string(u), string(g)
}

// chooseHostID takes a number that exists as a user and as a group, of those
// that nobody else has if they exist, else near the end of those that do. Where
// there is none that is not root's it is one that the kernel will refuse.
func chooseHostID(users, groups string, random int) int {
	last := min(lastID(users), lastID(groups))
	switch {
	case onlyRoot(users) || last >= firstHostID+hostIDs:
		return firstHostID + random
	case last == 0:
		return 0
	}
	return last - random%max(1, last/2)
}

// onlyRoot holds where there is one user, who may be the root of the host.
func onlyRoot(users string) bool {
	var first, outside int
	fmt.Sscan(users, &first, &outside)
	return lastID(users) == 0 && outside == 0
}

// lastID is the highest number in a map.
func lastID(table string) (last int) {
	for line := range strings.Lines(table) {
		var first, outside, count int
		if n, _ := fmt.Sscan(line, &first, &outside, &count); n == 3 {
			last = max(last, first+count-1)
		}
	}
	return last
}
