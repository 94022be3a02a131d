package live

import (
	"context"
	"errors"
	"net/http"

	"bothends/runner"
	"bothends/site/page"
)

// An ending says how a run ended, to the script of the page and in words. It
// is the data of the stream's last event.
type ending struct {
	Text     string `json:"text"`     // a sentence for the reader
	Problems int    `json:"problems"` // errors of the compiler; nothing ran if there are any
	Failed   string `json:"failed"`   // the first process that ended otherwise than expected, and how
	Status   int    `json:"status"`   // the exit status of the whole; runner.StatusUnavailable if the run itself failed

	Retry int `json:"retry,omitempty"` // nothing ran because too much did: seconds until it is worth to ask again

	said *said // what Text says; nil of an ending that was read

	status int   // of the answer, if nothing else was said before
	err    error // what failed, for the log
}

func newEnding(r runner.Result, err error) ending {
	var unavailable *runner.Unavailable
	switch {
	case errors.As(err, &unavailable):
		return failed(http.StatusServiceUnavailable, err, "end-unavailable", unavailable.Error())
	case errors.Is(err, errBusy):
		return busy(err, "end-busy")
	case errors.Is(err, errShare):
		return busy(err, "end-share")
	case errors.Is(err, errStopped):
		return failed(http.StatusOK, err, "stopped")
	case errors.Is(err, errAbandoned):
		return failed(http.StatusGone, err, "end-abandoned")
	case errors.Is(err, errStopping), errors.Is(err, context.Canceled):
		// A request's context ends when its reader goes, and nobody reads this, or
		// when the server stops.
		return failed(http.StatusServiceUnavailable, err, "end-stopping")
	case errors.Is(err, context.DeadlineExceeded):
		return failed(http.StatusGatewayTimeout, err, "end-long")
	case err != nil:
		// The cause is the machine's, not the reader's: the log has it.
		return failed(http.StatusInternalServerError, err, "end-fault")
	}
	end := ending{Problems: r.Problems, Failed: r.Failed, Status: r.Status, status: http.StatusOK}
	switch {
	case r.Problems == 1:
		return end.say("end-problem")
	case r.Problems > 1:
		return end.say("end-problems", r.Problems)
	case r.Status == runner.StatusLimit:
		return end.say("end-limit", r.Failed)
	case r.Failed != "":
		return end.say("end-otherwise", r.Failed)
	}
	return end.say("end-planned")
}

// said is a message of package page.
type said struct {
	key  string
	args []any
}

// say gives an ending its sentence, in English.
func (e ending) say(key string, args ...any) ending {
	e.said, e.Text = &said{key, args}, page.Say("", key, args...)
	return e
}

// in is the same with its sentence in the language of a page.
func (e ending) in(language string) ending {
	if e.said != nil {
		e.Text = page.Say(language, e.said.key, e.said.args...)
	}
	return e
}

// outcome says in a word how it ended, for those who count.
func (e ending) outcome() string {
	var unavailable *runner.Unavailable
	switch {
	case e.err == nil && e.Problems > 0:
		return "problems"
	case e.err == nil && e.Status == runner.StatusLimit, errors.Is(e.err, context.DeadlineExceeded):
		return "limit"
	case e.err == nil && e.Failed != "":
		return "otherwise"
	case e.err == nil:
		return "planned"
	case errors.Is(e.err, errBusy), errors.Is(e.err, errShare):
		return "refused"
	case errors.Is(e.err, errStopped):
		return "stopped"
	case errors.Is(e.err, errAbandoned), errors.Is(e.err, context.Canceled):
		return "abandoned"
	case errors.Is(e.err, errStopping):
		return "ended"
	case errors.As(e.err, &unavailable):
		return "unavailable"
	}
	return "fault"
}

// busy is the end of what did not begin.
func busy(err error, key string) ending {
	end := failed(http.StatusTooManyRequests, err, key)
	end.Retry = retryAfter
	return end
}

func failed(status int, err error, key string, args ...any) ending {
	return ending{Status: runner.StatusUnavailable, status: status, err: err}.say(key, args...)
}
