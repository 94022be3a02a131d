//go:build linux && (amd64 || arm64)

package box

import (
	"encoding/binary"
	"net"
	"slices"
	"testing"

	"golang.org/x/sys/unix"
)

// The kernel names the same listeners by sock_diag as in its tables: those that
// listen, and no connection.
func TestDiagnosisIsAsTheTables(t *testing.T) {
	d, err := openDiagnosis()
	if err != nil {
		t.Skipf("not tested: %v", err)
	}
	defer d.close()
	for _, test := range []struct {
		family         byte
		table, address string
	}{
		{unix.AF_INET, "tcp", "127.0.0.1:0"},
		{unix.AF_INET6, "tcp6", "[::1]:0"},
	} {
		l, err := net.Listen("tcp", test.address)
		if err != nil {
			t.Logf("not tested: %v", err)
			continue
		}
		defer l.Close()
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		inodes := map[string]string{} // of this listener, by who says so
		for by, list := range map[string]func(func(string, Listening)){
			"sock_diag": func(add func(string, Listening)) {
				if err := d.listeners(test.family, add); err != nil {
					t.Error(err)
				}
			},
			"proc": func(add func(string, Listening)) { eachListener("/proc/self/net/"+test.table, parseTCP, add) },
		} {
			list(func(inode string, found Listening) {
				if found == (Listening{Network: "tcp", Address: l.Addr().String()}) {
					inodes[by] += inode + " "
				}
				if found.Address == c.LocalAddr().String() {
					t.Errorf("%s takes a connection for a listener: %v", by, found)
				}
			})
		}
		if inodes["proc"] == "" || inodes["sock_diag"] != inodes["proc"] {
			t.Errorf("%s listens: inodes %q", l.Addr(), inodes)
		}
	}
}

// Only an answer to the last request counts: the same for another one, or for
// another's, is none, even if it is an error, or the last.
func TestDiagnosisOfThisRequest(t *testing.T) {
	message := func(kind uint16, number, port uint32, size int) []byte {
		b := make([]byte, unix.SizeofNlMsghdr+size)
		binary.NativeEndian.PutUint32(b, uint32(len(b)))
		binary.NativeEndian.PutUint16(b[4:], kind)
		binary.NativeEndian.PutUint32(b[8:], number)
		binary.NativeEndian.PutUint32(b[12:], port)
		return b
	}
	const number, port = 7, 4711
	for _, test := range []struct {
		name         string
		number, port uint32
		found        int
		last         bool
	}{
		{"this request", number, port, 1, true},
		{"the request before", number - 1, port, 0, false},
		{"another's", number, port + 1, 0, false},
	} {
		d := &diagnosis{port: port, number: number}
		n := 0
		last, err := d.parse(slices.Concat(message(unix.SOCK_DIAG_BY_FAMILY, test.number, test.port, diagMessageSize),
			message(unix.NLMSG_DONE, test.number, test.port, 4)), func(string, Listening) { n++ })
		if n != test.found || last != test.last || err != nil {
			t.Errorf("%s: %d listeners, last %v, %v; want %d, %v", test.name, n, last, err, test.found, test.last)
		}
		_, err = d.parse(message(unix.NLMSG_ERROR, test.number, test.port, 4), func(string, Listening) {})
		if (err != nil) != test.last {
			t.Errorf("%s: an error is told as %v", test.name, err)
		}
	}
}

// What is left of an answer does not come with the next.
func TestDiagnosisAfterAnother(t *testing.T) {
	d, err := openDiagnosis()
	if err != nil {
		t.Skipf("not tested: %v", err)
	}
	defer d.close()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	gone := l.Addr().String()
	if err := d.ask(unix.AF_INET); err != nil { // and nobody reads what is answered
		t.Fatal(err)
	}
	l.Close()
	if err := d.listeners(unix.AF_INET, func(_ string, l Listening) {
		if l.Address == gone {
			t.Errorf("%s listens no more", gone)
		}
	}); err != nil {
		t.Error(err)
	}
}

func FuzzParseDiagnosis(f *testing.F) {
	listening := make([]byte, unix.SizeofNlMsghdr+diagMessageSize)
	copy(listening, []byte{byte(len(listening)), 0, 0, 0, unix.SOCK_DIAG_BY_FAMILY, 0})
	listening[unix.SizeofNlMsghdr] = unix.AF_INET
	f.Add(listening)
	f.Add([]byte{16, 0, 0, 0, unix.NLMSG_DONE, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0})
	f.Add([]byte{20, 0, 0, 0, unix.NLMSG_ERROR, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 254, 255, 255, 255})
	f.Add(slices.Concat(listening, []byte{15, 0, 0, 0}, make([]byte, 12)))
	f.Fuzz(func(t *testing.T, b []byte) {
		n := 0
		new(diagnosis).parse(b, func(string, Listening) { n++ })
		if n > len(b)/(unix.SizeofNlMsghdr+diagMessageSize) {
			t.Errorf("%d listeners in %d bytes", n, len(b))
		}
	})
}
