package main

import (
	"bufio"
	"fmt"
	"net"
	"strings"
)

// A Client asks a server, line by line.
type Client struct {
	conn net.Conn
	in   *bufio.Reader
}

func NewClient(address string) (*Client, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	return &Client{conn, bufio.NewReader(conn)}, nil
}

// ANCHOR: ask
// Ask sends a line and returns the line that comes back.
func (c *Client) Ask(line string) (string, error) {
	if strings.Contains(line, "\n") {
		return "", fmt.Errorf("%q is more than a line", line)
	}
	if _, err := fmt.Fprintln(c.conn, line); err != nil {
		return "", err
	}
	reply, err := c.in.ReadString('\n')
	return strings.TrimSuffix(reply, "\n"), err
}

// ANCHOR_END: ask
func (c *Client) Close() error { return c.conn.Close() }
