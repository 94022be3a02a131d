//go:build amd64 || arm64

package box

import (
	"os"
	"testing"
	"time"
)

// Sockstat as proc(5) has it: the first line counts all.
func TestSocketsUsed(t *testing.T) {
	for _, test := range []struct {
		text string
		want int
	}{
		{"sockets: used 291\nTCP: inuse 6 orphan 0 tw 0 alloc 8 mem 1\n", 291},
		{"sockets: used 3", 3},
		{"TCP6: inuse 6\n", 0},
		{"", 0},
	} {
		if got := socketsUsed([]byte(test.text)); got != test.want {
			t.Errorf("%q: %d; want %d", test.text, got, test.want)
		}
	}
}

// A box in which too many sockets are counted is looked at by init, whether or not anybody asks
// what has happened, and so it is now and then where there are few.
func TestCensusHasInitLook(t *testing.T) {
	for _, test := range []struct {
		name string
		text string
		most int
	}{
		{"too many", "sockets: used 30\n", 29},
		{"few", "sockets: used 30\n", 30},
	} {
		f, err := os.CreateTemp(t.TempDir(), "")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteString(test.text); err != nil {
			t.Fatal(err)
		}
		looks := make(chan time.Time, 1000)
		c := &census{files: []*os.File{f}, most: test.most, over: make(chan struct{}), look: func() error {
			looks <- time.Now()
			return nil
		}}
		began := time.Now()
		c.start(func(fault any) { t.Error(fault) })
		if first := <-looks; test.most == 30 && first.Sub(began) < anyway {
			t.Errorf("%s: init was to look after %v", test.name, first.Sub(began))
		}
		if err := c.close(); err != nil {
			t.Error(err)
		}
	}
}
