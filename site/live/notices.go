package live

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// Notices tell an author's open pages what has become of the book. A page asks
//
//	GET /watch?page=tcp/echo.html
//
// and gets a stream of Server-Sent Events, one at once and one whenever the book
// has changed. The data of each is a [notice].
type notices struct {
	mu      sync.Mutex
	fault   string            // what is wrong with the book
	keys    map[string]string // of its pages
	changed chan struct{}     // closed with the next notice
	ended   bool
}

// A notice says what a page is now, and what is wrong with the book. A page that
// has another key than this is old; one whose key is empty is no more.
type notice struct {
	Key   string `json:"key"`
	Fault string `json:"fault"` // lines, most of which begin with a file and a line of it; empty if all is well
}

// Bounds on a stream of notices.
const (
	noticeEvery = 20 * time.Second // something is written, so that one that nobody reads ends
	noticeStall = 10 * time.Second // how long one write may take
)

func newNotices() *notices { return &notices{changed: make(chan struct{})} }

// publish tells all pages. Without keys these stay as they are.
func (n *notices) publish(keys map[string]string, fault string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if keys != nil {
		n.keys = keys
	}
	n.fault = fault
	close(n.changed)
	n.changed = make(chan struct{})
}

// end ends all streams.
func (n *notices) end() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.ended = true
	close(n.changed)
	n.changed = make(chan struct{})
}

// of is the notice for a page, what will be closed with the next one, and whether
// there will be any.
func (n *notices) of(page string) (notice, <-chan struct{}, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return notice{n.keys[page], n.fault}, n.changed, !n.ended
}

// serve writes the stream of one page.
func (n *notices) serve(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", streamType)
	w.Header().Set("Cache-Control", never)
	control := http.NewResponseController(w)
	send := func(text string) error {
		control.SetWriteDeadline(time.Now().Add(noticeStall))
		if _, err := fmt.Fprint(w, text); err != nil {
			return err
		}
		return control.Flush()
	}
	alive := time.NewTicker(noticeEvery)
	defer alive.Stop()
	for {
		one, changed, more := n.of(r.URL.Query().Get("page"))
		data, err := json.Marshal(one)
		if err != nil || !more || send("data: "+string(data)+"\n\n") != nil {
			return
		}
		if !wait(r.Context(), changed, alive.C, send) {
			return
		}
	}
}

// wait waits for a change. It reports false if the page has gone.
func wait(ctx context.Context, changed <-chan struct{}, alive <-chan time.Time, send func(string) error) bool {
	for {
		select {
		case <-changed:
			return true
		case <-ctx.Done():
			return false
		case <-alive:
			if send(":\n\n") != nil {
				return false
			}
		}
	}
}
