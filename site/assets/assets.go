// Package assets holds the style sheet, the scripts and the icon of the site.
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
}

// live are the assets that only a server's pages load.
var live = []string{"run.js", "watch.js", "watch.css"}

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
		if body, err = squeeze(ext, body); err != nil {
			panic(fmt.Errorf("site/assets/%s: %w", e.Name(), err)) // a test loads them all
		}
		sum := sha256.Sum256(body)
		s.files = append(s.files, File{
			Name: e.Name(),
			Path: "assets/" + strings.TrimSuffix(e.Name(), ext) + "." + hex.EncodeToString(sum[:4]) + ext,
			Type: types[ext],
			Body: body,
			Live: slices.Contains(live, e.Name()),
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
