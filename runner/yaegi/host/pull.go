package host

import "iter"

// Pull is iter.Pull for what yields a value that the caller keeps.
func Pull(walk func(yield func() bool)) (next func() bool, stop func()) {
	advance, stop := iter.Pull(func(yield func(struct{}) bool) {
		walk(func() bool { return yield(struct{}{}) })
	})
	return func() bool {
		_, ok := advance()
		return ok
	}, stop
}
