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

// Doctor makes a box with one worker in it, for real, and says of each layer
// whether it held. A layer behind one that is missing was not tried.
func Doctor() []Layer {
	b, err := box.Start(box.Spec{Workers: []box.Worker{{Limits: checkLimits}}})
	var without []*Unavailable
	if err == nil {
		without = b.Missing()
		err = b.Close()
	}
	var missing *Unavailable
	if err != nil && !errors.As(err, &missing) {
		missing = &Unavailable{Layer: box.LayerNamespaces, Cause: err.Error(), Cure: "see the cause"}
	}
	var layers []Layer
	reached := true
	for _, name := range box.Layers() {
		l := Layer{Name: name, OK: reached, Required: box.Required(name)}
		for _, u := range append(without, missing) {
			if u != nil && u.Layer == name {
				l.OK, l.Cause, l.Cure = false, u.Cause, u.Cure
			}
		}
		if !reached {
			l.Cause = "not tried"
		}
		reached = reached && (l.OK || !l.Required)
		layers = append(layers, l)
	}
	return layers
}
