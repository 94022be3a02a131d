package verify

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"syscall"
)

// A written file is one of the book, as it is to be.
type written struct {
	name string
	text []byte
}

// writeFiles replaces files of the book in dir, each as a whole or not at all: who is
// interrupted finds the old one. All are there under other names before the first
// takes its place, the others follow in their order, and if one cannot be written none
// is. They are opened through the book's root, so that no link in a snippet's folder
// leads them elsewhere. A file that is a link itself is refused: what it leads to may
// be the recording of another snippet.
func writeFiles(dir string, files ...written) (err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("%s: nothing written: %w", dir, err)
	}
	defer root.Close()
	for _, f := range files {
		defer root.Remove(temporary(f.name)) // as long as it has not taken its place
		if err := writeTemporary(root, f); err != nil {
			return fmt.Errorf("%s: not written, the old one stays: %w", filepath.Join(dir, f.name), err)
		}
	}
	for _, f := range files {
		if err := root.Rename(temporary(f.name), filepath.FromSlash(f.name)); err != nil {
			return fmt.Errorf("%s: not written, the old one stays: %w", filepath.Join(dir, f.name), err)
		}
	}
	return nil
}

func writeTemporary(root *os.Root, file written) error {
	if info, err := root.Lstat(filepath.FromSlash(file.name)); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		return errors.New("it is a symbolic link, and each recording is a file of its own; remove the link")
	}
	f, err := root.OpenFile(temporary(file.name), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(file.text)
	if err == nil {
		err = f.Sync()
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	return err
}

// temporary is what a file is called while this process writes it: .recording.txt.4711.
func temporary(name string) string {
	dir, base := path.Split(name)
	return filepath.FromSlash(fmt.Sprintf("%s.%s.%d", dir, base, os.Getpid()))
}

// leftBehind is such a name, with the number of the process.
var leftBehind = regexp.MustCompile(`^\.(?:recording\.txt|capture\.pcapng|[a-z0-9-]+\.txt)\.(\d+)$`)

// sweep removes what processes that were killed have left of files that they wrote.
func sweep(dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	return fs.WalkDir(root.FS(), "snippets", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		m := leftBehind.FindStringSubmatch(d.Name())
		if m == nil || !d.Type().IsRegular() {
			return nil
		}
		if pid, err := strconv.Atoi(m[1]); err != nil || pid != os.Getpid() && alive(pid) {
			return nil
		}
		return root.Remove(filepath.FromSlash(name))
	})
}

// alive holds for a process that there is.
func alive(pid int) bool {
	p, err := os.FindProcess(pid)
	return err == nil && !errors.Is(p.Signal(syscall.Signal(0)), os.ErrProcessDone)
}

// makeFolder makes the folder of that name in a folder of the book in dir, if it
// is not there.
func makeFolder(dir, name string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	if err := root.Mkdir(filepath.FromSlash(name), 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}
