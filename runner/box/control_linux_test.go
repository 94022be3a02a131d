//go:build linux && (amd64 || arm64)

package box

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"golang.org/x/sys/unix"
)

// Whatever comes as a packet from a box's init, the supervisor takes it or
// says what is wrong with it, and reports of no worker that there is not.
func FuzzHandleMessage(f *testing.F) {
	for _, packet := range []string{
		`{"Worker":1,"Listening":{"Network":"tcp","Address":"127.0.0.1:7"}}`,
		`{"Worker":0,"Exited":{"Status":2,"Signal":0,"MaxRSS":1048576,"CPUTime":5}}`,
		`{"Worker":2,"Exited":{}}`,
		`{"Worker":-1,"Listening":{}}`,
		`{"Worker":9223372036854775808}`,
		`{"Ready":[{"Notify":-1,"Process":3}],"Failure":{"Layer":"x","Errno":1}}`,
		`{"TooManySockets":384}`,
		`{"Leave":{"Worker":2,"Notification":1}}`,
		`{"Fetched":-5}`,
		`{"Worker":1,"Exited":{"Status":0}} {}`,
		`null`, `[]`, ``, `{"Worker":`, "\x00\x00\x00\x18{}",
	} {
		f.Add([]byte(packet))
	}
	f.Fuzz(func(t *testing.T, packet []byte) {
		b := newTestBox(2)
		var m message
		if decode(packet, &m) != nil || b.handleMessage(m) != nil {
			return
		}
		b.deliver()
		for _, r := range b.pending {
			if r.Worker < 0 || r.Worker >= 2 {
				t.Errorf("%q makes a report of worker %d", packet, r.Worker)
			}
		}
	})
}

// A packet is whole or an error: one that is larger than any is cut, and what
// is left is none.
func TestReceiveIsBounded(t *testing.T) {
	ours, theirs, err := socketPair()
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(ours)
	large := []byte(`{"Failure":{"Text":"` + string(bytes.Repeat([]byte("x"), 2*maxPacket)) + `"}}`)
	for _, packet := range [][]byte{large, []byte(`{"Worker":1}`)} {
		if _, err := unix.Write(theirs, packet); err != nil {
			t.Fatal(err)
		}
	}
	var m message
	if err := receive(ours, &m); err == nil {
		t.Error("a packet was taken that is too large")
	}
	if err := receive(ours, &m); err != nil || m.Worker != 1 {
		t.Errorf("the next packet: %+v, %v", m, err)
	}
	unix.Close(theirs)
	if err := receive(ours, &m); !errors.Is(err, io.EOF) {
		t.Errorf("the end: %v", err)
	}
}
