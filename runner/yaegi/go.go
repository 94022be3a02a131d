package yaegi

import (
	"go/token"
	"runtime"
	"strings"
	"time"
)

// goExec executes a go statement. The goroutine ends the process, as Go would,
// if nothing recovers its panic.
func (x *supervisor) goExec(n *node, gen func(*node), made string) exec {
	// A go statement evaluates what a defer statement does, and the interpreter
	// leaves that where it can be had.
	kind := n.anc.kind
	n.anc.kind = x.deferStmt
	gen(n)
	n.anc.kind = kind
	evaluate := x.guarded(n, made, n.exec)
	launch, started := x.launcher(n), x.source.number(x.started(n.anc))
	return func(f *frame) exec {
		next := evaluate(f)
		call := launch(f, f.deferred[0])
		f.deferred = f.deferred[1:]
		go func() {
			defer x.ends(n)
			digits(started, f, func(*frame) exec {
				call.make()
				return nil
			})
		}()
		return next
	}
}

// started is where a go statement begins. Package lower has it start a variable that
// it gives the function to right before, where that may take several lines.
func (x *supervisor) started(statement *node) token.Pos {
	callee := statement.child[0].child[0]
	if statement.anc == nil || !strings.HasPrefix(callee.ident, loweredPrefix) {
		return statement.pos
	}
	for _, s := range statement.anc.child {
		if kindName(s.kind) == "defineStmt" && s.child[0].ident == callee.ident {
			return s.child[0].pos
		}
	}
	return statement.pos
}

// ends ends the process if the goroutine panics, which a go statement has started.
// It is to be deferred.
func (x *supervisor) ends(by *node) {
	if carried := recover(); carried != nil {
		x.panics.dying.Store(true)
		x.die(carried, by)
	}
	if x.panics.any() { // perhaps of this goroutine, which the library has recovered
		x.panics.forget()
	}
}

// settling is how long main waits for another goroutine's panic to end the process.
const settling = 100 * time.Millisecond

// settle is for when main has returned. A goroutine that panics meanwhile ends the
// process, as under Go: what it deferred may be what main has waited for. Unless that
// recovers, or takes its time.
func (p *panics) settle() {
	if p.any() { // of main, perhaps, which the library has recovered
		p.forget()
	}
	for start := time.Now(); p.any() && !p.dying.Load() && time.Since(start) < settling; {
		runtime.Gosched()
	}
	if p.dying.Load() {
		select {}
	}
}
