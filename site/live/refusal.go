package live

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"bothends/site/page"
)

// A refusal is an answer that nothing stands behind: an HTTP status and a
// sentence for the reader.
type refusal struct {
	status int
	text   string // in English, or in a page's language
	said   *said  // what it says, if a page shows it to its reader; else nil
}

func (e *refusal) Error() string { return e.text }

func refuse(status int, format string, args ...any) *refusal {
	return &refusal{status: status, text: fmt.Sprintf(format, args...)}
}

// refuseReader is refuse for what a reader may come upon in a page, by a message of package
// page. It is in English until somebody knows in which language the page is.
func refuseReader(status int, key string, args ...any) *refusal {
	return &refusal{status, page.Say("", key, args...), &said{key, args}}
}

// in is the same in the language of a page.
func (e *refusal) in(language string) *refusal {
	if e.said == nil {
		return e
	}
	return &refusal{e.status, page.Say(language, e.said.key, e.said.args...), e.said}
}

// asRefusal is err if it is one; the machine's errors are not the reader's.
func asRefusal(err error) *refusal {
	var e *refusal
	if errors.As(err, &e) {
		return e
	}
	return refuse(http.StatusInternalServerError, "the server failed")
}

// refuse answers one of the book's pages: in its language.
func (s *Server) refuse(w http.ResponseWriter, err error) {
	answer(w, asRefusal(err).in(s.now.Load().book.Index.Language))
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
