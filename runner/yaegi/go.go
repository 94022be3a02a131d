package yaegi

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
	launch, started := x.launcher(n), x.source.number(n.anc.pos)
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

// ends ends the process if the goroutine panics, which a go statement has started.
// It is to be deferred.
func (x *supervisor) ends(by *node) {
	if carried := recover(); carried != nil {
		x.die(carried, by)
	}
}
