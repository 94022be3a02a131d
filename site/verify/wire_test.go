package verify

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"bothends/runner"
	"bothends/runner/recording"
	"bothends/runner/wire"
	"bothends/site/lesson"
)

var repeats = flag.Int("repeats", 3, "how often each snippet is run that must come out the same")

// bookWithPackets is this book: what records its packets, or every snippet made to.
func bookWithPackets(t *testing.T, every bool) []*lesson.Snippet {
	t.Helper()
	b, err := lesson.Open(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	var all []*lesson.Snippet
	for _, name := range slices.Sorted(maps.Keys(b.Snippets)) {
		s := b.Snippets[name]
		if !every && !s.Scenario.Packets {
			continue
		}
		s.Scenario.Packets = true
		all = append(all, s)
	}
	return all
}

// runWire runs a snippet.
func runWire(t *testing.T, s *lesson.Snippet, frame func(wire.Frame, wire.Packet)) []runner.Event {
	t.Helper()
	var events []runner.Event
	result, err := runner.Run(t.Context(), s.Snippet, runner.Options{Frame: frame}, func(e runner.Event) { events = append(events, e) })
	if err != nil || result.Failed != "" {
		t.Fatalf("%s: %v, %s", s.Name, err, result.Failed)
	}
	return events
}

// Good runs of a snippet are all recorded alike, packets too, also when they
// are read back from text. Where packets vary, such as how many of a flood a
// server has kept, a snippet does not record them.
func TestPacketsRepeat(t *testing.T) {
	for _, s := range bookWithPackets(t, false) {
		t.Run(s.Name, func(t *testing.T) {
			var want *recording.Recording
			for range *repeats {
				events := runWire(t, s, nil)
				if broken := s.Scenario.Broken(events); len(broken) > 0 {
					t.Errorf("%q", broken)
				}
				got := recording.New(s.Snippet, events)
				if want == nil {
					var err error
					if want, err = recording.Parse("recording.txt", got.Format()); err != nil {
						t.Fatal(err)
					}
				}
				if diff := recording.Diff(want, got); diff != "" {
					t.Errorf("another run differs:\n%s\nthe first:\n%s\nthis one:\n%s", diff, want.Format(), got.Format())
				}
			}
		})
	}
}

// A run that does not hold what its scenario expects is a mistake, at its place,
// and is not recorded.
func TestExpectationsOfTheWire(t *testing.T) {
	dir := write(t, book)
	change(t, dir, "snippets/leave/scenario.toml", "[[process]]\nname = \"main\"\nexit = 3\n\n[[expect]]\nreset = false\n\n[[expect]]\nrefused = \"main\"\n")
	r := check(t, dir, Options{Update: true, Dir: dir})["leave"]
	want := []string{"snippets/leave/scenario.toml:9: main is expected to be refused; it was not"}
	if !slices.Equal(r.Mistakes, want) || r.Written {
		t.Errorf("%q, written: %v; want %q", r.Mistakes, r.Written, want)
	}
}

// sharkFields are what tshark is asked of each frame.
var sharkFields = []string{
	"tcp.srcport", "tcp.dstport", "tcp.flags", "tcp.seq", "tcp.ack", "tcp.len", "tcp.window_size",
	"udp.srcport", "udp.dstport", "udp.length", "_ws.malformed",
}

// What a run's capture holds is to tshark what it is to us. Programs that keep to
// themselves, or to UNIX-domain sockets, send nothing.
func TestPacketsInTshark(t *testing.T) {
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("no tshark, so no capture is compared with Wireshark; install it: apt-get install --no-install-recommends tshark")
	}
	compared := 0
	for _, s := range bookWithPackets(t, true) {
		t.Run(s.Name, func(t *testing.T) {
			var file bytes.Buffer
			pcap, err := wire.NewPcap(&file, time.Unix(1e9, 0), s.Name)
			if err != nil {
				t.Fatal(err)
			}
			var want []string
			runWire(t, s, func(f wire.Frame, p wire.Packet) {
				want = append(want, asShark(p))
				if err := pcap.Write(f, p); err != nil {
					t.Error(err)
				}
			})
			if err := pcap.Close(); err != nil {
				t.Fatal(err)
			}
			if got, want := tshark(t, file.Bytes()), strings.Join(want, "\n"); got != want {
				t.Errorf("tshark reads\n%s\nwe read\n%s", got, want)
			}
			compared += len(want)
		})
	}
	if compared == 0 {
		t.Error("no packet was compared")
	}
}

// tshark returns the fields of each frame of a capture, in a line each.
func tshark(t *testing.T, capture []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "run.pcapng")
	if err := os.WriteFile(file, capture, 0o666); err != nil {
		t.Fatal(err)
	}
	args := []string{"-n", "-r", file, "-T", "fields", "-E", "separator=/t", "-E", "occurrence=f"}
	for _, f := range sharkFields {
		args = append(args, "-e", f)
	}
	cmd := exec.CommandContext(t.Context(), "tshark", args...)
	cmd.Env = append(os.Environ(), "HOME="+t.TempDir())
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("tshark: %v", err)
	}
	return strings.TrimSuffix(string(out), "\n")
}

// asShark writes the fields as tshark does. An ICMP message has those of the
// packet that it answers.
func asShark(p wire.Packet) string {
	if p.About != nil {
		p = *p.About
	}
	var fields []string
	number := func(n int) { fields = append(fields, strconv.Itoa(n)) }
	if !p.Segment() {
		fields = make([]string, 7)
		number(int(p.From.Port))
		number(int(p.To.Port))
		number(p.Length + 8)
		return strings.Join(append(fields, ""), "\t")
	}
	number(int(p.From.Port))
	number(int(p.To.Port))
	fields = append(fields, fmt.Sprintf("0x%04x", uint8(p.Flags)))
	if p.Reset == wire.ResetRefused {
		p.Seq = 1 // Wireshark counts from the number before the first it sees; here that number is 0 in truth
	}
	number(int(p.Seq))
	number(int(p.Ack))
	number(p.Length)
	number(int(p.Window))
	return strings.Join(append(fields, "", "", "", ""), "\t")
}
