package lesson

import (
	"errors"
	"io/fs"
	"os"
)

// A Folder is the files of a book that is a folder. What a symbolic link names outside
// is none of them: who opens somebody's book does not publish his own files.
type Folder struct {
	root *os.Root
	fsys fs.FS
}

// OpenFolder opens a book's folder, for the caller to close.
func OpenFolder(dir string) (*Folder, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &Folder{root, root.FS()}, nil
}

// Close lets go of the folder.
func (f *Folder) Close() error { return f.root.Close() }

// An outsideError is a file that is none of the book.
type outsideError struct{ name string }

func (e outsideError) Error() string {
	return e.name + ": is, or lies behind, a symbolic link that leads out of the book; put the file itself there"
}

// refusal words what os.Root says of a link that leads out, whose error has no name.
func refusal(name string, err error) error {
	var at *fs.PathError
	if errors.As(err, &at) && at.Err.Error() == "path escapes from parent" {
		return outsideError{name}
	}
	return err
}

// Open implements fs.FS.
func (f *Folder) Open(name string) (fs.File, error) {
	file, err := f.fsys.Open(name)
	if err != nil {
		return nil, refusal(name, err)
	}
	return file, nil
}

// Stat implements fs.StatFS.
func (f *Folder) Stat(name string) (fs.FileInfo, error) {
	info, err := fs.Stat(f.fsys, name)
	return info, refusal(name, err)
}

// ReadDir implements fs.ReadDirFS.
func (f *Folder) ReadDir(name string) ([]fs.DirEntry, error) {
	all, err := fs.ReadDir(f.fsys, name)
	return all, refusal(name, err)
}
