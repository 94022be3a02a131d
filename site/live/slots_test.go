package live

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestSlots(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSlots(1, 1, time.Second)
		release, err := s.acquire(t.Context())
		if err != nil {
			t.Fatal(err)
		}

		// The second waits, the third does not even wait.
		second := make(chan error)
		go func() {
			release, err := s.acquire(t.Context())
			if err == nil {
				defer release()
			}
			second <- err
		}()
		synctest.Wait()
		if _, err := s.acquire(t.Context()); !errors.Is(err, errBusy) {
			t.Errorf("third: error %v; want errBusy, since the queue is full", err)
		}
		release()
		if err := <-second; err != nil {
			t.Errorf("second: %v; want the slot that came free", err)
		}
		synctest.Wait()

		// All is given back; one who waits too long, or goes, gives back too.
		for range 3 {
			release, err := s.acquire(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.acquire(t.Context()); !errors.Is(err, errBusy) {
				t.Errorf("error %v; want errBusy after a second", err)
			}
			gone, cancel := context.WithCancel(t.Context())
			cancel()
			if _, err := s.acquire(gone); !errors.Is(err, context.Canceled) {
				t.Errorf("error %v; want context.Canceled", err)
			}
			release()
		}
	})
}
