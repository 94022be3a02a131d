//go:build linux && (amd64 || arm64)

package box

import (
	"fmt"
	"syscall"

	"golang.org/x/sys/unix"
)

// forbidNewPrivileges makes set-user-ID programs powerless, and is what an
// unprivileged filter needs.
func forbidNewPrivileges() error {
	if _, _, errno := syscall.AllThreadsSyscall6(unix.SYS_PRCTL, unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, 0); errno != 0 {
		return fmt.Errorf("PR_SET_NO_NEW_PRIVS: %w", errno)
	}
	return nil
}

// hideMemory closes the process's memory to peers of the same user, ptrace(2)
// and proc(5), and keeps it from being dumped.
func hideMemory() error {
	if err := unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0); err != nil {
		return fmt.Errorf("PR_SET_DUMPABLE: %w", err)
	}
	return nil
}
