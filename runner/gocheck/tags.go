package gocheck

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// A tag is the one part of a type that can change and leave true what else is known
// of a program; but for which types are identical, of which the next check of the whole
// has the last word. So a declaration to which tags are added keeps its types.

// addsTag reports whether a change gives a tag to a field of a declaration of types that
// has none. What was made of types with parameters would have the old tags.
func (c *Checked) addsTag(change Change, d *ast.GenDecl) bool {
	text := strings.TrimSpace(change.Text)
	tag, ok := strings.CutPrefix(text, "`")
	if tag, ok = strings.CutSuffix(tag, "`"); !ok || strings.Contains(tag, "`") || d.Tok != token.TYPE || change.From < change.To {
		return false
	}
	found := false
	ast.Inspect(d, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.TypeSpec:
			return n.TypeParams == nil
		case *ast.StructType:
			for _, f := range n.Fields.List {
				found = found || f.Tag == nil && c.Offset(f.End()) == change.From
			}
		}
		return true
	})
	return found
}

// retag has a declaration that got tags take the place of the old one.
func (c *Checked) retag(old, tagged ast.Decl) {
	after := untagged(tagged)
	for i, n := range untagged(old) {
		if e, ok := n.(ast.Expr); ok {
			move(c.Info.Types, e, after[i].(ast.Expr))
		}
		move(c.Info.Scopes, n, after[i])
		move(c.Info.Implicits, n, after[i])
		switch n := n.(type) {
		case *ast.Ident:
			move(c.Info.Defs, n, after[i].(*ast.Ident))
			move(c.Info.Uses, n, after[i].(*ast.Ident))
			move(c.Info.Instances, n, after[i].(*ast.Ident))
		case *ast.SelectorExpr:
			move(c.Info.Selections, n, after[i].(*ast.SelectorExpr))
		case *ast.StructType:
			s := after[i].(*ast.StructType)
			setTags(c.Info.Types[s].Type.(*types.Struct), s)
		}
	}
}

// move has a map know of one thing what it knew of another.
func move[K comparable, V any](m map[K]V, from, to K) {
	if v, ok := m[from]; ok {
		delete(m, from)
		m[to] = v
	}
}

// untagged are the nodes of a declaration but for its tags.
func untagged(d ast.Decl) (all []ast.Node) {
	tags := map[ast.Node]bool{}
	ast.Inspect(d, func(n ast.Node) bool {
		if f, ok := n.(*ast.Field); ok && f.Tag != nil {
			tags[f.Tag] = true
		}
		if n != nil && !tags[n] {
			all = append(all, n)
		}
		return true
	})
	return all
}

// setTags gives a struct the tags that it has in the source, wherever it is the type
// of something.
func setTags(t *types.Struct, s *ast.StructType) {
	var fields []*types.Var
	var tags []string
	for _, f := range s.Fields.List {
		tag := ""
		if f.Tag != nil {
			tag, _ = strconv.Unquote(f.Tag.Value)
		}
		for range max(len(f.Names), 1) {
			fields, tags = append(fields, t.Field(len(fields))), append(tags, tag)
		}
	}
	*t = *types.NewStruct(fields, tags)
}
