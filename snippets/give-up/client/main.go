package main

import (
	"context"
	"fmt"
	"time"
)

func main() {
	// ANCHOR: main
	const most = 200 * time.Millisecond
	ctx, cancel := context.WithTimeout(
		context.Background(), most)
	_, err := ask(ctx, "Is anybody there?")
	fmt.Println("time is up:", err)
	_, err = ask(ctx, "And now?")
	fmt.Println("no time left:", err)
	cancel()

	ctx, cancel = context.WithCancel(context.Background())
	time.AfterFunc(most, cancel)
	_, err = ask(ctx, "Hello?")
	fmt.Println("called off:", err)
	// ANCHOR_END: main
}
