package page

import (
	"testing"
	"time"

	"bothends/runner"
)

// A call on the ladder has its addresses as people write them, and what a program
// wrote as it wrote it.
func TestWireCall(t *testing.T) {
	for _, test := range []struct {
		call runner.SocketCall
		want string
		end  time.Duration
	}{
		{runner.SocketCall{Name: "connect", Args: `3, {sa_family=AF_INET, sin_port=htons(7), sin_addr=inet_addr("127.0.0.1")}, 16`, Result: "-1", Errno: "ECONNREFUSED", Began: 10, Duration: 5},
			"connect(3, 127.0.0.1:7, 16) = -1 ECONNREFUSED", 15},
		{runner.SocketCall{Name: "accept4", Args: `3, {sa_family=AF_INET6, sin6_port=htons({port 1}), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "::1", &sin6_addr), sin6_scope_id=0}, [112 => 28], 0`, Result: "4", Began: 3, Duration: 7},
			"accept4(3, [::1]:{port 1}, [112 => 28], 0) = 4", 10},
		{runner.SocketCall{Name: "read", Args: "4, 0x…, 32", Result: "?"}, "read(4, 0x…, 32) …", 10}, // as recorded
		{runner.SocketCall{Name: "write", Args: `4, "{sa_family=AF_INET, sin_port=htons(7), sin_addr=inet_addr(\"127.0.0.1\")}", 72`, Result: "72"},
			`write(4, "{sa_family=AF_INET, sin_port=htons(7), sin_addr=inet_addr(\"127.0.0.1\")}", 72) = 72`, 10},
	} {
		rows := wordsIn("").wireRow(runner.Event{Time: 10, Process: "client", Kind: runner.Call, Call: &test.call})
		if len(rows) != 1 || rows[0].Time != 10 || rows[0].Call.String() != test.want || rows[0].Call.End != test.end {
			t.Errorf("%s: %+v; want %s until %d", test.call, rows, test.want, test.end)
		}
	}
	if rows := wordsIn("").wireRow(runner.Event{Kind: runner.Call, Call: &runner.SocketCall{Name: "getsockname", Noise: true}}); len(rows) != 1 || !rows[0].Call.Noise {
		t.Errorf("noise is not known as such: %+v", rows)
	}
	if l := Wire(runner.Scenario{}, []runner.Event{{Process: "client", Kind: runner.Call, Call: &runner.SocketCall{Name: "socket"}}}, "", ""); l != nil {
		t.Error("a ladder without a packet")
	}
}
