package site

import (
	"errors"

	"golang.org/x/sys/unix"
)

// exchange swaps the names of two folders, in one step.
func exchange(temp, dir string) error {
	err := unix.Renameat2(unix.AT_FDCWD, temp, unix.AT_FDCWD, dir, unix.RENAME_EXCHANGE)
	// Some file systems cannot.
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOSYS) || errors.Is(err, unix.ENOTSUP) {
		return exchangeByRename(temp, dir)
	}
	return err
}
