package main

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"time"
)

// ask gives up when ctx does, wherever it is by then.
func ask(ctx context.Context, line string) (string, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", "127.0.0.1:1060")
	if err != nil {
		return "", err
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() {
		conn.SetDeadline(time.Now())
	})
	defer stop()
	fmt.Fprintln(conn, line)
	answer, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil && ctx.Err() != nil {
		err = ctx.Err()
	}
	return answer, err
}
