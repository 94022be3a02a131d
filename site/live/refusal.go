package live

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// A refusal is an answer that nothing stands behind: an HTTP status and a
// sentence for the reader.
type refusal struct {
	status int
	text   string
}

func (e *refusal) Error() string { return e.text }

func refuse(status int, format string, args ...any) *refusal {
	return &refusal{status, fmt.Sprintf(format, args...)}
}

// asRefusal is err if it is one; the machine's errors are not the reader's.
func asRefusal(err error) *refusal {
	var e *refusal
	if errors.As(err, &e) {
		return e
	}
	return refuse(http.StatusInternalServerError, "the server failed")
}

// answer writes a refusal as what it is: a sentence.
func answer(w http.ResponseWriter, e *refusal) {
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Cache-Control", never)
	retryLater(h, e.status)
	// The time for writing began with the request, which may have waited for its turn.
	http.NewResponseController(w).SetWriteDeadline(time.Now().Add(writeTime))
	w.WriteHeader(e.status)
	fmt.Fprintln(w, e.text)
}

// retryAfter is when to ask again, in seconds.
const retryAfter = 5

// retryLater says when to ask again, where asking again may help.
func retryLater(h http.Header, status int) {
	if status == http.StatusTooManyRequests {
		h.Set("Retry-After", strconv.Itoa(retryAfter))
	}
}
