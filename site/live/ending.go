package live

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"bothends/runner"
)

// An ending says how a run ended, to the script of the page and in words. It
// is the data of the stream's last event.
type ending struct {
	Text     string `json:"text"`     // a sentence for the reader
	Problems int    `json:"problems"` // errors of the compiler; nothing ran if there are any
	Failed   string `json:"failed"`   // the first process that ended otherwise than expected, and how
	Status   int    `json:"status"`   // the exit status of the whole; runner.StatusUnavailable if the run itself failed

	Retry int `json:"retry,omitempty"` // nothing ran because too much did: seconds until it is worth to ask again

	status int   // of the answer, if nothing else was said before
	err    error // what failed, for the log
}

func newEnding(r runner.Result, err error) ending {
	var unavailable *runner.Unavailable
	switch {
	case errors.As(err, &unavailable):
		return failed(http.StatusServiceUnavailable, err, "This server "+unavailable.Error()+".")
	case errors.Is(err, errBusy):
		return busy(err, "Too many programs are running here at the moment. Try again in a few seconds.")
	case errors.Is(err, errShare):
		return busy(err, "Too many programs of yours are running or waiting here. Try again when one of them has ended.")
	case errors.Is(err, errStopped):
		return failed(http.StatusOK, err, "You stopped the run.")
	case errors.Is(err, errAbandoned):
		return failed(http.StatusGone, err, "Your run was ended while nobody was there to see it.")
	case errors.Is(err, errStopping), errors.Is(err, context.Canceled):
		// A request's context ends when its reader goes, and nobody reads this, or
		// when the server stops.
		return failed(http.StatusServiceUnavailable, err, "The server is stopping, and your run ended with it.")
	case errors.Is(err, context.DeadlineExceeded):
		return failed(http.StatusGatewayTimeout, err, "Your run took too long and was stopped.")
	case err != nil:
		// The cause is the machine's, not the reader's: the log has it.
		return failed(http.StatusInternalServerError, err, "Your run failed on the server, through no fault of yours.")
	}
	end := ending{Problems: r.Problems, Failed: r.Failed, Status: r.Status, status: http.StatusOK}
	switch {
	case r.Problems == 1:
		end.Text = "Nothing ran: the compiler found an error."
	case r.Problems > 1:
		end.Text = fmt.Sprintf("Nothing ran: the compiler found %d errors.", r.Problems)
	case r.Status == runner.StatusLimit:
		end.Text = "Your run reached a limit: " + r.Failed + "."
	case r.Failed != "":
		end.Text = "Your run ended otherwise than planned: " + r.Failed + "."
	default:
		end.Text = "Your run ended as planned."
	}
	return end
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
func busy(err error, text string) ending {
	end := failed(http.StatusTooManyRequests, err, text)
	end.Retry = retryAfter
	return end
}

func failed(status int, err error, text string) ending {
	return ending{Text: text, Status: runner.StatusUnavailable, status: status, err: err}
}
