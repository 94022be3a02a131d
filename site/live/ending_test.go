package live

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"bothends/runner"
)

func TestEnding(t *testing.T) {
	unavailable := &runner.Unavailable{Layer: "user namespace", Cause: "operation not permitted", Cure: "allow it"}
	tests := []struct {
		result runner.Result
		err    error
		status int // of the answer
		exit   int
		text   string
	}{
		{status: http.StatusOK, text: "Your run ended as planned."},
		{result: runner.Result{Problems: 1, Status: runner.StatusProblems}, status: http.StatusOK, exit: 1,
			text: "Nothing ran: the compiler found an error."},
		{result: runner.Result{Problems: 3, Status: runner.StatusProblems}, status: http.StatusOK, exit: 1,
			text: "Nothing ran: the compiler found 3 errors."},
		{result: runner.Result{Failed: "client: exit status 2, where the scenario expects 0", Status: 2}, status: http.StatusOK, exit: 2,
			text: "Your run ended otherwise than planned: client: exit status 2, where the scenario expects 0."},
		{result: runner.Result{Failed: "stopped after 5s", Status: runner.StatusLimit}, status: http.StatusOK, exit: 124,
			text: "Your run reached a limit: stopped after 5s."},
		{err: fmt.Errorf("starting: %w", unavailable), status: http.StatusServiceUnavailable, exit: 125,
			text: "This server cannot run programs here: user namespace: operation not permitted; allow it."},
		{err: errBusy, status: http.StatusTooManyRequests, exit: 125,
			text: "Too many programs are running here at the moment. Try again in a few seconds."},
		{err: context.Canceled, status: http.StatusServiceUnavailable, exit: 125,
			text: "The server is stopping, and your run ended with it."},
		{err: errStopping, status: http.StatusServiceUnavailable, exit: 125,
			text: "The server is stopping, and your run ended with it."},
		{err: errStopped, status: http.StatusOK, exit: 125, text: "You stopped the run."},
		{err: errAbandoned, status: http.StatusGone, exit: 125, text: "Your run was ended while nobody was there to see it."},
		{err: context.DeadlineExceeded, status: http.StatusGatewayTimeout, exit: 125,
			text: "Your run took too long and was stopped."},
		{err: errors.New("/proc: secret path"), status: http.StatusInternalServerError, exit: 125,
			text: "Your run failed on the server, through no fault of yours."},
	}
	for _, test := range tests {
		got := newEnding(test.result, test.err)
		if got.Text != test.text || got.status != test.status || got.Status != test.exit {
			t.Errorf("%+v, %v:\n got %d, %d, %s\nwant %d, %d, %s", test.result, test.err,
				got.status, got.Status, got.Text, test.status, test.exit, test.text)
		}
	}
}

// A fault of the server's own ends one run, counts as one, and what the reader wrote is not in
// the log.
func TestFault(t *testing.T) {
	var log bytes.Buffer
	s := testServer(t, Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
	end := s.inTurn(t.Context(), &attempt{name: "hello"}, nil, func() ending { panic("of the reader's own words") })
	if end.outcome() != "fault" || end.status != http.StatusInternalServerError {
		t.Errorf("outcome %s, status %d; want fault, %d", end.outcome(), end.status, http.StatusInternalServerError)
	}
	if n := s.runs.load().running; n != 0 {
		t.Errorf("%d places are held; want none", n)
	}
	for _, want := range []string{"outcome=fault", "fault=string", "TestFault"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("no %q in the log:\n%s", want, log.String())
		}
	}
	if strings.Contains(log.String(), "own words") {
		t.Errorf("a reader's words in the log:\n%s", log.String())
	}
}
