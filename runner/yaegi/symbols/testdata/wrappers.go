package main

import (
	"bufio"
	"container/heap"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"sort"
	"strings"
	"time"
)

// counted is a connection that counts what it reads.
type counted struct {
	text string
	read int
}

func (c *counted) Read(p []byte) (int, error) {
	if c.text == "" {
		return 0, io.EOF
	}
	n := copy(p, c.text)
	c.text, c.read = c.text[n:], c.read+n
	return n, nil
}
func (c *counted) Write(p []byte) (int, error)        { return os.Stdout.Write(p) }
func (c *counted) Close() error                       { return nil }
func (c *counted) LocalAddr() net.Addr                { return address("here") }
func (c *counted) RemoteAddr() net.Addr               { return address("there") }
func (c *counted) SetDeadline(t time.Time) error      { return nil }
func (c *counted) SetReadDeadline(t time.Time) error  { return nil }
func (c *counted) SetWriteDeadline(t time.Time) error { return os.ErrDeadlineExceeded }

type address string

func (a address) Network() string { return "test" }
func (a address) String() string  { return string(a) }

type byLength []string

func (b byLength) Len() int           { return len(b) }
func (b byLength) Less(i, j int) bool { return len(b[i]) < len(b[j]) }
func (b byLength) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

type queue struct{ items []int }

func (q *queue) Len() int           { return len(q.items) }
func (q *queue) Less(i, j int) bool { return q.items[i] < q.items[j] }
func (q *queue) Swap(i, j int)      { q.items[i], q.items[j] = q.items[j], q.items[i] }
func (q *queue) Push(x any)         { q.items = append(q.items, x.(int)) }
func (q *queue) Pop() any {
	x := q.items[len(q.items)-1]
	q.items = q.items[:len(q.items)-1]
	return x
}

type level struct{ name string }

func (l level) MarshalText() ([]byte, error)  { return []byte("level " + l.name), nil }
func (l *level) UnmarshalText(b []byte) error { l.name = string(b); return nil }

type names struct{ list []string }

func (n *names) String() string     { return strings.Join(n.list, "+") }
func (n *names) Set(s string) error { n.list = append(n.list, s); return nil }

type hello struct{}

func (hello) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Hello", "yes")
	fmt.Fprintf(w, "hello %s", r.URL.Path)
}

type canned struct{}

func (canned) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: 418, Status: "418 canned", Body: io.NopCloser(strings.NewReader("tea"))}, nil
}

func main() {
	c := &counted{text: "one\ntwo\n"}
	lines := bufio.NewScanner(c)
	for lines.Scan() {
		fmt.Println(lines.Text())
	}
	fmt.Println(c.read)
	var conn net.Conn = c
	fmt.Println(conn.RemoteAddr(), errors.Is(conn.SetWriteDeadline(time.Time{}), os.ErrDeadlineExceeded))

	words := byLength{"ccc", "a", "bb"}
	sort.Sort(words)
	fmt.Println(words)
	q := &queue{}
	for _, i := range []int{3, 1, 2} {
		heap.Push(q, i)
	}
	fmt.Println(heap.Pop(q), heap.Pop(q), heap.Pop(q))

	b, err := json.Marshal(level{"high"})
	fmt.Println(string(b), err)
	b, err = json.MarshalIndent(level{"low"}, "", " ")
	fmt.Println(string(b), err)

	n := &names{}
	set := flag.NewFlagSet("test", flag.ContinueOnError)
	set.Var(n, "n", "a name")
	fmt.Println(set.Parse([]string{"-n", "a", "-n", "b"}), n)

	w := httptest.NewRecorder()
	hello{}.ServeHTTP(w, httptest.NewRequest("GET", "/x", nil))
	fmt.Println(w.Body.String(), w.Header().Get("X-Hello"))
	client := &http.Client{}
	client.Transport = canned{}
	resp, err := client.Get("http://example.com/")
	fmt.Println(resp.Status, err)

	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(errors.New("enough"))
	fmt.Println(context.Cause(ctx))
	r := io.MultiReader(&counted{text: "first "}, &counted{text: "second\n"})
	io.Copy(os.Stdout, r)
	logger := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: func(g []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}))
	slog.SetDefault(logger)
	slog.Info("dialled", "address", address("[::1]:7"), "error", net.ErrClosed)
}
