// Package assets holds the style sheet, the scripts and the icon of the site. One of
// the scripts, editor.js, is built: from site/editor, by make editor.
//
// Each file is served under a name that holds a part of its hash, such as
// assets/site.1f8b3c5d.css, so that a browser may keep it for ever and yet
// never sees an old one. Start at [Load].
package assets

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

//go:embed *.css *.js *.svg
var files embed.FS

// types are the media types of what is embedded.
var types = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

// A File is one asset.
type File struct {
	Name string // site.css
	Path string // assets/site.1f8b3c5d.css, from the root of the site
	Type string // its media type
	Body []byte
	Live bool // it is of use only where programs can be run
	Late bool // it is loaded when a reader first needs it, by its name: see package page's Late
}

// live are the assets that only a server's pages load.
var live = append([]string{"run.js", "session.js", "watch.js", "watch.css"}, running...)

// running are those that run programs, loaded when a reader first wants to; the editor,
// when the reader first edits.
var running = []string{
	"editor.js", "run.css", "stream.js", "edit.js", "pane.js", "transcript.js", "block.js", "how.js", "line.js", "typing.js", "txtar.js", "zip.js", "share.js", "exercise.js",
	"terminals.js", "terminals.css",
}

// late are the assets that no page names.
var late = append([]string{"search.js", "search.css", "minisearch.js", "kept.js", "kept.css", "step.js", "step.css"}, running...)

// built are the assets that come out of a build of their own, squeezed.
var built = []string{"editor.js"}

// A Set is all assets, by name.
type Set struct{ files []File }

// Load reads the embedded assets. Tests that stand beside a script are none.
func Load() *Set {
	s := &Set{}
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(err) // what is embedded can be read
	}
	for _, e := range entries {
		if strings.Contains(e.Name(), ".test.") || strings.Contains(e.Name(), "_test.") {
			continue
		}
		body, err := fs.ReadFile(files, e.Name())
		if err != nil {
			panic(err)
		}
		ext := path.Ext(e.Name())
		if !slices.Contains(built, e.Name()) {
			if body, err = squeeze(ext, body); err != nil {
				panic(fmt.Errorf("site/assets/%s: %w", e.Name(), err)) // a test loads them all
			}
		}
		sum := sha256.Sum256(body)
		s.files = append(s.files, File{
			Name: e.Name(),
			Path: "assets/" + strings.TrimSuffix(e.Name(), ext) + "." + hex.EncodeToString(sum[:4]) + ext,
			Type: types[ext],
			Body: body,
			Live: slices.Contains(live, e.Name()),
			Late: slices.Contains(late, e.Name()),
		})
	}
	return s
}

// Files lists all assets, by name.
func (s *Set) Files() []File { return s.files }

// Path returns the path of the named asset from the root of the site. It
// panics if there is none, as the names stand in this program alone.
func (s *Set) Path(name string) string {
	for _, f := range s.files {
		if f.Name == name {
			return f.Path
		}
	}
	panic("assets: no " + name)
}
