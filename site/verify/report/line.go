package report

import (
	"fmt"
	"io"
	"strings"
	"sync"

	"bothends/site/verify"
)

// A Line is the last line of a terminal, which says how far a verification has
// come. What else is printed there is printed through it. It may be used by
// several goroutines.
type Line struct {
	Out   io.Writer
	Width int // columns of the terminal

	mu    sync.Mutex
	shown bool
}

// Show shows how far it has come.
func (l *Line) Show(p verify.Progress) {
	text := fmt.Sprintf("%d of %d", p.Done, p.Units)
	if p.Failed > 0 {
		text += fmt.Sprintf(", %d failed", p.Failed)
	}
	if len(p.Running) > 0 {
		text += ": " + strings.Join(p.Running, " ")
	}
	if runes := []rune(text); len(runes) > l.Width-1 {
		text = string(runes[:max(0, l.Width-2)]) + "…"
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	fmt.Fprintf(l.Out, "\r\x1b[K%s", text)
	l.shown = true
}

// Clear takes the line away.
func (l *Line) Clear() { l.Write(nil) }

func (l *Line) clear() {
	if l.shown {
		fmt.Fprint(l.Out, "\r\x1b[K")
	}
	l.shown = false
}

// Write prints what stays, in the place of the line.
func (l *Line) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.clear()
	return l.Out.Write(b)
}
