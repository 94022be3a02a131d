package runner

import (
	"errors"

	"bothends/runner/box"
)

// A Layer is one layer of the box, as this machine has it.
type Layer struct {
	Name     string
	OK       bool
	Required bool   // without it no program is run
	Cause    string // why it is missing; empty if OK
	Cure     string // what to do about it
}

// Probe makes a box, for real, and attacks it from within. The error, an
// [*Unavailable], names a layer that is missing or does not hold: no program may
// run here. The layers that are returned are missing, and not needed.
func Probe() ([]*Unavailable, error) { return box.Canary() }

// Doctor probes this machine and says of each layer whether it held. A layer
// behind one that is missing was not tried.
func Doctor() []Layer {
	without, err := Probe()
	var missing *Unavailable
	errors.As(err, &missing)
	var layers []Layer
	reached := true
	for _, name := range box.Layers() {
		l := Layer{Name: name, OK: reached, Required: box.Required(name)}
		for _, u := range append(without, missing) {
			if u != nil && u.Layer == name {
				l.OK, l.Cause, l.Cure = false, u.Cause, u.Cure
			}
		}
		if !reached || err != nil && !l.Required {
			l.OK, l.Cause, l.Cure = false, "not tried", ""
		}
		reached = reached && (l.OK || !l.Required)
		layers = append(layers, l)
	}
	return layers
}
