package main

import (
	"context"
	"net"
	"sync"
)

// A House knows who is in it, and who is being served.
type House struct {
	mu     sync.Mutex
	guests map[net.Conn]bool // true: being served
	closed bool
	here   sync.WaitGroup
}

// note keeps that a guest is being served, or is not. It is
// false if the house is closed, and he should go.
func (h *House) note(guest net.Conn, served bool) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.guests[guest] = served
	return !h.closed
}

// ANCHOR: close
// Close sends away who only sits there, and waits for those who
// are being served, as long as ctx allows.
func (h *House) Close(ctx context.Context) error {
	h.mu.Lock()
	h.closed = true
	for guest, served := range h.guests {
		if !served {
			guest.Close()
		}
	}
	h.mu.Unlock()
	gone := make(chan bool)
	go func() {
		h.here.Wait()
		close(gone)
	}()
	select {
	case <-gone:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// ANCHOR_END: close
// leave forgets a guest.
func (h *House) leave(guest net.Conn) {
	h.mu.Lock()
	defer h.mu.Unlock()
	guest.Close()
	delete(h.guests, guest)
}
