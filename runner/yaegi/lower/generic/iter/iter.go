package iter

import "bothends/runner/yaegi/host"

// Seq is iter.Seq.
type Seq[V any] func(yield func(V) bool)

// Seq2 is iter.Seq2.
type Seq2[K, V any] func(yield func(K, V) bool)

// Pull is iter.Pull.
func Pull[V any](seq Seq[V]) (next func() (V, bool), stop func()) {
	var value V
	advance, end := host.Pull(func(yield func() bool) {
		seq(func(v V) bool {
			value = v
			return yield()
		})
	})
	return func() (V, bool) {
		if !advance() {
			var zero V
			return zero, false
		}
		return value, true
	}, end
}

// Pull2 is iter.Pull2.
func Pull2[K, V any](seq Seq2[K, V]) (next func() (K, V, bool), stop func()) {
	var key K
	var value V
	advance, end := host.Pull(func(yield func() bool) {
		seq(func(k K, v V) bool {
			key, value = k, v
			return yield()
		})
	})
	return func() (K, V, bool) {
		if !advance() {
			var noKey K
			var zero V
			return noKey, zero, false
		}
		return key, value, true
	}, end
}
