package site

import (
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"time"
)

// stamps are what is to be seen of a book without reading it: its files below lessons/ and
// snippets/, and the folders that they are in.
type stamps struct {
	Files   map[string]stamp // those that were not read have no sum
	Folders map[string]int64 // when names were last added to each, or removed
	Began   time.Time        // when the first was looked at
}

// stampAll looks at all files of a book.
func stampAll(fsys fs.FS) (stamps, error) {
	s := stamps{map[string]stamp{}, map[string]int64{}, time.Now()}
	for _, top := range []string{"lessons", "snippets"} {
		if err := s.walk(fsys, top); err != nil {
			return s, err
		}
	}
	return s, nil
}

// walk adds what is below a folder.
func (s stamps) walk(fsys fs.FS, folder string) error {
	return fs.WalkDir(fsys, folder, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil {
			s.add(name, info)
		}
		return err
	})
}

func (s stamps) add(name string, info fs.FileInfo) {
	if info.IsDir() {
		s.Folders[name] = changedAt(info)
	} else {
		s.Files[name] = stamp{Size: info.Size(), Time: info.ModTime().UnixNano()}
	}
}

// again is stampAll for the same book, which is in the folder dir: folders in which no name
// has changed need not be listed.
func (s stamps) again(dir string) (stamps, error) {
	now := stamps{make(map[string]stamp, len(s.Files)), make(map[string]int64, len(s.Folders)), time.Now()}
	fsys := os.DirFS(dir)
	var changed []string
	for _, name := range slices.Sorted(maps.Keys(s.Folders)) { // each after the one that it is in
		if _, there := now.Folders[path.Dir(name)]; !there && path.Dir(name) != "." {
			continue
		}
		info, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil || !info.IsDir() {
			continue // the folder that it was in has changed, or there is no book
		}
		now.add(name, info)
		if at := now.Folders[name]; at != s.Folders[name] || at >= s.Began.Add(-tick).UnixNano() {
			changed = append(changed, name)
		}
	}
	var known []string
	for name := range s.Files {
		if _, there := now.Folders[path.Dir(name)]; there {
			known = append(known, name)
		}
	}
	infos := make([]fs.FileInfo, len(known))
	each(len(known), func(i int) bool {
		infos[i], _ = os.Lstat(filepath.Join(dir, filepath.FromSlash(known[i])))
		return true
	})
	for i, info := range infos {
		if info != nil && !info.IsDir() {
			now.add(known[i], info)
		}
	}
	for _, folder := range changed {
		if err := now.list(fsys, folder); err != nil {
			return now, err
		}
	}
	for _, top := range []string{"lessons", "snippets"} {
		if _, there := now.Folders[top]; !there {
			return stampAll(fsys) // which says what is wrong
		}
	}
	return now, nil
}

// list adds the names of a folder that are new to it.
func (s stamps) list(fsys fs.FS, folder string) error {
	entries, err := fs.ReadDir(fsys, folder)
	if err != nil {
		return err
	}
	for _, e := range entries {
		name := path.Join(folder, e.Name())
		_, file := s.Files[name]
		if _, there := s.Folders[name]; there || file {
			continue
		}
		if e.IsDir() {
			err = s.walk(fsys, name)
		} else if info, gone := e.Info(); gone == nil { // a link is not followed
			s.add(name, info)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
