//go:build linux && (amd64 || arm64)

package box

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// Page tables are memory of the kernel's, which no resource limit counts: who uses one page
// here and one there has two pages of tables for each. A control group counts them;
// where there is none the supervisor looks at them, and has init end the workers.

// maxTables is how large those of one worker may be, in bytes. All of the addresses that it
// may have take 8 MiB if they are used.
const maxTables = 16 << 20

// tablesEvery is how many counts of sockets there are to one look at the tables.
const tablesEvery = 5

// tables are those of a box's workers.
type tables struct {
	files []*os.File   // status of each, proc(5)
	end   func() error // has init end them
}

// openTables opens what the kernel says of each worker. On a machine that hides other
// users' processes nothing is seen, and control groups alone hold this.
func (b *Box) openTables() {
	t := &b.told.census.pages
	t.end = b.sendTables
	for i := range b.workers {
		pid, err := pidOf(b.workers[i].process)
		if err != nil {
			continue
		}
		if f, err := os.Open(fmt.Sprintf("/proc/%d/status", pid)); err == nil {
			t.files = append(t.files, f)
		}
	}
}

func (b *Box) sendTables() error {
	if err := send(b.control, command{Tables: true}); err != nil && err != unix.EAGAIN {
		return fmt.Errorf("box: its init ended: %w", err)
	}
	return nil
}

// excessive reports whether one worker's are too large.
func (t *tables) excessive() bool {
	for _, f := range t.files {
		var text [4096]byte
		n, _ := f.ReadAt(text[:], 0) // nothing of one that has ended
		if tablesSize(text[:n]) > maxTables {
			return true
		}
	}
	return false
}

// tablesSize reads VmPTE: N kB, in bytes.
func tablesSize(status []byte) int {
	_, rest, _ := bytes.Cut(status, []byte("\nVmPTE:"))
	line, _, _ := bytes.Cut(rest, []byte("\n"))
	number, _ := bytes.CutSuffix(bytes.TrimSpace(line), []byte(" kB"))
	n, _ := strconv.Atoi(string(number))
	return n << 10
}

func (t *tables) close() (err error) {
	for _, f := range t.files {
		err = errors.Join(err, f.Close())
	}
	t.files = nil
	return err
}
