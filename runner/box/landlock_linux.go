//go:build linux && (amd64 || arm64)

package box

import (
	"fmt"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Landlock, landlock(7), holds a worker to the file system of its own root,
// whatever else may come in sight: its one rule is tied to a descriptor of that
// file system, not to a path. It is a second wall behind the empty root, so a
// kernel without it will do.
//
// It has no say over the network here. The box has one of its own, and ports
// that are forbidden would be those of the box's own loopback. Nor does it bound
// whom a worker signals or reaches by abstract sockets: the first would part the
// threads of one process, which get a domain each, before Landlock's version 8;
// the second would part the box's workers.

// fileRights are the rights over files that each version of Landlock added to
// those before it. A right that is not handled is not bounded.
var fileRights = []uint64{
	1: unix.LANDLOCK_ACCESS_FS_EXECUTE | unix.LANDLOCK_ACCESS_FS_WRITE_FILE | unix.LANDLOCK_ACCESS_FS_READ_FILE |
		unix.LANDLOCK_ACCESS_FS_READ_DIR | unix.LANDLOCK_ACCESS_FS_REMOVE_DIR | unix.LANDLOCK_ACCESS_FS_REMOVE_FILE |
		unix.LANDLOCK_ACCESS_FS_MAKE_CHAR | unix.LANDLOCK_ACCESS_FS_MAKE_DIR | unix.LANDLOCK_ACCESS_FS_MAKE_REG |
		unix.LANDLOCK_ACCESS_FS_MAKE_SOCK | unix.LANDLOCK_ACCESS_FS_MAKE_FIFO | unix.LANDLOCK_ACCESS_FS_MAKE_BLOCK |
		unix.LANDLOCK_ACCESS_FS_MAKE_SYM,
	2: unix.LANDLOCK_ACCESS_FS_REFER,
	3: unix.LANDLOCK_ACCESS_FS_TRUNCATE,
	4: 0, // TCP ports
	5: unix.LANDLOCK_ACCESS_FS_IOCTL_DEV,
}

// handledRights are those that a kernel with that version of Landlock knows.
func handledRights(version int) (handled uint64) {
	for v, rights := range fileRights {
		if v <= version {
			handled |= rights
		}
	}
	return handled
}

// grantedRights are what a worker may do in its own root: to read, and to make
// and remove the sockets in /tmp; in a box that builds, to execute its tools and
// to write, where the mounts let it. Devices are for nobody.
func grantedRights(builds bool) uint64 {
	granted := uint64(unix.LANDLOCK_ACCESS_FS_READ_FILE | unix.LANDLOCK_ACCESS_FS_READ_DIR |
		unix.LANDLOCK_ACCESS_FS_MAKE_SOCK | unix.LANDLOCK_ACCESS_FS_REMOVE_FILE)
	if builds {
		granted |= unix.LANDLOCK_ACCESS_FS_EXECUTE | unix.LANDLOCK_ACCESS_FS_WRITE_FILE | unix.LANDLOCK_ACCESS_FS_TRUNCATE |
			unix.LANDLOCK_ACCESS_FS_MAKE_REG | unix.LANDLOCK_ACCESS_FS_MAKE_DIR | unix.LANDLOCK_ACCESS_FS_REFER
	}
	return granted
}

// restrictFiles bounds every thread of the process to the file system that
// root is a descriptor of.
func restrictFiles(root int, builds bool) error {
	version, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, unix.LANDLOCK_CREATE_RULESET_VERSION)
	if errno != 0 {
		return fmt.Errorf("landlock_create_ruleset: %w", errno)
	}
	handled := handledRights(int(version))
	// Only the first field: the others are of later versions than the first.
	set, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, uintptr(unsafe.Pointer(&handled)), unsafe.Sizeof(handled), 0)
	if errno != 0 {
		return fmt.Errorf("landlock_create_ruleset: %w", errno)
	}
	defer unix.Close(int(set))
	rule := unix.LandlockPathBeneathAttr{Allowed_access: grantedRights(builds) & handled, Parent_fd: int32(root)}
	if _, _, errno := unix.Syscall6(unix.SYS_LANDLOCK_ADD_RULE, set, unix.LANDLOCK_RULE_PATH_BENEATH,
		uintptr(unsafe.Pointer(&rule)), 0, 0, 0); errno != 0 {
		return fmt.Errorf("landlock_add_rule: %w", errno)
	}
	if _, _, errno := syscall.AllThreadsSyscall(unix.SYS_LANDLOCK_RESTRICT_SELF, set, 0, 0); errno != 0 {
		return fmt.Errorf("landlock_restrict_self: %w", errno)
	}
	return nil
}
