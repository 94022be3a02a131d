//go:build !linux || !(amd64 || arm64)

package box

import (
	"errors"
	"runtime"
	"time"
)

// A Box cannot be had on this system.
type Box struct{}

// Start refuses: the box is made of Linux's own layers.
func Start(Spec) (*Box, error) {
	return nil, &Unavailable{
		Layer: LayerNamespaces,
		Cause: "this is " + runtime.GOOS + "/" + runtime.GOARCH,
		Cure:  "programs run on Linux on x86-64 and arm64; pages and recordings can be read and built anywhere",
	}
}

var errNoBox = errors.New("no box on this system")

// Hook does nothing here: no process is ever a box or a worker.
func Hook(func([]byte, func())) {}

func (*Box) Release(int, []byte) error      { return errNoBox }
func (*Box) Try(int, []byte) error          { return errNoBox }
func (*Box) Begun(int)                      {}
func (*Box) Execute(int, Executable) error  { return errNoBox }
func (*Box) Fetch(string) (int, error)      { return -1, errNoBox }
func (*Box) Watch(bool) error               { return errNoBox }
func (*Box) Terminate(int) error            { return errNoBox }
func (*Box) KillAll() error                 { return errNoBox }
func (*Box) Next(time.Time) (Report, error) { return Report{}, errNoBox }
func (*Box) Missing() []*Unavailable        { return nil }
func (*Box) Missed() (bool, int)            { return false, 0 }
func (*Box) Settle() error                  { return errNoBox }
func (*Box) StillWaits(int, *Waiting) bool  { return false }
func (*Box) LinkCut() bool                  { return false }
func (*Box) LinkUnused() bool               { return false }
func (*Box) Cancel()                        {}
func (*Box) Wake()                          {}
func (*Box) Input(int, []byte) error        { return errNoBox }
func (*Box) EndInput(int) error             { return errNoBox }
func (*Box) Close() error                   { return nil }
func (*Box) whenClosed(func())              {}
func (*Box) untouched() bool                { return false }

// ProbeLink refuses, as Start does.
func ProbeLink() error {
	_, err := Start(Spec{})
	return err
}

// Canary refuses, as Start does.
func Canary() ([]*Unavailable, error) {
	_, err := Start(Spec{})
	return nil, err
}
