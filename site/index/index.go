// Package index finds out which of the standard library's calls, options and
// errors each lesson shows: from the types of its programs, from what they
// printed, and from the key calls of its front matter.
//
// Of the library it looks at what sockets are made of, see [packages]; of a
// region that a lesson shows, at what is named in it. It says nothing of
// programs that do not compile: others do. Start at [Of].
package index

import (
	"cmp"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"

	gold "github.com/yuin/goldmark/ast"

	"bothends/runner"
	"bothends/runner/gocheck"
	"bothends/runner/recording"
	"bothends/site/lesson"
)

// An Index lists names in the order of the alphabet.
type Index struct {
	Calls, Options, Errors []Entry
}

// An Entry is one name, such as net.Conn.Read, and the lessons that show it in
// the order of reading.
type Entry struct {
	Name    string
	Lessons []*lesson.Lesson
}

// packages are those of the library whose names are listed.
var packages = []string{
	"net", "net/http", "net/netip", "net/textproto", "net/url", "syscall", "io", "bufio", "crypto/tls", "encoding/binary", "os/signal",
}

// Of makes the index of a book.
func Of(b *lesson.Book) *Index {
	names := NewNames(b)
	return From(b, names.Of)
}

// Names finds what lessons of a book show. It may not be used by several goroutines
// at once.
type Names struct {
	library *gocheck.Library
	uses    map[*lesson.Snippet][]string // of those that were asked for
}

// NewNames is for the lessons of b.
func NewNames(b *lesson.Book) *Names {
	return &Names{gocheck.NewLibrary(), map[*lesson.Snippet][]string{}}
}

// Of lists what one lesson shows, sorted.
func (n *Names) Of(l *lesson.Lesson) []string {
	names := slices.Clone(l.Calls)
	gold.Walk(l.Doc, func(node gold.Node, entering bool) (gold.WalkStatus, error) {
		if entering {
			names = append(names, n.shown(node)...)
		}
		return gold.WalkContinue, nil
	})
	slices.Sort(names)
	return slices.Compact(names)
}

// of lists what the programs of a snippet use.
func (n *Names) of(s *lesson.Snippet) []string {
	if _, known := n.uses[s]; !known {
		n.uses[s] = nil
		if s.Session != nil {
			n.uses[s] = n.namesInSession(s.Session)
			return n.uses[s]
		}
		for _, p := range s.Programs {
			n.uses[s] = append(n.uses[s], namesIn(n.library, p.Files, nil)...)
		}
	}
	return n.uses[s]
}

// From makes the index of a book of what its lessons show.
func From(b *lesson.Book, names func(*lesson.Lesson) []string) *Index {
	found := map[string][]*lesson.Lesson{}
	for _, l := range b.Lessons() {
		for _, name := range names(l) {
			found[name] = append(found[name], l)
		}
	}
	x := &Index{}
	for name, lessons := range found {
		list := x.list(name)
		*list = append(*list, Entry{name, lessons})
	}
	for _, list := range []*[]Entry{&x.Calls, &x.Options, &x.Errors} {
		slices.SortFunc(*list, func(a, b Entry) int {
			return cmp.Or(cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.Name, b.Name))
		})
	}
	return x
}

// shown lists what a block of a lesson shows.
func (x *Names) shown(n gold.Node) []string {
	switch n := n.(type) {
	case *lesson.Session:
		return append(slices.Clone(x.of(n.Snippet)), printed(n.Snippet.Recording)...)
	case *lesson.Run:
		return append(slices.Clone(x.of(n.Snippet)), printed(n.Snippet.Recording)...)
	case *lesson.Break:
		return printed(n.Recording)
	case *lesson.Show:
		return slices.DeleteFunc(slices.Clone(x.of(n.Snippet)), func(name string) bool {
			return !strings.Contains(n.Code, name[strings.LastIndexByte(name, '.'):])
		})
	}
	return nil
}

// printed lists the errors that a run printed.
func printed(r *recording.Recording) []string {
	var names []string
	if r != nil {
		for _, e := range r.Events {
			if e.Kind == runner.Stdout || e.Kind == runner.Stderr {
				for _, f := range Failures(e.Text) {
					names = append(names, f.Name)
				}
			}
		}
	}
	return names
}

// list is that in which a name belongs: an error, an option (or another
// constant of sockets), or a call.
func (x *Index) list(name string) *[]Entry {
	last := name[strings.LastIndexByte(name, '.')+1:]
	capitals := last == strings.ToUpper(last)
	switch {
	case name == "net.DNSError", last == "EOF", strings.HasPrefix(last, "Err") && last != "Error",
		capitals && strings.HasPrefix(last, "E") && !strings.Contains(last, "_"):
		return &x.Errors
	case capitals:
		return &x.Options
	}
	return &x.Calls
}

// namesIn lists what a program uses of packages; nothing if it does not compile, unless
// wrong, which is then told of each error, passes over it.
func namesIn(library *gocheck.Library, sources map[string]string, wrong func(error)) []string {
	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range slices.Sorted(maps.Keys(sources)) {
		f, err := parser.ParseFile(fset, name, sources[name], parser.SkipObjectResolution)
		if err != nil {
			return nil
		}
		files = append(files, f)
	}
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{}}
	conf := types.Config{GoVersion: gocheck.GoVersion, Importer: library, Sizes: gocheck.Sizes(), Error: wrong}
	if _, err := conf.Check("main", fset, files, info); err != nil && wrong == nil {
		return nil
	}
	var names []string
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				if name := nameOf(info, sel); name != "" {
					names = append(names, name)
				}
			}
			return true
		})
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// nameOf is the full name of what is selected; empty if it is not listed. Types
// are not: what is done with them is.
func nameOf(info *types.Info, sel *ast.SelectorExpr) string {
	if s := info.Selections[sel]; s != nil {
		t := s.Recv()
		if p, ok := t.(*types.Pointer); ok {
			t = p.Elem()
		}
		named, ok := t.(*types.Named)
		if !ok || s.Kind() != types.MethodVal || !listed(named.Obj().Pkg()) {
			return ""
		}
		return named.Obj().Pkg().Name() + "." + named.Obj().Name() + "." + sel.Sel.Name
	}
	switch o := info.Uses[sel.Sel].(type) {
	case *types.Func, *types.Var, *types.Const:
		if listed(o.Pkg()) && o.Parent() == o.Pkg().Scope() {
			return o.Pkg().Name() + "." + o.Name()
		}
	}
	return ""
}

// Listed is whether names of a package are listed that programs know by that name.
func Listed(name string) bool {
	return name != "" && slices.ContainsFunc(packages, func(p string) bool { return p[strings.LastIndexByte(p, '/')+1:] == name })
}

func listed(p *types.Package) bool { return p != nil && slices.Contains(packages, p.Path()) }
