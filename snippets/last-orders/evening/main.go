package main

import "time"

// When it is over, those that serve are sent SIGTERM.
func main() {
	time.Sleep(300 * time.Millisecond)
}
