package runner

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"bothends/runner/box"
	"bothends/runner/frame"
)

// isNameServer holds for the box's workers that serve the scenario's names, if it
// has any: one for each host, after those of the processes.
//
// They are workers because their clients are: a query that finds a mistake in one
// gets nowhere that a reader's program is not already.
func (r *run) isNameServer(worker int) bool { return worker >= len(r.processes) }

// nameServerLimits are enough for some hundred thousand answers.
var nameServerLimits = box.Limits{Memory: 128 << 20, CPUSeconds: 2}

// serving is what the name server says, in a frame, when it can be asked.
const serving = "serving"

// startNameServer returns when the scenario's names can be looked up.
func (r *run) startNameServer() error {
	if r.snippet.Scenario.Names == nil {
		return nil
	}
	text, err := json.Marshal(job{Names: &r.snippet.Scenario.Names})
	if err != nil {
		return err
	}
	for host := range r.snippet.Scenario.hostCount() {
		if err := r.awaitNameServer(len(r.processes)+host, text); err != nil {
			return err
		}
	}
	return nil
}

// awaitNameServer starts one, and returns when it serves.
func (r *run) awaitNameServer(worker int, text []byte) error {
	if err := r.box.Release(worker, text); err != nil {
		return err
	}
	var said []byte
	for deadline := time.Now().Add(MaxTime); ; {
		report, err := r.box.Next(deadline)
		switch {
		case err != nil:
			return err
		case report.Cancelled:
			return errCancelled
		case report.Output != nil:
			said = append(said, report.Output.Bytes...)
			message, _, err := frame.Cut(said, len(serving))
			if err == nil && string(message) == serving {
				return nil
			}
			if !errors.Is(err, frame.ErrShort) {
				return fmt.Errorf("the run's name server did not start: it said %q", said)
			}
		case report.Idle, report.Exited != nil:
			return fmt.Errorf("the run's name server did not start: it said %q", said)
		}
	}
}

// handleNameServer handles what happens to the name server once programs run.
// That it listens is no news. It has nothing to say, so that what it says is a
// mistake of its own; and it ends only when its time is used up.
func (r *run) handleNameServer(report box.Report) error {
	switch {
	case r.killed:
	case report.Output != nil:
		return errors.New("the run's name server failed")
	case report.Exited != nil:
		return r.stopAt(nil, LimitTime, "stopped: the programs asked the name server more than it has time to answer")
	}
	return nil
}
