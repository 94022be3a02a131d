//go:build linux && (amd64 || arm64)

package box

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"bothends/runner/frame"
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
		`{"TooManyTables":16777216}`,
		`{"Leave":{"Worker":2,"Notification":1}}`,
		`{"Fetched":-5}`,
		`{"Worker":1,"Exited":{"Status":0}} {}`,
		`null`, `[]`, ``, `{"Worker":`, "\x00\x00\x00\x18{}",
	} {
		f.Add(framed(f, packet))
		f.Add([]byte(packet)) // which is none
	}
	f.Add(append(framed(f, `{"Worker":1,"Exited":{}}`), framed(f, `{}`)...))
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

func framed(t testing.TB, text string) []byte {
	t.Helper()
	b, err := frame.Append(nil, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The supervisor takes frames of its own version, one in each packet, and no others.
func TestReceiveRefuses(t *testing.T) {
	ours, theirs, err := socketPair()
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(ours)
	defer unix.Close(theirs)
	good := framed(t, `{"Worker":1}`)
	other := bytes.Clone(good)
	other[2]++
	for _, test := range []struct {
		name   string
		packet []byte
		err    string
	}{
		{"a frame", good, ""},
		{"another version", other, "a frame of version 2; this is version 1"},
		{"no frame", []byte(`{"Worker":1}`), "no frame"},
		{"half a frame", good[:len(good)-1], frame.ErrShort.Error()},
		{"two frames", append(bytes.Clone(good), good...), "bytes follow the frame"},
		{"no JSON", framed(t, `{"Worker":`), "unexpected end of JSON input"},
	} {
		if _, err := unix.Write(theirs, test.packet); err != nil {
			t.Fatal(err)
		}
		var m message
		err := receive(ours, &m)
		if test.err == "" && (err != nil || m.Worker != 1) || test.err != "" && (err == nil || !strings.Contains(err.Error(), test.err)) {
			t.Errorf("%s: %+v, %v; want %q", test.name, m, err, test.err)
		}
	}
}

// A packet is whole or an error: one that is larger than any is cut, and what
// is left is none.
func TestReceiveIsBounded(t *testing.T) {
	ours, theirs, err := socketPair()
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(ours)
	large := framed(t, `{"Failure":{"Text":"`+strings.Repeat("x", 2*maxPacket)+`"}}`)
	for _, packet := range [][]byte{large, framed(t, `{"Worker":1}`)} {
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
