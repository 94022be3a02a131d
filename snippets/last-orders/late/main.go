package main

import (
	"fmt"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// Comes when the server has been told to stop.
func main() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM)
	<-signals
	time.Sleep(200 * time.Millisecond)
	_, err := net.Dial("tcp", "127.0.0.1:1060")
	fmt.Println(err)
}
