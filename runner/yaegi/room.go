package yaegi

import (
	"reflect"
	"sync"
)

// How much room there is behind the elements of a slice hangs on who made it. What make, a
// literal and the library made has as much here as in Go. What a constant text was made has
// none in Go, and some here. What append let grow, and what another text was made, has as much
// as the compiler found on the stack, perhaps: nobody can tell here. Package certify refuses
// cap of such, and what is appended to one that lives on.

// rooms are the ends of the memory of slices of which nobody can tell how far they may be cut.
type rooms struct {
	sync.Mutex
	ends map[uintptr]bool
}

// maxEnds bounds how many are kept. If there are more, all slices are such.
const maxEnds = 1 << 16

// add takes a slice. What lies in memory that the collector has freed may be taken for it later,
// which ends the program needlessly, but does not make it wrong.
func (r *rooms) add(v reflect.Value) {
	r.Lock()
	defer r.Unlock()
	if r.ends == nil {
		r.ends = map[uintptr]bool{}
	}
	if len(r.ends) < maxEnds {
		r.ends[end(v)] = true
	}
}

func (r *rooms) has(v reflect.Value) bool {
	r.Lock()
	defer r.Unlock()
	return r.ends[end(v)] || len(r.ends) == maxEnds
}

func end(v reflect.Value) uintptr { return v.Pointer() + uintptr(v.Cap())*v.Type().Elem().Size() }

// roomExec executes what makes a slice, or cuts one, with the room that it has in Go.
func (x *supervisor) roomExec(n *node, made string, e exec) exec {
	switch made {
	case "_append", "appendSlice":
		return x.grownExec(n, n.child[1], e)
	case "convert":
		if typeOf(n.typ).Kind() == reflect.Slice && len(n.child) == 2 {
			return x.textExec(n, e)
		}
	case "slice", "slice0":
		return x.cutExec(n, made, e)
	}
	return e
}

// grownExec notes a slice that append lets grow.
func (x *supervisor) grownExec(n, from *node, e exec) exec {
	if n.typ == nil || typeOf(n.typ).Kind() != reflect.Slice {
		return e
	}
	before, after := genValue(from), genValue(n)
	return func(f *frame) exec {
		room := 0
		if v := before(f); v.Kind() == reflect.Slice {
			room = v.Cap()
		}
		next := e(f)
		if v := after(f); v.Kind() == reflect.Slice && v.Cap() != room {
			x.rooms.add(v)
		}
		return next
	}
}

// textExec converts a text to a slice.
func (x *supervisor) textExec(n *node, e exec) exec {
	value, constant := genValue(n), n.child[1].rval.IsValid()
	return func(f *frame) exec {
		next := e(f)
		switch v := value(f); {
		case v.Kind() != reflect.Slice || v.IsNil():
		case constant:
			v.Set(v.Slice3(0, v.Len(), v.Len()))
		default:
			x.rooms.add(v)
		}
		return next
	}
}

// cutExec cuts a slice. It ends the program where it would be cut beyond its end, and nobody
// knows how far that may go.
func (x *supervisor) cutExec(n *node, made string, e exec) exec {
	high := 1
	if made == "slice" {
		high = 2
	}
	if len(n.child) <= high {
		return e
	}
	of, to := genValue(n.child[0]), genValue(n.child[high])
	return func(f *frame) exec {
		if v := of(f); v.Kind() == reflect.Slice && number(to(f)) > v.Len() && x.rooms.has(v) {
			unknown("a slice is cut beyond its end, and how much room it has hangs on the compiler")
		}
		return e(f)
	}
}
