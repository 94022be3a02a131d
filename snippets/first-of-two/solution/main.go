package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"time"
)

func ask(ctx context.Context, address string) (string, error) {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() {
		conn.SetDeadline(time.Now())
	})
	defer stop()
	fmt.Fprintln(conn, "What time is it?")
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		return "", err
	}
	return strings.TrimSuffix(line, "\n"), nil
}

type end struct {
	line string
	err  error
}

func first(ctx context.Context, addresses []string) (
	string, error) {
	ends := make(chan end, len(addresses))
	for _, address := range addresses {
		go func() {
			line, err := ask(ctx, address)
			ends <- end{line, err}
		}()
	}
	var all []error
	for range addresses {
		e := <-ends
		if e.err == nil {
			return e.line, nil
		}
		all = append(all, e.err)
	}
	return "", errors.Join(all...)
}

func main() {
	most, err := time.ParseDuration(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	ctx, cancel := context.WithTimeout(
		context.Background(), most)
	defer cancel()
	line, err := first(ctx, os.Args[2:])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		cancel()
		os.Exit(1)
	}
	fmt.Printf("got %q\n", line)
}
