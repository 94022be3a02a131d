package lower

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"
)

// results makes named results variables like others. To yaegi they are the
// places that the caller gave for the results: they begin with what is there, and
// change it before the function is done.
//
//	func f() (n int, err error) {        func f() (lowered1 int, lowered2 error) { var lowered3 int; var lowered4 error;
//		n = 1                                	lowered3 = 1
//		return                               	return lowered3, lowered4
//	}                                    }
//
// Where deferred functions may change results, or panics may end the function, the
// function that runs those that are deferred sets them in the end; see defers.
func results(w *rewriter) {
	_, all := w.locals()
	w.walk(func(n ast.Node, _ []ast.Node) {
		var t *ast.FuncType
		switch f := n.(type) {
		case *ast.FuncDecl:
			t = f.Type
		case *ast.FuncLit:
			t = f.Type
		}
		body := bodyOf(n)
		if t == nil || body == nil || t.Results.NumFields() == 0 {
			return
		}
		r := &resultList{w: w, body: body, list: t.Results.List, parentheses: t.Results.Opening.IsValid()}
		if r.collect(all) {
			r.rewrite()
		}
	})
}

// A resultList is the results of one function.
type resultList struct {
	w    *rewriter
	body *ast.BlockStmt
	list []*ast.Field
	run  *ast.FuncLit // that runs what is deferred

	parentheses bool // stand around the results

	named    bool
	bare     bool // there are return statements without values
	observed bool // what the return statement sets is seen by others
	returns  []returned
	results  []result
}

type returned struct {
	*ast.ReturnStmt
	within []ast.Node
}

type result struct {
	local string // the variable; nothing if nobody needs one
	place string // the result
	t     types.Type
	text  string // of t
	uses  []use  // of the result by its name
}

// collect looks at a function; false if there is nothing to do, or something
// that is not understood.
func (r *resultList) collect(all map[*types.Var]*local) bool {
	r.named = len(r.list[0].Names) > 0
	if r.named && strings.HasPrefix(r.list[0].Names[0].Name, Prefix) || !r.jumps() || !r.named && r.run == nil {
		return false
	}
	r.bare = slices.ContainsFunc(r.returns, func(s returned) bool { return len(s.Results) == 0 })
	for _, field := range r.list {
		names := field.Names
		if !r.named {
			names = []*ast.Ident{nil}
		}
		for _, name := range names {
			one := result{t: r.w.Info.TypeOf(field.Type), place: r.w.name()}
			text, ok := r.w.typeText(one.t, r.w.file(field), r.body.Lbrace+1)
			if !ok && r.shadowed(field.Type) {
				return false
			} else if !ok {
				text = r.w.text(field.Type)
			}
			one.text = text
			var l *local
			if name != nil {
				v, _ := r.w.Info.Defs[name].(*types.Var)
				l = all[v]
			}
			if l != nil && (len(l.uses) > 0 || r.bare || r.run != nil) {
				one.local, one.uses = r.w.name(), l.uses
				r.observed = r.observed || l.captured || slices.ContainsFunc(l.uses, func(u use) bool { return u.address })
			} else if r.bare || r.run != nil {
				one.local = r.w.name()
			}
			r.results = append(r.results, one)
		}
	}
	r.observed = r.observed || r.run != nil
	if r.observed {
		for i := range r.results {
			if r.results[i].local == "" {
				r.results[i].local = r.w.name()
			}
		}
	}
	return true
}

// shadowed reports whether the text of a type cannot be repeated in the body.
func (r *resultList) shadowed(t ast.Expr) bool {
	bad := strings.Contains(r.w.text(t), "\n")
	ast.Inspect(t, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && r.w.Info.Uses[id] != nil {
			_, found := r.w.scope(r.body.Lbrace+1).LookupParent(id.Name, r.body.Lbrace+1)
			bad = bad || found != r.w.Info.Uses[id] && found != nil
		}
		return !bad
	})
	return bad
}

// jumps collects the return statements, and finds what runs deferred calls;
// false if there are others.
func (r *resultList) jumps() bool {
	ok := true
	var within []ast.Node
	ast.Inspect(r.body, func(n ast.Node) bool {
		switch n := n.(type) {
		case nil:
			within = within[:len(within)-1]
			return true
		case *ast.FuncLit:
			return false
		case *ast.DeferStmt:
			if f, is := n.Call.Fun.(*ast.FuncLit); is && r.w.isRun(f) {
				r.run = f
			} else {
				ok = false
			}
			return false
		case *ast.ReturnStmt:
			r.returns = append(r.returns, returned{n, append([]ast.Node(nil), within...)})
			around := append([]ast.Node{r.body}, within...)
			ok = ok && (inList(around) || isLabeled(around))
		}
		within = append(within, n)
		return true
	})
	return ok
}

func (r *resultList) rewrite() {
	at := 0
	for _, field := range r.list {
		if !r.named {
			open, end := "", ""
			if !r.parentheses {
				open, end = "(", ")"
			}
			r.w.insert(field.Type.Pos(), open+r.results[at].place+" ")
			r.w.insert(field.Type.End(), end)
			at++
		}
		for _, name := range field.Names {
			r.w.replace(name.Pos(), name.End(), r.results[at].place)
			at++
		}
	}
	text := ""
	for _, one := range r.results {
		for _, u := range one.uses {
			r.w.replace(u.id.Pos(), u.id.End(), one.local)
		}
		if one.local != "" {
			text += fmt.Sprintf("var %s %s; ", one.local, one.text)
		}
		if one.local != "" && !r.observed && !r.bare {
			text += fmt.Sprintf("_ = %s; ", one.local)
		}
	}
	if text != "" {
		r.w.insert(r.body.Lbrace+1, " "+text)
	}
	if r.run != nil {
		text := ""
		for _, one := range r.results {
			text += fmt.Sprintf("; %s = %s", one.place, one.local)
		}
		r.w.insert(r.run.Body.List[0].End(), text)
	}
	for _, s := range r.returns {
		r.leave(s)
	}
}

// leave rewrites a return statement.
func (r *resultList) leave(s returned) {
	var names []string
	for _, one := range r.results {
		names = append(names, one.local)
	}
	back := "return " + strings.Join(names, ", ")
	if r.run != nil {
		back = "return"
	}
	switch {
	case len(s.Results) == 0:
		r.w.replace(s.Pos(), s.End(), back)
	case r.observed && len(s.Results) < len(names):
		r.set(s, back)
	case r.observed:
		r.setEach(s, back)
	}
}

// set sets the variables to the several values of one call.
func (r *resultList) set(s returned, back string) {
	open, end := s.block(r)
	var values []string
	text := ""
	for _, one := range r.results {
		name := r.w.name()
		values = append(values, name)
		text += fmt.Sprintf("; %s = %s", one.local, name)
	}
	r.w.replace(s.Pos(), s.Results[0].Pos(), open+strings.Join(values, ", ")+" := ")
	r.w.insert(s.End(), text+"; "+back+end)
}

// setEach sets each variable to a value, after all are evaluated.
func (r *resultList) setEach(s returned, back string) {
	open, end := s.block(r)
	text, start, before := "", s.Pos(), open
	for i, value := range s.Results {
		one := r.results[i]
		if r.w.constant(value) {
			text += fmt.Sprintf("; %s = %s", one.local, r.w.text(value))
			continue
		}
		if len(s.Results) == 1 {
			r.w.replace(start, value.Pos(), open+one.local+" = ")
			r.w.insert(s.End(), "; "+back+end)
			return
		}
		name := r.w.name()
		text += fmt.Sprintf("; %s = %s", one.local, name)
		r.w.replace(start, value.Pos(), fmt.Sprintf("%svar %s %s = ", before, name, one.text))
		start, before = value.End(), "; "
	}
	if start == s.Pos() {
		r.w.replace(start, s.End(), before+strings.TrimPrefix(text, "; ")+"; "+back+end)
		return
	}
	r.w.replace(start, s.End(), text+"; "+back+end)
}

// block is what makes several statements of one.
func (s returned) block(r *resultList) (open, end string) {
	if isLabeled(s.within) {
		return "{ ", " }"
	}
	return r.w.scopeFor([]ast.Node{&ast.FuncLit{Type: &ast.FuncType{}, Body: r.body}})
}

func isLabeled(within []ast.Node) bool {
	_, labeled := within[len(within)-1].(*ast.LabeledStmt)
	return labeled
}
