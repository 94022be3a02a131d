package main

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// ANCHOR: serve
func serve(h *House, guest net.Conn) {
	defer h.leave(guest)
	orders := bufio.NewScanner(guest)
	for h.note(guest, false) && orders.Scan() {
		h.note(guest, true)
		work, err := time.ParseDuration(orders.Text())
		if err != nil {
			return
		}
		time.Sleep(work)
		fmt.Fprintln(guest, "here you are")
	}
}

// ANCHOR_END: serve
func main() {
	listener, err := net.Listen("tcp", ":1060")
	check(err)
	h := &House{guests: map[net.Conn]bool{}}
	// ANCHOR: main
	ctx, stop := signal.NotifyContext(
		context.Background(), syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, func() { listener.Close() })
	for ctx.Err() == nil {
		guest, err := listener.Accept()
		if err == nil {
			h.here.Go(func() { serve(h, guest) })
		}
	}
	fmt.Println("last orders")
	most, cancel := context.WithTimeout(
		context.Background(), time.Second)
	defer cancel()
	fmt.Println("closed:", h.Close(most))
	// ANCHOR_END: main
}
