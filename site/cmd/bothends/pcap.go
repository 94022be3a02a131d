package main

import (
	"fmt"
	"os"
	"time"

	"bothends/runner/wire"
)

// writePcap makes a file of the captured frames.
func writePcap(name, snippet string) (frame func(wire.Frame, wire.Packet), done func() error, err error) {
	f, err := os.Create(name)
	if err != nil {
		return nil, nil, err
	}
	// The run begins when its box stands, some milliseconds from now.
	pcap, err := wire.NewPcap(f, time.Now(), "a run of "+snippet)
	if err != nil {
		f.Close()
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	var failed error
	frame = func(f wire.Frame, p wire.Packet) {
		if failed == nil {
			failed = pcap.Write(f, p)
		}
	}
	return frame, func() error {
		for _, close := range []func() error{pcap.Close, f.Close} {
			if err := close(); failed == nil {
				failed = err
			}
		}
		if failed != nil {
			return fmt.Errorf("%s: %w", name, failed)
		}
		return nil
	}, nil
}
