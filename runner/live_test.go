package runner

import (
	"context"
	"errors"
	"testing"
	"time"
)

// Whatever a session is at, nothing of it is left when it was closed, or its context has ended.
func TestSessionLeavesNothing(t *testing.T) {
	runFiles(t, echoPair()) // what Go itself opens once is open now
	descriptors := openDescriptors(t)
	const blocks = "-- a: x --\nln, err := net.Listen(\"tcp\", \"127.0.0.1:7\")\nln.Accept()\n-- b: x --\nfor {\n}\n"
	s, err := NewSnippet("test", map[string]string{SessionFile: blocks})
	if err != nil {
		t.Fatal(err)
	}
	for _, ends := range []string{"Close", "context"} {
		ctx, cancel := context.WithCancel(t.Context())
		begun := make(chan struct{}, 10)
		l, err := new(Runner).Open(ctx, s, Options{}, func(e Event) {
			if e.Kind == Waits || e.Kind == CellRun && e.Process == "b" {
				begun <- struct{}{}
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := l.Run(s.Session.Cells...); err != nil {
			t.Fatal(err)
		}
		<-begun
		<-begun
		if ends == "Close" {
			l.Close()
		} else {
			cancel()
		}
		<-l.Done()
		if _, err := l.Result(); ends == "context" && !errors.Is(err, context.Canceled) || ends == "Close" && err != nil {
			t.Errorf("%s: %v", ends, err)
		}
		cancel()
		if left := otherProcesses(t); len(left) > 0 {
			t.Errorf("%s: processes left: %v", ends, left)
		}
		if now := openDescriptors(t); now != descriptors {
			t.Errorf("%s: %d descriptors; %d before", ends, now, descriptors)
		}
	}
}

// The author's cells end at their limit of time if one neither ends nor waits.
func TestSessionLimit(t *testing.T) {
	s, err := NewSnippet("test", map[string]string{SessionFile: "-- a: x --\ntime.Sleep(time.Hour)\n", ScenarioFile: "[limits]\ntime = \"500ms\"\n"})
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	var limit Event
	result, err := Run(t.Context(), s, Options{}, func(e Event) {
		if e.Kind == Limit {
			limit = e
		}
	})
	const want = "stopped after 500ms: cell x of a had not ended, and was not seen to wait"
	if err != nil || result.Status != StatusLimit || limit.Text != want || time.Since(began) > time.Minute {
		t.Errorf("%+v, %v, %q", result, err, limit.Text)
	}
}

// One that waits at the end is left waiting, which is no failure.
func TestSessionEndsWaiting(t *testing.T) {
	s, err := NewSnippet("test", map[string]string{SessionFile: "-- a: x --\nln, err := net.Listen(\"tcp\", \"127.0.0.1:7\")\nln.Accept()\n"})
	if err != nil {
		t.Fatal(err)
	}
	var last Event
	result, err := Run(t.Context(), s, Options{}, func(e Event) { last = e })
	if err != nil || result != (Result{}) || last.Kind != Waits {
		t.Errorf("%+v, %v, last %+v", result, err, last)
	}
}
