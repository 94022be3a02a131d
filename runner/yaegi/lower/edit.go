package lower

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"

	"bothends/runner/gocheck"
	"bothends/runner/yaegi/host"
)

// Prefix begins the names that rewritings introduce.
const Prefix = "lowered"

// A rewriter collects the edits of one rewriting.
type rewriter struct {
	*gocheck.Checked
	places  [][]place // of its trees
	listing *listing  // of its variables
	edits   []edit
	names   int
	hosts   map[*ast.File]bool // that use the host
	cell    bool               // see Cell

	imports map[string]map[string]string // for each file, names and paths that a type may need
}

// host is the name by which a file knows package host, which it imports from then on.
func (w *rewriter) host(file *ast.File) string {
	if w.hosts == nil {
		w.hosts = map[*ast.File]bool{}
	}
	if !w.hosts[file] && !strings.Contains(w.text(file), hostImport) {
		w.insert(file.Name.End(), hostImport)
	}
	w.hosts[file] = true
	return hostName
}

// hostImport stands behind the package clause.
const (
	hostName   = Prefix + "host"
	hostImport = "; import " + hostName + ` "` + host.Path + `"`
)

// imported is a name by which a file knows a package of the library, which it
// imports if the name is used.
func (w *rewriter) imported(p *types.Package, file *ast.File) string {
	if p.Path() == host.Path {
		return w.host(file)
	}
	name := Prefix + strings.Map(func(r rune) rune {
		if r == '/' || r == '.' || r == '-' {
			return '_'
		}
		return r
	}, p.Path())
	source, _ := w.Place(file.Pos())
	if w.imports[source] == nil {
		if w.imports == nil {
			w.imports = map[string]map[string]string{}
		}
		w.imports[source] = map[string]string{}
	}
	w.imports[source][name] = p.Path()
	return name
}

// newImports are those that are used by the source of a file with all edits made,
// and that it does not have.
func (w *rewriter) newImports(name, source string) string {
	text := ""
	for _, as := range slices.Sorted(maps.Keys(w.imports[name])) {
		declaration := fmt.Sprintf("; import %s %q", as, w.imports[name][as])
		if strings.Contains(source, as+".") && !strings.Contains(source, declaration) {
			text += declaration
		}
	}
	return text
}

// An edit replaces the text from one place to another. Where several insert at
// one place, they stand in the order in which they were made, before what replaces.
type edit struct {
	file     string
	from, to int
	text     string
}

// name makes a name that the program does not have.
func (w *rewriter) name() string {
	w.names++
	return fmt.Sprint(Prefix, w.names)
}

func (w *rewriter) insert(at token.Pos, text string) { w.replace(at, at, text) }

// replace keeps the lines that it replaces: as many line breaks stand behind
// the new text as stood in the old.
func (w *rewriter) replace(from, to token.Pos, text string) {
	file, start := w.Place(from)
	w.replaceAt(file, start, w.Offset(to), text)
}

// replaceAt is replace for places in a file.
func (w *rewriter) replaceAt(file string, start, end int, text string) {
	lines := strings.Count(w.Sources[file][start:end], "\n") - strings.Count(text, "\n")
	text += strings.Repeat("\n", max(lines, 0))
	w.edits = append(w.edits, edit{file, start, end, text})
}

// append puts declarations behind all that a file has, on a line of their own, which they share
// with those that were put there before.
func (w *rewriter) append(f *ast.File, text string) {
	name := w.fileName(f)
	source := w.Sources[name]
	last := source[strings.LastIndexByte(source, '\n')+1:]
	behind := func(e edit) bool { return e.file == name && e.from == len(source) && e.text != "" }
	separator := "\n" // the program may end in a comment
	switch {
	case slices.ContainsFunc(w.edits, behind), strings.Contains(last, "func "+Prefix),
		strings.HasPrefix(last, "type "+Prefix), strings.HasPrefix(last, "func ("+Prefix):
		separator = "; "
	case last == "":
		separator = ""
	}
	w.replaceAt(name, len(source), len(source), separator+text)
}

// fileName is the name of a file.
func (w *rewriter) fileName(f *ast.File) string {
	name, _ := w.Place(f.Pos())
	return name
}

// text is the source of a node.
func (w *rewriter) text(n ast.Node) string { return w.between(n.Pos(), n.End()) }

func (w *rewriter) between(from, to token.Pos) string {
	file, start := w.Place(from)
	return w.Sources[file][start:w.Offset(to)]
}

// changes are the edits, and the imports that they need. An edit within what
// another one replaced is left out: a matter for the next round.
func (w *rewriter) changes() []gocheck.Change {
	w.sort()
	var all []gocheck.Change
	for _, e := range w.edits {
		if last := len(all) - 1; last < 0 || all[last].File != e.file || e.from >= all[last].To {
			all = append(all, gocheck.Change{File: e.file, From: e.from, To: e.to, Text: e.text})
		}
	}
	for _, f := range w.Files {
		name, clause := w.Place(f.Name.End())
		if len(w.imports[name]) == 0 {
			continue
		}
		if text := w.newImports(name, gocheck.Changed(w.Sources, all)[name]); text != "" {
			i := slices.IndexFunc(all, func(c gocheck.Change) bool { return c.File == name && c.From >= clause })
			if i < 0 {
				i = len(all)
			}
			all = slices.Insert(all, i, gocheck.Change{File: name, From: clause, To: clause, Text: text})
		}
	}
	return all
}

func (w *rewriter) sort() {
	slices.SortStableFunc(w.edits, func(a, b edit) int {
		return cmp.Or(cmp.Compare(a.file, b.file), cmp.Compare(a.from, b.from), cmp.Compare(min(a.to-a.from, 1), min(b.to-b.from, 1)))
	})
}

// applyText makes the edits of one text, which are sorted.
func (w *rewriter) applyText(name, source string) string {
	var b strings.Builder
	at := 0
	for _, e := range w.edits {
		if e.file != name || e.from < at {
			continue // within what another edit replaced: a matter for the next round
		}
		b.WriteString(source[at:e.from])
		b.WriteString(e.text)
		at = e.to
	}
	return b.String() + source[at:]
}

// isLowered reports whether an expression is a name that rewriting introduced.
func isLowered(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return ok && strings.HasPrefix(id.Name, Prefix)
}
