package runner

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bothends/runner/nearest"
	"bothends/runner/strace"
)

// ExpectsCalls says whether a run can hold the expectations only if calls are told
// of, see Options.Calls.
func (s Scenario) ExpectsCalls() bool {
	return slices.ContainsFunc(s.Expects, func(x Expect) bool { return x.Call != "" })
}

// processAndCall are the two words of an expected call.
func (x *Expect) processAndCall() (process, call string) {
	process, call, _ = strings.Cut(x.Call, " ")
	return process, call
}

func (x *Expect) completeCall(s *Scenario) error {
	process, call := x.processAndCall()
	if call == "" || strings.Contains(call, " ") {
		return fmt.Errorf(`call is %q; it must be a process and a system call, as in "client read"`, x.Call)
	}
	if err := x.processes(s, "call", []string{process}); err != nil || slices.Contains(strace.Names(), call) {
		return err
	}
	hint := nearest.Hint(call, strace.Names())
	if hint == "" {
		hint = "; there are " + strings.Join(slices.Sorted(slices.Values(strace.Names())), ", ")
	}
	return fmt.Errorf("call: no call %s on sockets is told of%s", call, hint)
}

// call holds if the process made the call and, if there is a bound, the result of
// the first one lies within.
func (w exchange) call(process, name string, atMost *int64) error {
	i := slices.IndexFunc(w.calls, func(e Event) bool { return e.Process == process && e.Call.Name == name })
	if i < 0 {
		return fmt.Errorf("%s is expected to call %s on a socket; it did not", process, name)
	}
	if atMost == nil {
		return nil
	}
	c := w.calls[i].Call
	if n, err := strconv.ParseInt(c.Result, 10, 64); err != nil || n < 0 || n > *atMost {
		return fmt.Errorf("the first %s of %s is expected to return at most %d; it was %s", name, process, *atMost, c)
	}
	return nil
}
