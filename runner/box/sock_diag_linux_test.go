//go:build linux && (amd64 || arm64)

package box

import (
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
		parseDiagnosis(b, func(string, Listening) { n++ })
		if n > len(b)/(unix.SizeofNlMsghdr+diagMessageSize) {
			t.Errorf("%d listeners in %d bytes", n, len(b))
		}
	})
}
