//go:build linux && (amd64 || arm64)

package box

import (
	"errors"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// opening is an attack that opens a file.
func opening(path string, flags int) func(prey) error {
	return func(prey) error {
		_, err := unix.Openat(unix.AT_FDCWD, path, flags, 0o600)
		return err
	}
}

func fileAttacks() []attack {
	return []attack{
		{line: lineFiles, name: "a file of the host", want: "ENOENT", do: func(p prey) error { return opening(p.File, unix.O_RDONLY)(p) }},
		{line: lineFiles, name: "/etc/passwd", want: "ENOENT", do: opening("/etc/passwd", unix.O_RDONLY)},
		{line: lineFiles, name: "/proc/1/environ", want: "ENOENT", do: opening("/proc/1/environ", unix.O_RDONLY)},
		{line: lineFiles, name: "/proc/self/mem", want: "ENOENT", do: opening("/proc/self/mem", unix.O_RDONLY)},
		{line: lineFiles, name: "/proc/sys", want: "ENOENT", do: opening("/proc/sys", unix.O_RDONLY)},
		{line: lineFiles, name: "/sys", want: "ENOENT", do: opening("/sys/kernel", unix.O_RDONLY)},
		{line: lineFiles, name: "/dev", want: "ENOENT", do: opening("/dev/null", unix.O_RDONLY)},
		{line: lineFiles, name: "above the root", want: "ENOENT", do: opening("../../../../../../etc/passwd", unix.O_RDONLY)},
		{line: lineFiles, name: "what the root holds", want: "no effect", do: listRoot},
		{line: lineFiles, name: "openat2", want: "EPERM", do: func(prey) error {
			_, err := unix.Openat2(unix.AT_FDCWD, "/etc/hosts", &unix.OpenHow{})
			return err
		}},
		{line: lineFiles, name: "a new file", want: "EROFS", do: opening("/tmp/new", unix.O_CREAT|unix.O_WRONLY)},
		{line: lineFiles, name: "a new file in the root", want: "EROFS", do: opening("/new", unix.O_CREAT|unix.O_WRONLY)},
		{line: lineFiles, name: "a nameless file", want: "EROFS", do: opening("/tmp", unix.O_TMPFILE|unix.O_RDWR)},
		{line: lineFiles, name: "write to a file", want: "EROFS", do: opening("/etc/hosts", unix.O_RDWR)},
		{line: lineFiles, name: "write through a descriptor to read", want: "EBADF", do: func(prey) error {
			fd, err := unix.Openat(unix.AT_FDCWD, "/etc/hosts", unix.O_RDONLY, 0)
			if err != nil {
				return err
			}
			_, err = unix.Write(fd, []byte("x"))
			return err
		}},
		{line: lineFiles, name: "truncate", want: "EPERM", do: func(prey) error { return unix.Truncate("/etc/hosts", 0) }},
		{line: lineFiles, name: "remove a file", want: "EROFS", do: func(prey) error { return unix.Unlinkat(unix.AT_FDCWD, "/etc/hosts", 0) }},
		{line: lineFiles, name: "a folder", want: "EPERM", do: func(prey) error { return unix.Mkdirat(unix.AT_FDCWD, "/tmp/d", 0o700) }},
		{line: lineFiles, name: "a device", want: "EPERM", do: func(prey) error {
			return unix.Mknodat(unix.AT_FDCWD, "/tmp/null", unix.S_IFCHR|0o666, 1<<8|3)
		}},
		{line: lineFiles, name: "a link", want: "EPERM", do: func(prey) error { return unix.Symlinkat("/etc", unix.AT_FDCWD, "/tmp/l") }},
		{line: lineFiles, name: "a second name", want: "EPERM", do: func(prey) error {
			return unix.Linkat(unix.AT_FDCWD, "/etc/hosts", unix.AT_FDCWD, "/etc/h", 0)
		}},
		{line: lineFiles, name: "another name", want: "EPERM", do: func(prey) error {
			return unix.Renameat(unix.AT_FDCWD, "/etc/hosts", unix.AT_FDCWD, "/etc/h")
		}},
		{line: lineFiles, name: "another mode", want: "EPERM", do: func(prey) error { return unix.Fchmodat(unix.AT_FDCWD, "/etc/hosts", 0o777, 0) }},
		{line: lineFiles, name: "another owner", want: "EPERM", do: func(prey) error {
			return unix.Fchownat(unix.AT_FDCWD, "/etc/hosts", 1, 1, 0)
		}},
		{line: lineFiles, name: "a file by its handle", want: "EPERM", do: func(prey) error {
			_, err := unix.OpenByHandleAt(unix.AT_FDCWD, unix.NewFileHandle(1, make([]byte, 8)), unix.O_RDONLY)
			return err
		}},
		{line: lineFiles, name: "chroot", want: "SIGSYS", do: func(prey) error { return unix.Chroot("/tmp") }},
		{line: lineFiles, name: "the mounts", want: "EPERM", do: func(prey) error {
			request := [4]uint64{24, ^uint64(0), 0}
			var ids [16]uint64
			return try(sysListmount, uintptr(unsafe.Pointer(&request)), uintptr(unsafe.Pointer(&ids)), uintptr(len(ids)), 0)
		}, optional: true},
	}
}

// sysListmount is listmount(2)'s number, on every architecture.
const sysListmount = 458

// listRoot succeeds if there is more than /etc and /tmp.
func listRoot(prey) error {
	entries, err := os.ReadDir("/")
	if err != nil {
		return errors.Unwrap(err)
	}
	for _, e := range entries {
		if e.Name() != "etc" && e.Name() != "tmp" {
			return nil
		}
	}
	return errHarmless
}
