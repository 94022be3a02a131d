package atomic

import "bothends/runner/yaegi/host"

// Pointer is atomic.Pointer.
type Pointer[T any] struct {
	mutex host.Mutex
	p     *T
}

// Load is its method.
func (x *Pointer[T]) Load() *T {
	x.mutex.Lock()
	p := x.p
	x.mutex.Unlock()
	return p
}

// Store is its method.
func (x *Pointer[T]) Store(val *T) {
	x.mutex.Lock()
	x.p = val
	x.mutex.Unlock()
}

// Swap is its method.
func (x *Pointer[T]) Swap(new *T) *T {
	x.mutex.Lock()
	old := x.p
	x.p = new
	x.mutex.Unlock()
	return old
}

// CompareAndSwap is its method.
func (x *Pointer[T]) CompareAndSwap(old, new *T) bool {
	x.mutex.Lock()
	swapped := x.p == old
	if swapped {
		x.p = new
	}
	x.mutex.Unlock()
	return swapped
}
