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

// Doctor probes this machine and says of each layer whether it held, and of the
// link that some scenarios ask for whether it can be had. A layer behind one that
// is missing was not tried.
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
	return append(layers, doctorLink(err == nil))
}

// doctorLink says whether scenarios with a [link] can be run, where others can.
func doctorLink(others bool) Layer {
	l := Layer{Name: box.LayerLink, OK: others, Cause: "not tried"}
	if !others {
		return l
	}
	l.Cause = ""
	var missing *Unavailable
	if err := box.ProbeLink(); errors.As(err, &missing) {
		l.OK, l.Cause, l.Cure = false, missing.Cause, missing.Cure
		if missing.Layer != l.Name {
			l.Cause = missing.Layer + ": " + l.Cause
		}
	} else if err != nil {
		l.OK, l.Cause, l.Cure = false, err.Error(), "see to the cause, and start again"
	}
	return l
}
