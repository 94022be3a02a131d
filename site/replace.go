package site

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// abandoned is how old a temporary folder must be to be one that a killed
// build has left, not one of a build that goes on.
const abandoned = time.Minute

// replace puts a folder that fill has filled in the place of dir, which target
// has resolved. It is filled beside dir; then the two change names. What was there is
// removed, unless old, if it is not nil, has moved it elsewhere.
func replace(dir string, fill func(temp string) error, old func(temp string)) (err error) {
	if err := replaceable(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o777); err != nil {
		return err
	}
	prefix := filepath.Join(filepath.Dir(dir), "."+filepath.Base(dir)+".bothends-")
	sweep(prefix)
	temp := fmt.Sprintf("%s%d-%d", prefix, os.Getpid(), time.Now().UnixNano())
	if err := os.Mkdir(temp, 0o777); err != nil {
		return fmt.Errorf("cannot write beside %s: %w", dir, err)
	}
	// After the exchange it is the old site that bears this name.
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	if err := fill(temp); err != nil {
		return err
	}
	if _, err := os.Lstat(dir); errors.Is(err, os.ErrNotExist) {
		return os.Rename(temp, dir)
	}
	if err := exchange(temp, dir); err != nil {
		return fmt.Errorf("cannot put the new site in the place of %s: %w", dir, err)
	}
	if old != nil {
		old(temp)
	}
	return nil
}

// target resolves dir: if it is a link, the folder that it leads to is replaced.
func target(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	if dir == filepath.Dir(dir) {
		return "", fmt.Errorf("%s: cannot be replaced; name a folder in it", dir)
	}
	return dir, nil
}

// sweep removes what builds that were killed have left.
func sweep(prefix string) {
	entries, _ := os.ReadDir(filepath.Dir(prefix))
	for _, e := range entries {
		name := filepath.Join(filepath.Dir(prefix), e.Name())
		info, err := e.Info()
		if err == nil && e.IsDir() && strings.HasPrefix(name, prefix) && time.Since(info.ModTime()) > abandoned {
			os.RemoveAll(name)
		}
	}
}

// exchangeByRename swaps two folders in three steps where the system has no
// single one. Between them dir is missing for a moment; if the second step
// fails the first is undone.
func exchangeByRename(temp, dir string) error {
	old := temp + "-old"
	if err := os.Rename(dir, old); err != nil {
		return err
	}
	if err := os.Rename(temp, dir); err != nil {
		return errors.Join(err, os.Rename(old, dir))
	}
	return os.Rename(old, temp)
}
