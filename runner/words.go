package runner

import (
	"bytes"
	"encoding/json"

	"bothends/runner/frame"
)

// A wordSplitter tells a terminal's replies from what its cells write beside them.
type wordSplitter struct {
	token string
	held  []byte
}

// A word is a reply, or text.
type word struct {
	reply *terminalReply // nil if it is none
	text  []byte         // what was written
}

// write takes what has come, and returns what is known of it by now.
func (w *wordSplitter) write(b []byte) (all []word) {
	w.held = append(w.held, b...)
	text := func(n int) {
		if n > 0 {
			all = append(all, word{nil, w.held[:n:n]})
			w.held = w.held[n:]
		}
	}
	for len(w.held) > 0 {
		start := bytes.IndexByte(w.held, 'B')
		if start < 0 {
			text(len(w.held))
			break
		}
		text(start)
		message, rest, err := frame.Cut(w.held, maxReply)
		if err == frame.ErrShort {
			break
		}
		var r terminalReply
		if err != nil || json.Unmarshal(message, &r) != nil || r.Token != w.token {
			text(1)
			continue
		}
		all = append(all, word{&r, w.held[:len(w.held)-len(rest)]})
		w.held = rest
	}
	return all
}

// rest is what has come and is no reply.
func (w *wordSplitter) rest() []byte {
	b := w.held
	w.held = nil
	return b
}
