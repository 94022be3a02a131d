package host

// Defers are the deferred calls of one execution of a function.
//
//	func f() {
//		d := host.NewDefers(); defer func() { d.Run(recover()) }()
//		…
//		d.Push(func() { … })        // for each defer statement that is executed
//	}
//
// The interpreter gets deferred calls wrong in many ways: it evaluates what they
// are about late, it holds a lock while it makes them, and leaves out the rest if
// one of them panics.
type Defers struct {
	calls    []func()
	panicked bool // and nobody has recovered
	value    any
}

// NewDefers is where a function begins.
func NewDefers() *Defers { return &Defers{} }

// Push defers a call.
func (d *Defers) Push(call func()) { d.calls = append(d.calls, call) }

// Run makes the calls, the last one first. A value other than nil is what the
// function panicked with; if none of the calls recovers, or one panics itself,
// so does Run.
func (d *Defers) Run(value any) {
	d.panicked, d.value = value != nil, value
	d.rest()
}

// rest makes the calls that are left. If one ends the goroutine, the others are
// made on its way out.
func (d *Defers) rest() {
	done := false
	defer func() {
		if !done {
			d.rest()
		}
	}()
	for len(d.calls) > 0 {
		d.call()
	}
	done = true
	if d.panicked {
		panic(d.value)
	}
}

// call makes the last call. One that neither returns nor panics ends the
// goroutine, which forgets what the function panicked with.
func (d *Defers) call() {
	last := len(d.calls) - 1
	call := d.calls[last]
	d.calls = d.calls[:last]
	returned := false
	defer func() {
		if value := recover(); value != nil {
			d.panicked, d.value = true, value
		} else if !returned {
			d.panicked, d.value = false, nil
		}
	}()
	call()
	returned = true
}

// Recover is recover in a deferred call.
func (d *Defers) Recover() any {
	value := d.value
	d.panicked, d.value = false, nil
	return value
}
