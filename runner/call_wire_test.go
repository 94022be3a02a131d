package runner

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// Where both are asked for, calls and packets stand in one order, in which no
// effect comes before its cause.
func TestCallsAndPacketsStandBetweenCauseAndEffect(t *testing.T) {
	files := map[string]string{"scenario.toml": `packets = true
calls = true
[[process]]
name = "server"
args = ["7"]
[[process]]
name = "client"
args = ["127.0.0.1", "7", "hello"]
`}
	for _, name := range []string{"server/main.go", "client/main.go"} {
		text, err := os.ReadFile(filepath.Join("..", "snippets", "tcp-echo-raw", filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = string(text)
	}
	const (
		syn   = "client.{port} > server.7 SYN seq 0"
		reply = "server.7 > client.{port} SYN ACK seq 0 ack 1"
		data  = `client.{port} > server.7 PSH ACK seq 1:6 ack 1 5 bytes "hello"`
		echo  = `server.7 > client.{port} PSH ACK seq 1:6 ack 6 5 bytes "hello"`
		fin   = "client.{port} > server.7 FIN ACK seq 6 ack 6"
		last  = "server.7 > client.{port} FIN ACK seq 6 ack 7"
	)
	for range 20 {
		events := runPackets(t, files, Options{})
		have := told(events)
		inOrder(t, have, "server call listen = 0", "server listen", "client call socket", "client call connect = 0", syn, reply, "client call write = 5")
		inOrder(t, have, "client call connect = 0", syn, reply, "server call accept4", "server call read = 5", "server stdout read 5 bytes: \"hello\"", "server call write = 5", echo)
		inOrder(t, have, "client call write = 5", data, "server call read = 5")
		inOrder(t, have, "server call write = 5", echo, "client call read = 5", "client stdout got 5 bytes: \"hello\"", "client call close = 0", fin, "client exit")
		inOrder(t, have, fin, "server call read = 0", "server call close = 0", last, "server exit")
		if !slices.IsSortedFunc(events, func(a, b Event) int { return int(a.Time - b.Time) }) {
			t.Error("time goes backwards")
		}
	}
}
