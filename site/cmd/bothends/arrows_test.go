package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// arrows says which packages of this module each may import. Dependencies run
// one way: the command, the server, pages, lessons, the runner. A new package
// takes its place here.
var arrows = map[string][]string{
	"lessons":  {},
	"snippets": {},

	"runner/frame":          {},
	"runner/nearest":        {},
	"runner/strict":         {},
	"runner/strace":         {},
	"runner/box":            {"runner/frame", "runner/link", "runner/strace", "runner/wire"},
	"runner/gocheck":        {},
	"runner/gocheck/vet":    {"runner/gocheck"},
	"runner/gocheck/assist": {"runner/gocheck", "runner/gocheck/vet"},
	"runner/link":           {},
	"runner/nameserver":     {},
	"runner/yaegi":          {"runner/yaegi/host", "runner/yaegi/runtime", "runner/yaegi/symbols"},
	"runner/yaegi/host":     {"runner/gocheck", "runner/yaegi/runtime"},
	"runner/gobuild":        {"runner/box", "runner/gocheck"},
	"runner/cell":           {"runner/gocheck", "runner/yaegi", "runner/yaegi/certify", "runner/yaegi/lower"},
	"runner": {
		"runner/box", "runner/cell", "runner/frame", "runner/gobuild", "runner/gocheck", "runner/gocheck/assist", "runner/gocheck/vet", "runner/link", "runner/nameserver", "runner/nearest", "runner/strace", "runner/strict", "runner/wire", "runner/yaegi", "runner/yaegi/certify", "runner/yaegi/lower",
	},
	"runner/edit":      {"runner/nearest"},
	"runner/exercise":  {"runner", "runner/edit", "runner/nameserver", "runner/nearest", "runner/recording", "runner/strict"},
	"runner/recording": {"runner", "runner/nearest", "runner/wire"},
	"runner/printed":   {"runner"},
	"runner/wire":      {},

	"runner/yaegi/certify":              {"runner/gocheck", "runner/yaegi/host", "runner/yaegi/lower", "runner/yaegi/symbols"},
	"runner/yaegi/host/gen":             {},
	"runner/yaegi/lower":                {"runner/gocheck", "runner/yaegi/host", "runner/yaegi/lower/generic"},
	"runner/yaegi/lower/generic":        {},
	"runner/yaegi/lower/generic/atomic": {"runner/yaegi/host"},
	"runner/yaegi/lower/generic/cmp":    {"runner/yaegi/host"},
	"runner/yaegi/lower/generic/errors": {},
	"runner/yaegi/lower/generic/iter":   {"runner/yaegi/host"},
	"runner/yaegi/lower/generic/maps":   {},
	"runner/yaegi/lower/generic/slices": {"runner/yaegi/host"},
	"runner/yaegi/lower/generic/sync":   {"runner/yaegi/host"},
	"runner/yaegi/symbols":              {"runner/yaegi/host"},
	"runner/yaegi/runtime":              {},
	"runner/yaegi/symbols/gen":          {"runner/gocheck"},

	"site/assets":      {},
	"site/offline":     {},
	"site/picture":     {},
	"site/feed":        {"runner", "runner/recording", "site/lesson"},
	"site/packed":      {},
	"site/lesson":      {"runner", "runner/edit", "runner/exercise", "runner/nearest", "runner/recording", "runner/strict", "runner/wire", "site/figure"},
	"site/figure":      {"runner/nearest"},
	"site/index":       {"runner", "runner/gocheck", "runner/recording", "site/lesson"},
	"site/search":      {"runner", "runner/recording", "site/index", "site/lesson"},
	"site/page/ladder": {"runner/wire"},

	"site/page": {"runner", "runner/edit", "runner/gocheck", "runner/printed", "runner/recording", "runner/wire", "site/assets", "site/index", "site/lesson", "site/offline", "site/page/ladder", "site/picture", "site/search"},
	"site/live": {"runner", "runner/exercise", "runner/gocheck", "runner/gocheck/assist", "runner/recording", "runner/wire", "site/assets", "site/feed", "site/lesson", "site/offline", "site/packed", "site/page", "site/search"},
	"site/verify": {
		"runner", "runner/cell", "runner/exercise", "runner/gocheck", "runner/gocheck/vet", "runner/recording", "runner/wire", "site", "site/lesson", "site/verify/passed",
	},
	"site/newbook":       {},
	"site/verify/passed": {"runner/gobuild"},
	"site/verify/report": {"site/verify"},

	"site": {"runner", "runner/recording", "site/assets", "site/feed", "site/index", "site/lesson", "site/offline", "site/packed", "site/page", "site/search"},

	"site/cmd/bothends/terminal": {"runner", "site/page"},
	"site/cmd/bothends": {
		"lessons", "snippets", "runner", "runner/exercise", "runner/gobuild", "runner/nearest", "runner/wire", "site", "site/lesson", "site/live", "site/newbook", "site/page", "site/verify", "site/verify/passed", "site/verify/report", "site/cmd/bothends/terminal",
	},
}

func TestArrows(t *testing.T) {
	tree := os.DirFS("../../..")
	seen := map[string]bool{}
	for _, top := range []string{"lessons", "snippets", "runner", "site"} {
		err := fs.WalkDir(tree, top, func(name string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && (d.Name() == "testdata" || d.Name() == "node_modules" || path.Dir(name) == "snippets"):
				return fs.SkipDir
			case !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
				return nil
			}
			seen[path.Dir(name)] = true
			checkImports(t, tree, name)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for p := range arrows {
		if !seen[p] {
			t.Errorf("%s is listed here, but there is no such package", p)
		}
	}
}

// checkImports holds one file to arrows.
func checkImports(t *testing.T, tree fs.FS, name string) {
	source, err := fs.ReadFile(tree, name)
	if err != nil {
		t.Fatal(err)
	}
	f, err := parser.ParseFile(token.NewFileSet(), name, source, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	allowed, listed := arrows[path.Dir(name)]
	if !listed && f.Name.Name != "main" { // a generator may stand anywhere
		t.Errorf("%s: package %s is not listed in arrows_test.go", name, path.Dir(name))
	}
	for _, spec := range f.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		if own, ok := strings.CutPrefix(imported, "bothends/"); ok && !slices.Contains(allowed, own) {
			t.Errorf("%s: imports %s, against the arrows of the house", name, imported)
		}
	}
}
