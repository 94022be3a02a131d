package verify

import (
	"fmt"
	"io/fs"
	"path"
	"strings"

	"bothends/runner"
	"bothends/site/verify/passed"
)

// key names a unit by all that decides whether it passes: every file of its
// folder, what runs, what lessons assert of it, its recording, and the engines.
// Of the lessons it is these parts alone, so that a word changed in the text has
// nothing run again. It is empty where it cannot be had.
func (v *verifier) key(u unit) passed.Key {
	dir := "snippets/" + u.name()
	parts := []any{u.name(), v.options.Engines}
	if u.exercise == nil {
		dir = "snippets/" + u.snippet.Name
		claims := make([]string, len(u.claims))
		for i, c := range u.claims {
			claims[i] = c.String()
		}
		parts = append(parts, u.run.Programs, u.run.Scenario, u.run.Scenario.Names, claims, u.varies())
	}
	files := map[string][]byte{} // not text: JSON has one sign for all bytes that are none
	if u.exercise == nil {
		text, err := runner.ReadFile(v.fsys, u.file, maxRecording)
		files[u.file] = fmt.Append(text, err)
	}
	err := fs.WalkDir(v.fsys, dir, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name == path.Join(dir, "breaks"):
			return fs.SkipDir // each is a matter of its own
		case d.IsDir() || strings.HasPrefix(d.Name(), "."):
			return nil
		}
		text, err := runner.ReadFile(v.fsys, name, maxRecording)
		files[name] = text
		return err
	})
	if err != nil {
		return ""
	}
	key, err := v.options.Cache.Key(append(parts, files)...)
	if err != nil {
		return ""
	}
	return key
}

// maxRecording bounds a file of a snippet, in bytes.
const maxRecording = 4 << 20
