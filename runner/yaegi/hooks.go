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
		Value: func(carried any) any {
			r := x.known(carried)
			if r.doubt != "" {
				unknown(r.doubt)
			}
			return r.value
		},
	}
}
