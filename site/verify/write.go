package verify

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// writeFile replaces a file of the book in dir as a whole or not at all: who is
// interrupted finds the old one. It is opened through the book's root, so that
// no link in a snippet's folder leads it elsewhere.
func writeFile(dir, name string, text []byte) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("%s: not written, the old one stays: %w", filepath.Join(dir, name), err)
		}
	}()
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	path := filepath.FromSlash(name)
	temporary := filepath.Join(filepath.Dir(path), fmt.Sprintf(".%s.%d", filepath.Base(path), os.Getpid()))
	f, err := root.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err == nil {
		err = f.Sync()
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = root.Rename(temporary, path)
	}
	if err != nil {
		root.Remove(temporary)
	}
	return err
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
