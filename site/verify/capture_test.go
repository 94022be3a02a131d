package verify

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"bothends/runner"
	"bothends/runner/wire"
	"bothends/site/lesson"
)

// A capture is written with its recording, and left alone as long as both are of one run.
func TestCapture(t *testing.T) {
	const capture, recorded = "snippets/pair/capture.pcapng", "snippets/pair/recording.txt"
	dir := write(t, book)
	change(t, dir, "snippets/pair/main/main.go", `package main

import (
	"fmt"
	"net"
)

const text = "hello, and more than a recording shows of it"

func main() {
	here, err := net.ListenPacket("udp", "127.0.0.1:7")
	if err != nil {
		panic(err)
	}
	n, err := here.WriteTo([]byte(text), here.LocalAddr())
	fmt.Println(n, err)
}
`)
	change(t, dir, "snippets/pair/scenario.toml", "packets = true\n")
	update := func() Result { return check(t, dir, Options{Update: true, Dir: dir})["pair"] }
	if r := update(); !r.OK() || !r.Written {
		t.Fatalf("%v\n%s", r, r.Details())
	}
	text, file := read(t, dir, recorded), read(t, dir, capture)
	if c, err := wire.ReadPcap(strings.NewReader(file)); err != nil || len(c.Packets) != strings.Count(text, " datagram ") || len(c.Packets) == 0 {
		t.Errorf("%d frames, %v, of\n%s", len(c.Packets), err, text)
	}
	if r := update(); !r.OK() || r.Written {
		t.Errorf("what agrees was written again: %v", r)
	}
	change(t, dir, "snippets/pair/main/main.go", "// Talks to itself.\n"+read(t, dir, "snippets/pair/main/main.go"))
	if r := update(); !r.Written || read(t, dir, capture) != file {
		t.Errorf("after a change of a comment the capture is another one: %v", r)
	}

	_, events, _ := strings.Cut(text, "\n")
	for name, spoil := range map[string]func(){
		"there is no capture of the recorded run": func() { os.Remove(filepath.Join(dir, capture)) },
		"not of the run that is recorded": func() {
			changed := strings.Replace(events, `"hello`, `"world`, 1)
			change(t, dir, recorded, strings.Replace(read(t, dir, recorded), events, changed, 1))
		},
		"frame 1 is not the packet that is recorded": func() { change(t, dir, capture, strings.Replace(file, "hello", "jello", 1)) },
		"has been changed since it was written":      func() { change(t, dir, capture, strings.Replace(file, "shows", "knows", 1)) },
		": has been changed since it was written":    func() { change(t, dir, capture, strings.Replace(file, "private", "\xffrivate", 1)) },
		"pcapng: ": func() { change(t, dir, capture, file[:40]) },
	} {
		spoil()
		for _, static := range []bool{false, true} {
			if r := check(t, dir, Options{Static: static})["pair"]; r.OK() || !strings.Contains(r.Stale, capture+": ") || !strings.Contains(r.Stale, name) {
				t.Errorf("%s: %v\n%s", name, r, r.Details())
			}
		}
		if r := update(); !r.OK() || !r.Written {
			t.Errorf("%s: not mended: %v\n%s", name, r, r.Details())
		}
		_, events, _ = strings.Cut(read(t, dir, recorded), "\n")
		file = read(t, dir, capture)
	}
}

// The captures that the pages of this book link to hold the recorded packets, and
// tshark finds nothing malformed in them.
func TestCapturesInTshark(t *testing.T) {
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("no tshark, so no capture is read with Wireshark's eyes; install it: apt-get install --no-install-recommends tshark")
	}
	b, err := lesson.Open(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for name, s := range b.Snippets {
		if s.Recording == nil || s.Recording.WireSum() == "" {
			continue
		}
		if fault := s.CaptureFault(); fault != "" {
			t.Errorf("%s", fault)
			continue
		}
		var want, got []string
		for _, e := range s.Recording.Events {
			if e.Packet != nil {
				want = append(want, payloadOf(e))
			}
		}
		for line := range strings.SplitSeq(tshark(t, s.Capture), "\n") {
			fields := strings.Split(line, "\t")
			payload := fields[5]
			if fields[9] != "" {
				n, _ := strconv.Atoi(fields[9])
				payload = strconv.Itoa(n - 8) // without the header of UDP
			}
			if got = append(got, payload); fields[10] != "" {
				t.Errorf("%s: tshark finds a malformed packet: %s", name, line)
			}
		}
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("%s: tshark reads payloads of %s bytes; the recording has %s", name, got, want)
		}
		compared += len(got)
		if bytes.Contains(s.Capture, []byte(os.TempDir())) {
			t.Errorf("%s: the capture names a folder of this machine", name)
		}
	}
	if compared == 0 {
		t.Error("no packet was compared")
	}
}

// payloadOf is how many bytes a packet carries; an ICMP message, how many the packet
// that it answers does.
func payloadOf(e runner.Event) string {
	p := *e.Packet
	if p.About != nil {
		p = *p.About
	}
	return strconv.Itoa(p.Length)
}
