package yaegi

import "bothends/runner/yaegi/host"

// hooks let deferred calls that package lower gave to package host see the
// panics that they are made during, and recover them.
func (x *supervisor) hooks() host.Hooks {
	set := func(recovered bool) {
		if d := x.panics.top(); d != nil && d.current != nil {
			d.current.recovered = recovered
		}
	}
	return host.Hooks{
		Peeked:    func() { set(false) },
		Recovered: func() { set(true) },
		Panicked: func(before, carried any) any {
			r := x.known(carried)
			if b, ok := before.(*raised); ok {
				r.during(b)
			}
			return r
		},
		Value: func(panicked any) any {
			r := panicked.(*raised)
			if r.doubt != "" {
				unknown(r.doubt)
			}
			r.recovered = true
			return r.value
		},
		Over: func(first bool) {
			if d := x.panics.top(); first && d != nil {
				d.current = nil
			}
			x.panics.forget()
		},
	}
}
