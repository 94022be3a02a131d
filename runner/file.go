package runner

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
)

// CheckMark says of a TOML file that it begins with a byte order mark, which editors
// do not show and the parser takes for a key.
func CheckMark(name string, text []byte) error {
	if bytes.HasPrefix(text, []byte("\ufeff")) {
		return fmt.Errorf("%s:1: begins with a byte order mark; save the file as UTF-8 without one", name)
	}
	return nil
}

// ReadFile reads a file of a book or of a program: a regular one (a device may
// never end, a pipe may never begin), and one of at most the given bytes.
func ReadFile(fsys fs.FS, name string, most int64) ([]byte, error) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: not a regular file", name)
	}
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(b)) > most {
		err = fmt.Errorf("%s: more than %d KiB", name, most>>10)
	}
	return b, err
}
