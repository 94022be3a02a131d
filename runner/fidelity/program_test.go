package fidelity

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// A Program is a source file, or a few, of package main.
type Program struct {
	Path  string            // where it is, for reports
	Files map[string]string // file name to source
	Want  *Outcome          // what Go makes of it; nil if that is not known yet

	Recorded bool // Want comes from an archive, which keeps less
}

// Sum identifies the sources.
func (p *Program) Sum() string {
	h := sha256.New()
	fmt.Fprintf(h, "%q", p.Files) // fmt sorts maps
	return hex.EncodeToString(h.Sum(nil)[:12])
}

// readPrograms reads all .go and .txtar files below a folder, each a program.
func readPrograms(t *testing.T, dir string) []*Program {
	t.Helper()
	var all []*Program
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		var p *Program
		switch filepath.Ext(path) {
		case ".go":
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			p = &Program{Path: path, Files: map[string]string{"main.go": string(text)}}
		case ".txtar":
			archive, err := txtar.ParseFile(path)
			if err != nil {
				return err
			}
			p = fromArchive(path, archive)
		default:
			return nil
		}
		all = append(all, p)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// fromArchive takes the Go files of an archive, and what Go printed if that is
// recorded in it.
func fromArchive(path string, archive *txtar.Archive) *Program {
	p := &Program{Path: path, Files: map[string]string{}}
	var recorded Outcome
	for _, f := range archive.Files {
		text := string(f.Data)
		switch {
		case strings.HasSuffix(f.Name, ".go"):
			p.Files[f.Name] = text
		case f.Name == "stdout":
			recorded.Stdout, p.Want, p.Recorded = text, &recorded, true
		case f.Name == "stderr":
			recorded.Stderr = text
		case f.Name == "status":
			recorded.Status, _ = strconv.Atoi(strings.TrimSpace(text))
		}
	}
	if len(p.Files) == 0 { // as the Go Playground shares a single file
		p.Files["main.go"] = string(archive.Comment)
	}
	return p
}

// sample keeps about one program in n, the same ones each time.
func sample(programs []*Program, n uint64) []*Program {
	var some []*Program
	for _, p := range programs {
		if sum, err := strconv.ParseUint(p.Sum()[:8], 16, 64); err == nil && sum%n == 0 {
			some = append(some, p)
		}
	}
	return some
}
