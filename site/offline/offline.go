// Package offline lists all files of a site, for whoever keeps a copy of it: a
// service worker, or a mirror.
//
// The list is a file of the site itself, offline.json:
//
//	{
//	  "version": "3f2a9c01d4e5b6a7",
//	  "files": [
//	    {"path": "assets/site.1f8b3c5d.css", "size": 21873, "sum": "sha256-…"},
//	    {"path": "index.html",               "size": 18211, "sum": "sha256-…"}
//	  ]
//	}
//
// Paths are relative to the list, in the order of their bytes. The sum has the
// form of the integrity attribute, so that
//
//	fetch(path, {integrity: sum, cache: "no-cache"})
//
// fails if the server meanwhile has another version: a copy is then of one
// version, or is not made. The version is a sum of all the others; while it is
// the same, a copy is up to date, and from two lists follows which files are to
// be fetched anew. Sizes are before compression. A page's address may be asked
// for without its index.html; that is for the copy to know.
//
// A browser's copy is made by worker.js, a file of the site as well; what it does, and
// when, stands there.
//
// Not listed are the list itself, the worker, compressed forms, names that begin with a dot,
// and what is for machines only: see package feed. Start at [List].
package offline

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"path"
	"slices"
	"strings"
)

// Worker is the program that keeps a copy in a browser.
//
//go:embed worker.js
var Worker []byte

// WorkerName is its path from the root of the site. Where it lies tells it what it
// is for.
const WorkerName = "worker.js"

// Unkept is the path of the page that the worker shows in place of one that it does not
// have, when there is no network.
const Unkept = "unkept.html"

// Name is the path of the list from the root of the site.
const Name = "offline.json"

// A File is one file of a site.
type File struct {
	Path string `json:"path"`
	Size int64  `json:"size"`
	Sum  string `json:"sum"` // see Sum
}

// Sum is the sum of a content as the attribute integrity has it.
func Sum(sum [sha256.Size]byte) string {
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// A Manifest is what offline.json holds.
type Manifest struct {
	Version string `json:"version"`
	Files   []File `json:"files"`
}

// List makes the manifest of a site with these files, in any order.
func List(files []File) Manifest {
	m := Manifest{Files: []File{}}
	for _, f := range files {
		if f.Path != Name && !strings.HasPrefix(path.Base(f.Path), ".") {
			m.Files = append(m.Files, f)
		}
	}
	slices.SortFunc(m.Files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	h := sha256.New()
	for _, f := range m.Files {
		h.Write([]byte(f.Path + "\n" + f.Sum + "\n"))
	}
	m.Version = hex.EncodeToString(h.Sum(nil)[:8])
	return m
}

// JSON is the file that holds the manifest.
func (m Manifest) JSON() []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(m); err != nil {
		panic(err) // strings and numbers can be written
	}
	return b.Bytes()
}
