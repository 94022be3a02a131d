//go:build linux && (amd64 || arm64)

package box

import (
	"embed"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/sys/unix"
)

// The files that a program finds under /etc: what the resolver and the
// library's port look-ups read, and nothing of the host's.
//
//go:embed etc
var etc embed.FS

const (
	scratch = "/tmp"            // where a box has its own tmpfs; every Unix has the folder
	shared  = scratch + "/tmp"  // becomes every worker's /tmp, for UNIX-domain sockets between them
	newRoot = scratch + "/root" // a worker's root, before it pivots
)

const quiet = unix.MS_NOSUID | unix.MS_NODEV | unix.MS_NOEXEC

// mountScratch gives the box a small tmpfs that the host does not see; larger
// where a program is built in it.
func mountScratch(workers []workerSpec) error {
	size := "size=1m,nr_inodes=256"
	if slices.ContainsFunc(workers, func(w workerSpec) bool { return w.Toolchain != nil }) {
		size = "size=256m,nr_inodes=1024"
	}
	if err := unix.Mount("", "/", "", unix.MS_PRIVATE|unix.MS_REC, ""); err != nil {
		return fmt.Errorf("make mounts private: %w", err)
	}
	if err := unix.Mount("tmpfs", scratch, "tmpfs", quiet, size+",mode=755"); err != nil {
		return fmt.Errorf("mount tmpfs: %w", err)
	}
	for _, dir := range []string{shared, newRoot} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			return err
		}
	}
	return nil
}

// makeRoot makes a worker's root: /etc with five files, and /tmp shared with
// the box's other workers. It returns a descriptor of its file system.
func makeRoot(t *Toolchain, linked bool) (int, error) {
	if err := unix.Mount("tmpfs", newRoot, "tmpfs", quiet, "size=128k,nr_inodes=32,mode=755"); err != nil {
		return -1, fmt.Errorf("mount root: %w", err)
	}
	if err := fillRoot(); err != nil {
		return -1, err
	}
	if linked {
		if err := nameHosts(); err != nil {
			return -1, err
		}
	}
	if t != nil {
		if err := bindToolchain(*t); err != nil {
			return -1, err
		}
	} else if err := unix.Mount(shared, newRoot+"/tmp", "", unix.MS_BIND, ""); err != nil {
		return -1, fmt.Errorf("bind /tmp: %w", err)
	}
	root, err := unix.Open(newRoot, unix.O_PATH|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return -1, fmt.Errorf("open the new root: %w", err)
	}
	return root, nil
}

// enterRoot makes the new root, read-only, the only file system there is.
// pivot_root(2) describes the "." idiom.
func enterRoot(builds bool) error {
	if err := os.Chdir(newRoot); err != nil {
		return err
	}
	if err := unix.PivotRoot(".", "."); err != nil {
		return fmt.Errorf("pivot_root: %w", err)
	}
	if err := unix.Unmount(".", unix.MNT_DETACH); err != nil {
		return fmt.Errorf("detach the old root: %w", err)
	}
	if err := unix.Mount("", "/", "", unix.MS_REMOUNT|unix.MS_BIND|unix.MS_RDONLY|quiet, ""); err != nil {
		return fmt.Errorf("make the root read-only: %w", err)
	}
	if err := os.Chdir("/"); err != nil {
		return err
	}
	if builds {
		return os.Chdir(WorkDir)
	}
	if err := unix.Mkdir("/probe", 0o700); err != unix.EROFS {
		return fmt.Errorf("the new root is not read-only: mkdir answered %v", err)
	}
	return nil
}

// bindToolchain shows a worker that builds the compiler and the compiled
// packages, which it cannot change, and its one folder to write to.
func bindToolchain(t Toolchain) error {
	for _, b := range []struct {
		from, to string
		flags    uintptr
	}{
		{t.Tools, "/tool", unix.MS_RDONLY | unix.MS_NOSUID | unix.MS_NODEV},
		{t.Archives, "/pkg", unix.MS_RDONLY | quiet},
		{shared, WorkDir, quiet},
	} {
		if err := os.Mkdir(newRoot+b.to, 0o755); err != nil {
			return err
		}
		if err := unix.Mount(b.from, newRoot+b.to, "", unix.MS_BIND, ""); err != nil {
			return fmt.Errorf("bind %s: %w", b.from, err)
		}
		// Flags that the host's mount has are locked in a user namespace: keep them.
		var host unix.Statfs_t
		if err := unix.Statfs(newRoot+b.to, &host); err != nil {
			return err
		}
		locked := uintptr(host.Flags) & (unix.MS_NOSUID | unix.MS_NODEV | unix.MS_NOEXEC | unix.MS_RDONLY | unix.MS_NOATIME | unix.MS_NODIRATIME | unix.MS_RELATIME)
		if err := unix.Mount("", newRoot+b.to, "", unix.MS_REMOUNT|unix.MS_BIND|b.flags|locked, ""); err != nil {
			return fmt.Errorf("remount %s: %w", b.to, err)
		}
	}
	return nil
}

func fillRoot() error {
	for _, dir := range []string{"/etc", "/tmp"} {
		if err := os.Mkdir(newRoot+dir, 0o755); err != nil {
			return err
		}
	}
	files, err := etc.ReadDir("etc")
	if err != nil {
		return err
	}
	for _, f := range files {
		text, err := etc.ReadFile("etc/" + f.Name())
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(newRoot, "etc", f.Name()), text, 0o444); err != nil {
			return err
		}
	}
	return nil
}
