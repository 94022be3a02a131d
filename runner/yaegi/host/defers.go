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
	first    bool // Run was given a panic, which is not over
	panicked bool // and nobody has recovered
	again    bool // a call has panicked, with value
	value    any
	last     any    // what hooks know of the last call's panic, as long as it has an effect
	hooks    *Hooks // or nil, where nobody supervises
}

// Hooks tell who supervises the interpreter's panics what becomes of one that ends a
// function. That one goes on, once Run has returned, if it is not recovered.
type Hooks struct {
	Peeked    func()                        // nobody has recovered yet; Run was only told of it
	Recovered func()                        // somebody has
	Panicked  func(before, carried any) any // a call has, after another that the hooks know as before, or nil; returned is how they know this one
	Value     func(panicked any) any        // what recover returns for what Panicked returned; it is recovered
	Over      func(first bool)              // a call that recovered has returned; first says that this ends what Run was given
}

// NewDefers is where a function begins.
func NewDefers() *Defers { return &Defers{} }

// NewDefers is where a function begins whose panics are supervised.
func (h *Hooks) NewDefers() *Defers { return &Defers{hooks: h} }

// Push defers a call.
func (d *Defers) Push(call func()) { d.calls = append(d.calls, call) }

// PushCall is Push of a function that package lower has made around the call: the program
// has none there, nor have its traces.
func (d *Defers) PushCall(call func()) { d.Push(call) }

// Run makes the calls, the last one first. A value other than nil is what the
// function panicked with; if none of the calls recovers, or one panics itself,
// so does Run.
func (d *Defers) Run(value any) {
	d.panicked, d.first, d.value = value != nil, value != nil, value
	if d.hooks == nil {
		d.rest()
		return
	}
	if d.panicked {
		d.hooks.Peeked()
	}
	d.rest()
	if value != nil && !d.panicked {
		d.hooks.Recovered()
	}
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
	if d.panicked && (d.again || d.hooks == nil) {
		panic(d.value)
	}
}

// call makes the last call. One that neither returns nor panics ends the
// goroutine, which forgets what the function panicked with.
func (d *Defers) call() {
	last := len(d.calls) - 1
	call := d.calls[last]
	d.calls = d.calls[:last]
	before, returned := d.panicked, false
	defer func() {
		value := recover()
		switch {
		case value != nil:
			d.panicked, d.again, d.value = true, true, value
			if d.hooks != nil {
				d.last = d.hooks.Panicked(d.last, value)
			}
		case !returned:
			d.panicked, d.again, d.value, d.last = false, false, nil, nil
		case before && !d.panicked && d.hooks != nil:
			d.last = nil
			d.hooks.Over(d.first)
			d.first = false
		}
	}()
	call()
	returned = true
}

// Recover is recover in a deferred call.
func (d *Defers) Recover() any {
	value := d.value
	switch {
	case d.hooks == nil || !d.panicked:
	case d.again:
		value = d.hooks.Value(d.last)
	default:
		d.hooks.Recovered()
	}
	d.panicked, d.again, d.value = false, false, nil
	return value
}
