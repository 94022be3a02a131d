package certify

import (
	"go/ast"
	"go/constant"
	"go/types"
	"slices"
	"strings"
)

// How much room there is behind the elements of a slice that grew, or that was made of a text,
// hangs on what the compiler finds a place for on the stack. It shows where something is appended
// to one that goes on to be used: the two share their elements, or they do not. So a slice may
// be appended to if what comes of it takes its place, if nothing else is done with it but to look
// at it, or if it is known how much room it has.

// A fork is an append, or a call of what appends, whose result may live beside what is appended
// to. A use of a variable is one without a call.
type fork struct {
	call   *ast.CallExpr
	base   ast.Expr   // what is appended to, or the variable
	within []ast.Node // with what is around first
}

// rooms examines all appends.
func (x *examiner) rooms() {
	r := &rooms{examiner: x, uses: map[*types.Var][]fork{}, forks: map[*types.Func][]fork{}, values: map[*types.Func]bool{}, asked: map[*types.Func]bool{}}
	called := map[*ast.Ident]bool{}
	var all []fork
	for _, f := range x.program {
		inspectWithin(f, func(n ast.Node, within []ast.Node) {
			switch n := n.(type) {
			case *ast.CallExpr:
				if base := x.appendedTo(n); base != nil {
					all = append(all, fork{n, base, slices.Clone(within)})
				}
				if id, _ := calledName(n); id != nil {
					called[id] = true
					if fn, ok := x.info.Uses[id].(*types.Func); ok && pathOf(fn) == "main" {
						r.forks[fn] = append(r.forks[fn], fork{n, nil, slices.Clone(within)})
					}
				}
			case *ast.Ident:
				if v, ok := x.info.Uses[n].(*types.Var); ok && !v.IsField() {
					r.uses[v] = append(r.uses[v], fork{base: n, within: slices.Clone(within)})
				} else if fn, ok := x.info.Uses[n].(*types.Func); ok && !called[n] {
					r.values[fn] = true
				}
			}
		})
	}
	for _, f := range all {
		if s, ok := x.info.TypeOf(f.base).Underlying().(*types.Slice); ok && x.grown(s) && !r.isAlone(f, 0) {
			x.use(f.call.Pos(), "append to a slice, of room that hangs on the compiler, which lives on")
		}
	}
}

// bufferRooms examines who asks a buffer for its room that was made of a slice, or of a text.
func (x *examiner) bufferRooms() {
	made := slices.ContainsFunc(x.calls, func(call *ast.CallExpr) bool {
		return strings.HasPrefix(x.libraryCallee(call), "bytes.NewBuffer")
	})
	for _, call := range x.calls {
		switch x.libraryCallee(call) {
		case "(*bytes.Buffer).Cap", "(*bytes.Buffer).Available":
			if made {
				x.use(call.Pos(), "cap of a slice that the program may have let grow")
			}
		}
	}
}

// rooms is an examiner with all uses of variables and functions at hand.
type rooms struct {
	*examiner
	uses   map[*types.Var][]fork
	forks  map[*types.Func][]fork // the calls of a function
	values map[*types.Func]bool   // functions whose names are more than called
	asked  map[*types.Func]bool   // those of which it is being found out what they give
}

// appendedTo is the slice that a call appends to; nil if it does no such thing.
func (x *examiner) appendedTo(call *ast.CallExpr) ast.Expr {
	tv := x.info.Types[call.Fun]
	switch {
	case tv.IsType() || len(call.Args) == 0:
		return nil
	case tv.IsBuiltin():
		if builtinName(call.Fun) != "append" || len(call.Args) == 1 {
			return nil
		}
		return call.Args[0]
	}
	id, _ := calledName(call)
	fn, ok := x.info.Uses[id].(*types.Func)
	if !ok || pathOf(fn) == "main" || pathOf(fn) == "" {
		return nil
	}
	for _, begin := range []string{"Append", "Sum", "NewBuffer"} {
		if _, isSlice := x.info.TypeOf(call.Args[0]).Underlying().(*types.Slice); isSlice && strings.HasPrefix(fn.Name(), begin) && (begin != "Sum" || fn.Name() == "Sum" && fn.Signature().Recv() != nil) {
			return call.Args[0]
		}
	}
	return nil
}

// isAlone reports whether what is appended to, and what comes of it, do not both live on.
func (r *rooms) isAlone(f fork, depth int) bool {
	base := uncut(f.base)
	for len(f.within) > 0 { // what appends to the result stands for both
		outer, ok := f.within[len(f.within)-1].(*ast.CallExpr)
		if !ok || r.appendedTo(outer) != ast.Expr(f.call) {
			break
		}
		f.call, f.within = outer, f.within[:len(f.within)-1]
	}
	return depth < maxDepth && (r.isFresh(base, depth) || r.takesItsPlace(f, base) && (r.closesGap(f, base) || r.hasNoOther(f, base, depth)) || r.isPassing(f) || r.isOver(f, base, depth))
}

// maxDepth bounds how many calls of functions are followed into each other.
const maxDepth = 4

// uncut is what a part of a slice is of, if that may have room behind it.
func uncut(e ast.Expr) ast.Expr {
	for {
		e = ast.Unparen(e)
		cut, ok := e.(*ast.SliceExpr)
		if !ok || cut.Slice3 {
			return e
		}
		e = cut.X
	}
}

// isFresh reports whether nothing else has a slice, or it is known how much room there is.
func (r *rooms) isFresh(e ast.Expr, depth int) bool {
	e = ast.Unparen(e)
	if r.info.Types[e].IsNil() || r.made(e) {
		return true
	}
	switch e := e.(type) {
	case *ast.SliceExpr: // what is cut to nothing is filled again with what it is of
		high := r.info.Types[e.High].Value
		return e.Slice3 || e.High != nil && high != nil && constant.Sign(high) == 0
	case *ast.CallExpr:
		tv := r.info.Types[e.Fun]
		switch {
		case tv.IsType():
			_, isSlice := r.info.TypeOf(e.Args[0]).Underlying().(*types.Slice)
			return !isSlice || r.isFresh(e.Args[0], depth)
		case tv.IsBuiltin():
			return true // append, which is examined by itself
		}
		id, _ := calledName(e)
		fn, ok := r.info.Uses[id].(*types.Func)
		if !ok || pathOf(fn) == "" {
			return false
		}
		if pathOf(fn) == "main" {
			return r.givesFresh(fn, e, depth)
		}
		return !slices.Contains([]string{"Bytes", "Next", "Peek", "Slice", "StringSlice", "IntSlice"}, fn.Name())
	case *ast.Ident:
		v := r.vars[r.variable(e)]
		if v == nil || !v.fixed() || v.value == nil {
			return false
		}
		return r.ofConstant(v.value) || strings.HasPrefix(e.Name, "lowered") && r.isFresh(v.value, depth)
	}
	return false
}

// ofConstant reports whether a slice is made of a constant text, which leaves no room.
func (r *rooms) ofConstant(e ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	return ok && r.info.Types[call.Fun].IsType() && len(call.Args) == 1 && (r.info.Types[call.Args[0]].Value != nil || r.ofConstant(call.Args[0]))
}

// givesFresh reports whether a function of the program returns slices that it has made, or that
// it was given by a call that has no other use for them.
func (r *rooms) givesFresh(fn *types.Func, call *ast.CallExpr, depth int) bool {
	d := r.declared[fn]
	if d == nil || d.Body == nil || depth >= maxDepth {
		return false
	}
	if r.asked[fn] { // it calls itself
		return true
	}
	r.asked[fn] = true
	defer delete(r.asked, fn)
	fresh := true
	inspectWithin(d.Body, func(n ast.Node, within []ast.Node) {
		ret, ok := n.(*ast.ReturnStmt)
		if !ok || slices.ContainsFunc(within, func(n ast.Node) bool { _, lit := n.(*ast.FuncLit); return lit }) {
			return
		}
		fresh = fresh && len(ret.Results) > 0
		for _, e := range ret.Results {
			if _, isSlice := r.info.TypeOf(e).Underlying().(*types.Slice); isSlice {
				fresh = fresh && (r.isFresh(e, depth+1) || r.isLocal(e, depth+1) || r.isHandedBack(fn, e, call, depth+1))
			}
		}
	})
	return fresh
}

// isHandedBack reports whether what a function returns is its argument, of a variable that is
// only looked at besides.
func (r *rooms) isHandedBack(fn *types.Func, result ast.Expr, call *ast.CallExpr, depth int) bool {
	v, _ := r.info.ObjectOf(identOf(result)).(*types.Var)
	i := parameterOf(fn, v)
	if d := r.vars[v]; i < 0 || d.writes > 0 || d.captured || i >= len(call.Args) || call.Ellipsis.IsValid() {
		return false
	}
	given, _ := r.info.ObjectOf(identOf(call.Args[i])).(*types.Var)
	return given != nil && r.isLocal(call.Args[i], depth) && !slices.ContainsFunc(r.uses[given], func(u fork) bool {
		return u.base != call.Args[i] && !r.looks(u) && !r.isOwnAppend(u)
	})
}

// isOwnAppend reports whether a slice is used by appending to it.
func (r *rooms) isOwnAppend(u fork) bool {
	call, ok := u.within[len(u.within)-1].(*ast.CallExpr)
	return ok && r.appendedTo(call) == u.base && r.takesItsPlace(fork{call, u.base, u.within[:len(u.within)-1]}, u.base)
}

// parameterOf is the place of a parameter; -1 if it is none of the function.
func parameterOf(fn *types.Func, v *types.Var) int {
	for i := range fn.Signature().Params().Len() {
		if fn.Signature().Params().At(i) == v {
			return i
		}
	}
	return -1
}

// closesGap reports whether the elements behind some are moved over them, for which there is room.
func (r *rooms) closesGap(f fork, base ast.Expr) bool {
	if !f.call.Ellipsis.IsValid() || len(f.call.Args) != 2 {
		return false
	}
	before, ok := ast.Unparen(f.base).(*ast.SliceExpr)
	behind, ok2 := ast.Unparen(f.call.Args[1]).(*ast.SliceExpr)
	return ok && ok2 && before.High != nil && behind.Low != nil && types.ExprString(uncut(behind)) == types.ExprString(base)
}

// hasNoOther reports whether the place of a slice that is appended to had it from nowhere where
// it goes on to be used: fields, elements and package variables are such.
func (r *rooms) hasNoOther(f fork, base ast.Expr, depth int) bool {
	v, _ := r.info.ObjectOf(identOf(base)).(*types.Var)
	d := r.vars[v]
	if d == nil || d.function == nil {
		return true
	}
	for _, u := range r.uses[v] {
		earlier := u.base.Pos() < f.call.Pos() || r.isAgain(v, f)
		if other := r.otherNameOf(u); earlier && other != nil && (r.isWritten(v) || r.isWritten(other)) {
			return false
		}
	}
	if r.isParameter(v) {
		return r.isRenewed(v, depth) && r.callersAreDone(v, depth)
	}
	return r.isRenewed(v, depth) || d.captured || d.address
}

// otherNameOf is the variable that gets a slice, or a part of it, as well; nil if none does.
func (r *rooms) otherNameOf(u fork) *types.Var {
	e := u.base
	for i := len(u.within) - 1; i >= 0; i-- {
		switch n := u.within[i].(type) {
		case *ast.SliceExpr:
			if n.X != e {
				return nil
			}
			e = n
		case *ast.ParenExpr:
			e = n
		case *ast.AssignStmt:
			at := slices.Index(n.Rhs, e)
			if at < 0 || len(n.Lhs) != len(n.Rhs) {
				return nil
			}
			other, _ := r.info.ObjectOf(identOf(n.Lhs[at])).(*types.Var)
			if self, _ := r.info.ObjectOf(identOf(u.base)).(*types.Var); other == self {
				return nil
			}
			return other
		default:
			return nil
		}
	}
	return nil
}

// isWritten reports whether elements are written by way of a variable.
func (r *rooms) isWritten(v *types.Var) bool {
	return slices.ContainsFunc(r.uses[v], func(u fork) bool {
		n, ok := u.within[len(u.within)-1].(*ast.IndexExpr)
		if !ok || n.X != u.base {
			return false
		}
		switch outer := u.within[len(u.within)-2].(type) {
		case *ast.AssignStmt:
			return slices.Contains(outer.Lhs, ast.Expr(n))
		case *ast.IncDecStmt, *ast.UnaryExpr, *ast.SelectorExpr, *ast.IndexExpr:
			return true
		}
		return false
	})
}

// isLocal reports whether a variable of a function has nothing but what it has made.
func (r *rooms) isLocal(e ast.Expr, depth int) bool {
	v, _ := r.info.ObjectOf(identOf(e)).(*types.Var)
	d := r.vars[v]
	return d != nil && d.function != nil && !d.captured && !d.address && !r.isParameter(v) && r.isRenewed(v, depth)
}

// isRenewed reports whether all that a variable gets is fresh, or was in it before.
func (r *rooms) isRenewed(v *types.Var, depth int) bool {
	d := r.vars[v]
	if depth > maxDepth || d.value != nil && !r.isFresh(d.value, depth+1) && !r.isFilled(v, d.value) {
		return false
	}
	for _, u := range r.uses[v] {
		a, ok := u.within[len(u.within)-1].(*ast.AssignStmt)
		if !ok || len(a.Lhs) != len(a.Rhs) {
			continue
		}
		if i := slices.Index(a.Lhs, u.base); i >= 0 && !r.isPartOf(a.Rhs[i], v) && !r.isFresh(a.Rhs[i], depth+1) {
			return false
		}
	}
	return true
}

// isPartOf reports whether an expression is a slice that a variable has, or was defined by it.
func (r *rooms) isPartOf(e ast.Expr, v *types.Var) bool {
	e = uncut(e)
	if d := r.vars[r.variable(identOf(e))]; d != nil && d.origin != nil && types.ExprString(uncut(d.origin)) == v.Name() {
		return true
	}
	return types.ExprString(e) == v.Name()
}

// isFilled reports whether a variable is defined by the slice of a place that gets what the variable
// has in the end.
func (r *rooms) isFilled(v *types.Var, origin ast.Expr) bool {
	return slices.ContainsFunc(r.uses[v], func(u fork) bool {
		call, ok := u.within[len(u.within)-1].(*ast.CallExpr)
		if ok && r.appendedTo(call) == u.base {
			u.within = u.within[:len(u.within)-1]
			u.base = call
		}
		a, ok := u.within[len(u.within)-1].(*ast.AssignStmt)
		if !ok || len(a.Lhs) != len(a.Rhs) {
			return false
		}
		i := slices.Index(a.Rhs, u.base)
		return i >= 0 && types.ExprString(a.Lhs[i]) == types.ExprString(origin)
	})
}

// isParameter holds for what a function is called with.
func (r *rooms) isParameter(v *types.Var) bool {
	return v.Kind() == types.ParamVar || v.Kind() == types.RecvVar
}

// takesItsPlace reports whether the result goes where the slice is, or came from; by way of a
// variable that a rewriting made, perhaps.
func (r *rooms) takesItsPlace(f fork, base ast.Expr) bool {
	a, ok := f.within[len(f.within)-1].(*ast.AssignStmt)
	if !ok {
		return false
	}
	if len(a.Rhs) == 1 && len(a.Lhs) > 1 { // one of the results of a function
		return slices.ContainsFunc(a.Lhs, func(left ast.Expr) bool { return r.isPlaceOf(left, base) })
	}
	left := a.Lhs[slices.Index(a.Rhs, ast.Expr(f.call))]
	if r.isPlaceOf(left, base) {
		return true
	}
	v, _ := r.info.ObjectOf(identOf(left)).(*types.Var)
	if v == nil || !strings.HasPrefix(v.Name(), "lowered") || len(r.uses[v]) != 1 {
		return false
	}
	use := r.uses[v][0]
	a, ok = use.within[len(use.within)-1].(*ast.AssignStmt)
	i := -1
	if ok && len(a.Lhs) == len(a.Rhs) {
		i = slices.Index(a.Rhs, use.base)
	}
	return i >= 0 && r.isPlaceOf(a.Lhs[i], base)
}

// isPlaceOf reports whether a slice is in a place, or in a variable that was defined by it.
func (r *rooms) isPlaceOf(place, slice ast.Expr) bool {
	if id := identOf(place); id != nil && id.Name == "_" {
		return false
	}
	text := types.ExprString(ast.Unparen(place))
	if text == types.ExprString(slice) {
		return true
	}
	v := r.variable(identOf(slice))
	d := r.vars[v]
	return d != nil && !d.address && !d.captured && d.origin != nil && types.ExprString(ast.Unparen(d.origin)) == text && r.isOnlyCut(v)
}

// isOnlyCut reports whether a variable gets nothing but parts of itself.
func (r *rooms) isOnlyCut(v *types.Var) bool {
	return !slices.ContainsFunc(r.uses[v], func(u fork) bool {
		a, ok := u.within[len(u.within)-1].(*ast.AssignStmt)
		if !ok {
			return false
		}
		i := slices.Index(a.Lhs, u.base)
		return i >= 0 && (len(a.Lhs) != len(a.Rhs) || types.ExprString(uncut(a.Rhs[i])) != v.Name())
	})
}

// isPassing reports whether the result is gone when the call is over that it is an argument of:
// one of the library that does not keep it.
func (r *rooms) isPassing(f fork) bool {
	for i := len(f.within) - 1; i >= 0; i-- {
		switch n := f.within[i].(type) {
		case *ast.ParenExpr:
			continue
		case *ast.IndexExpr:
			switch outer := f.within[i-1].(type) {
			case *ast.AssignStmt:
				return n.X == f.call && !slices.Contains(outer.Lhs, ast.Expr(n))
			case *ast.CallExpr, *ast.ReturnStmt, *ast.BinaryExpr:
				return n.X == f.call
			}
			return false
		case *ast.RangeStmt:
			return n.X == f.call
		case *ast.CallExpr:
			tv := r.info.Types[n.Fun]
			if tv.IsType() {
				return isText(r.info.TypeOf(n))
			}
			if tv.IsBuiltin() {
				return builtinName(n.Fun) == "len" || builtinName(n.Fun) == "append" && n.Args[0] != f.call && n.Ellipsis.IsValid() || builtinName(n.Fun) == "copy"
			}
			id, _ := calledName(n)
			fn, ok := r.info.Uses[id].(*types.Func)
			if _, later := f.within[i-1].(*ast.GoStmt); later || !ok {
				return false
			}
			if pathOf(fn) == "main" {
				return i == len(f.within)-1 && r.isLent(fn, slices.Index(n.Args, ast.Expr(f.call)))
			}
			if pathOf(fn) == hostPath && i > 0 {
				continue // Any, which a function of the library is given
			}
			return r.appendedTo(n) == nil
		default:
			return false
		}
	}
	return false
}

// isLent reports whether a function only looks at what it is given, or lends it to others.
func (r *rooms) isLent(fn *types.Func, i int) bool {
	s := fn.Signature()
	if i < 0 || i >= s.Params().Len() || s.Variadic() && i == s.Params().Len()-1 || r.declared[fn] == nil {
		return false
	}
	if r.asked[fn] { // it calls itself
		return true
	}
	r.asked[fn] = true
	defer delete(r.asked, fn)
	v := s.Params().At(i)
	if d := r.vars[v]; d == nil || d.captured || d.address || d.writes > 0 {
		return false
	}
	return !slices.ContainsFunc(r.uses[v], func(u fork) bool {
		if r.looks(u) {
			return false
		}
		call, ok := u.within[len(u.within)-1].(*ast.CallExpr)
		u = fork{call, u.base, u.within[:len(u.within)-1]}
		if ok && r.appendedTo(call) == u.base {
			return !r.isPassing(u)
		}
		id := (*ast.Ident)(nil)
		if ok {
			id, _ = calledName(call)
		}
		callee, _ := r.info.Uses[id].(*types.Func)
		return callee == nil || !r.isLent(callee, slices.Index(call.Args, u.base))
	})
}

// isOver reports whether a variable of a function is only looked at besides, or a parameter that
// callers are done with.
func (r *rooms) isOver(f fork, base ast.Expr, depth int) bool {
	v, _ := r.info.ObjectOf(identOf(base)).(*types.Var)
	d := r.vars[v]
	if d == nil || d.function == nil || d.captured || d.address {
		return false
	}
	for _, u := range r.uses[v] {
		if u.base == base || contains(f.call, u.base) {
			continue
		}
		if after := u.base.Pos() > f.call.Pos(); after && !r.counts(u) || r.otherNameOf(u) != nil {
			return false // what is written to the result may be seen there
		}
	}
	if r.isAgain(v, f) {
		return false
	}
	if r.isParameter(v) {
		return r.isRenewed(v, depth) && r.callersAreDone(v, depth)
	}
	return r.isLocal(base, depth)
}

// isAgain reports whether an append may be made again while its variable lives.
func (r *rooms) isAgain(v *types.Var, f fork) bool {
	for _, n := range f.within {
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt, *ast.FuncLit:
			if v.Pos() < n.Pos() {
				return true
			}
		}
	}
	return false
}

// counts reports whether a use of a slice has nothing to do with its elements.
func (r *rooms) counts(u fork) bool {
	switch n := u.within[len(u.within)-1].(type) {
	case *ast.BinaryExpr:
		return true
	case *ast.CallExpr:
		return r.info.Types[n.Fun].IsBuiltin() && builtinName(n.Fun) == "len"
	case *ast.AssignStmt: // it becomes another one
		return slices.Contains(n.Lhs, u.base)
	}
	return false
}

// looks reports whether a use of a slice changes nothing and gives it to nobody who would.
func (r *rooms) looks(u fork) bool {
	switch n := u.within[len(u.within)-1].(type) {
	case *ast.RangeStmt:
		return n.X == u.base
	case *ast.BinaryExpr:
		return true
	case *ast.IndexExpr:
		if a, ok := u.within[len(u.within)-2].(*ast.AssignStmt); ok {
			return !slices.Contains(a.Lhs, ast.Expr(n))
		}
		_, counts := u.within[len(u.within)-2].(*ast.IncDecStmt)
		return !counts
	case *ast.CallExpr:
		tv := r.info.Types[n.Fun]
		switch {
		case tv.IsType():
			return isText(r.info.TypeOf(n))
		case tv.IsBuiltin():
			return builtinName(n.Fun) == "len" || n.Args[0] != u.base && n.Ellipsis.IsValid()
		}
		id, _ := calledName(n)
		fn, ok := r.info.Uses[id].(*types.Func)
		return ok && pathOf(fn) != "main" && r.appendedTo(n) == nil
	case *ast.AssignStmt: // it becomes another one
		return slices.Contains(n.Lhs, u.base)
	}
	return false
}

// callersAreDone reports whether all that call a function with a slice as this parameter are done
// with it then.
func (r *rooms) callersAreDone(v *types.Var, depth int) bool {
	for fn := range r.declared {
		fn, ok := fn.(*types.Func)
		if !ok {
			continue
		}
		s := fn.Signature()
		i := parameterOf(fn, v)
		if i < 0 && s.Recv() != v {
			continue
		}
		if r.values[fn] {
			return false
		}
		for _, c := range r.forks[fn] {
			if s.Variadic() && i == s.Params().Len()-1 && !c.call.Ellipsis.IsValid() {
				continue // a list of its own
			}
			if i < 0 {
				sel, ok := ast.Unparen(c.call.Fun).(*ast.SelectorExpr)
				if !ok {
					return false
				}
				c.base = sel.X
			} else if i < len(c.call.Args) && len(c.call.Args) >= s.Params().Len() {
				c.base = c.call.Args[i]
			} else {
				return false
			}
			if !r.isAlone(c, depth+1) {
				return false
			}
		}
		return true
	}
	return false
}

// inspectWithin visits all nodes with what they lie within.
func inspectWithin(root ast.Node, visit func(n ast.Node, within []ast.Node)) {
	var within []ast.Node
	ast.Inspect(root, func(n ast.Node) bool {
		if n == nil {
			within = within[:len(within)-1]
			return true
		}
		visit(n, within)
		within = append(within, n)
		return true
	})
}
