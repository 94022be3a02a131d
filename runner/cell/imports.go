package cell

import (
	"cmp"
	"go/scanner"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"
	"sync"

	"bothends/runner/gocheck"
)

// packages are the paths of the standard library by their packages' names.
var packages = sync.OnceValue(func() map[string][]string {
	all := map[string][]string{}
	for _, path := range gocheck.Packages() {
		name := packageName(path)
		all[name] = append(all[name], path)
	}
	for _, paths := range all {
		slices.SortFunc(paths, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b)) })
	}
	return all
})

// candidates are what a text may need to import: what stands before a dot and is the
// name of a package that exports what stands behind.
func candidates(text string, given map[string]string, taken func(name string) bool) map[string]string {
	var s scanner.Scanner
	s.Init(token.NewFileSet().AddFile("", -1, len(text)), []byte(text), func(token.Position, string) {}, 0)
	found := map[string]string{}
	var before [3]string // the tokens before: of one that is no name and no dot, nothing
	for {
		_, tok, lit := s.Scan()
		if tok == token.EOF {
			return found
		}
		if tok == token.PERIOD {
			lit = "."
		} else if tok != token.IDENT {
			lit = ""
		}
		if name := before[1]; before[2] == "." && lit != "" && lit != "." && name != "" && name != "." && before[0] != "." && !taken(name) {
			if path := given[name]; path != "" {
				found[name] = path
			} else if path := exporter(name, lit); path != "" && found[name] == "" {
				found[name] = path
			}
		}
		before = [3]string{before[1], before[2], lit}
	}
}

// exporter is the package of that name that exports the other.
func exporter(name, exported string) string {
	paths := packages()[name]
	for _, path := range paths {
		if gocheck.Declares(path, exported) {
			return path
		}
	}
	if len(paths) > 0 {
		return paths[0] // so that it is said what the package does not have
	}
	return ""
}

// used are those of the imports that a checked file names.
func used(c *gocheck.Checked, name string, all map[string]string) map[string]string {
	some := map[string]string{}
	for id, object := range c.Info.Uses {
		if p, ok := object.(*types.PkgName); ok && c.Fset.PositionFor(id.Pos(), false).Filename == name && all[p.Name()] != "" {
			some[p.Name()] = all[p.Name()]
		}
	}
	return some
}

// typeText writes a type as it is written in a program, with what that imports. It is
// not ok where that cannot be written.
func typeText(t types.Type, own *types.Package) (text string, imports map[string]string, ok bool) {
	imports, ok = map[string]string{}, true
	text = types.TypeString(t, func(p *types.Package) string {
		if p == own {
			return ""
		}
		if path := imports[p.Name()]; path != "" && path != p.Path() {
			ok = false
		}
		imports[p.Name()] = p.Path()
		return p.Name()
	})
	return text, imports, ok && writable(t, own, map[types.Type]bool{})
}

// writable holds for a type all of whose names can be written in a program.
func writable(t types.Type, own *types.Package, seen map[types.Type]bool) bool {
	if seen[t] {
		return true
	}
	seen[t] = true
	all := func(list ...types.Type) bool {
		return !slices.ContainsFunc(list, func(t types.Type) bool { return !writable(t, own, seen) })
	}
	switch t := t.(type) {
	case *types.Named:
		o := t.Obj()
		if o.Pkg() != nil && o.Pkg() != own && !o.Exported() || o.Pkg() == own && o.Parent() != own.Scope() {
			return false
		}
		return all(slices.Collect(t.TypeArgs().Types())...)
	case *types.Alias:
		o := t.Obj()
		return o.Pkg() == nil || o.Pkg() == own || o.Exported()
	case *types.Pointer:
		return all(t.Elem())
	case *types.Slice:
		return all(t.Elem())
	case *types.Array:
		return all(t.Elem())
	case *types.Chan:
		return all(t.Elem())
	case *types.Map:
		return all(t.Key(), t.Elem())
	case *types.Tuple:
		for v := range t.Variables() {
			if !all(v.Type()) {
				return false
			}
		}
	case *types.Signature:
		return all(t.Params(), t.Results())
	case *types.Struct:
		for i := range t.NumFields() {
			if f := t.Field(i); !writable(f.Type(), own, seen) || !f.Exported() && f.Pkg() != own {
				return false
			}
		}
	}
	return true
}

func merged(all ...map[string]string) map[string]string {
	out := map[string]string{}
	for _, m := range all {
		maps.Copy(out, m)
	}
	return out
}
