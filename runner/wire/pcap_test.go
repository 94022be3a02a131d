package wire

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gopacket/gopacket/pcapgo"
)

// runStart is when the runs began whose captures are in testdata.
var runStart = time.Date(2024, 6, 1, 12, 0, 0, 0, time.UTC)

// writePcap writes frames as Pcap does it for a run.
func writePcap(t testing.TB, w io.Writer, frames []Frame) {
	t.Helper()
	pcap, err := NewPcap(w, runStart, "a test")
	if err != nil {
		t.Fatal(err)
	}
	var d Decoder
	for _, f := range frames {
		p, ok := d.Decode(f)
		if ok {
			p = p.Named(liveOwner)
		}
		if err := pcap.Write(f, p); err != nil {
			t.Fatal(err)
		}
	}
	if err := pcap.Close(); err != nil {
		t.Fatal(err)
	}
}

// readPcap reads a capture and decodes it.
func readPcap(t testing.TB, file string) (frames []Frame, packets []Packet, comments []string) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	r, err := pcapgo.NewNgReader(bytes.NewReader(b), pcapgo.DefaultNgReaderOptions)
	if err != nil {
		t.Fatal(err)
	}
	var d Decoder
	for {
		data, info, options, err := r.ReadPacketDataWithOptions()
		if errors.Is(err, io.EOF) {
			return frames, packets, comments
		}
		if err != nil {
			t.Fatal(err)
		}
		f := Frame{Time: info.Timestamp.Sub(runStart), Data: data, Length: info.Length}
		p, ok := d.Decode(f)
		if !ok {
			t.Fatalf("%s: frame %d is not decoded", file, len(frames)+1)
		}
		frames, packets = append(frames, f), append(packets, p.Named(liveOwner))
		comments = append(comments, strings.Join(options.Comments, "|"))
	}
}

// captures lists the captures in testdata.
func captures(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.pcapng")
	if err != nil || len(files) == 0 {
		t.Fatal("no captures in testdata; make some: go test ./runner/wire -run Live -update")
	}
	return files
}

// TestDecodeCaptures holds what is decoded of real captures to text that was
// read by a person, beside each.
func TestDecodeCaptures(t *testing.T) {
	for _, file := range captures(t) {
		_, packets, comments := readPcap(t, file)
		var got strings.Builder
		for i, p := range packets {
			fmt.Fprintln(&got, p)
			if want := p.comment(); comments[i] != want {
				t.Errorf("%s: the comment of frame %d\n got %s\nwant %s", file, i+1, comments[i], want)
			}
		}
		golden := strings.TrimSuffix(file, ".pcapng") + ".txt"
		if *update {
			if err := os.WriteFile(golden, []byte(got.String()), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got.String() != string(want) {
			t.Errorf("%s\n got\n%swant\n%sif that is right: go test ./runner/wire -run Captures -update, and read the diff", file, &got, want)
		}
	}
}

// TestTshark holds what is decoded to what Wireshark decodes.
func TestTshark(t *testing.T) {
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("no tshark, so nothing is compared with Wireshark; install it: apt-get install --no-install-recommends tshark")
	}
	var all []byte // a file may have several sections
	for _, file := range captures(t) {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b...)
	}
	file := filepath.Join(t.TempDir(), "all.pcapng")
	if err := os.WriteFile(file, all, 0o666); err != nil {
		t.Fatal(err)
	}
	compareWithTshark(t, file)
}

// sharkFields are what tshark prints of each frame.
var sharkFields = []string{
	"ip.src", "ip.dst", "ipv6.src", "ipv6.dst", "tcp.srcport", "tcp.dstport", "tcp.flags", "tcp.seq", "tcp.ack", "tcp.len",
	"tcp.window_size", "tcp.options.mss_val", "tcp.options.wscale.shift", "udp.srcport", "udp.dstport", "udp.length",
	"icmp.type", "icmp.code", "icmpv6.type", "icmpv6.code", "frame.comment", "_ws.malformed", "frame.time_epoch",
}

// compareWithTshark compares every frame of a capture, field by field.
func compareWithTshark(t *testing.T, file string) {
	t.Helper()
	args := []string{"-n", "-r", file, "-T", "fields", "-E", "separator=/t", "-E", "occurrence=a", "-E", "aggregator=,"}
	for _, f := range sharkFields {
		args = append(args, "-e", f)
	}
	cmd := exec.CommandContext(t.Context(), "tshark", args...)
	cmd.Env = append(os.Environ(), "HOME="+t.TempDir())
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("tshark: %v\n%s", err, &stderr)
	}
	frames, packets, comments := readPcap(t, file)
	rows := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	if len(rows) != len(packets) {
		t.Fatalf("tshark reads %d frames, want %d", len(rows), len(packets))
	}
	for i, row := range rows {
		shark := map[string]string{}
		for j, value := range strings.Split(row, "\t") {
			shark[sharkFields[j]] = value
		}
		want := sharkOf(packets[i])
		want["frame.comment"] = comments[i]
		want["frame.time_epoch"] = epoch(frames[i].Time)
		for _, f := range sharkFields {
			got := shark[f]
			if f == "frame.comment" {
				got = strings.ReplaceAll(got, `\"`, `"`)
			}
			if got != want[f] {
				t.Errorf("%s: frame %d: %s: tshark says %q, decoded is %q\n%s", file, i+1, f, shark[f], want[f], packets[i])
			}
		}
	}
}

func epoch(d time.Duration) string {
	at := runStart.Add(d)
	return fmt.Sprintf("%d.%09d", at.Unix(), at.Nanosecond())
}

// sharkOf is what tshark ought to print of a packet. It joins the fields of a
// packet that an ICMP message quotes with commas.
func sharkOf(p Packet) map[string]string {
	m := map[string]string{}
	add := func(field, value string) {
		if old, ok := m[field]; ok {
			value = old + "," + value
		}
		m[field] = value
	}
	for q := &p; q != nil; q = q.About {
		ip := "ip"
		if q.From.Address.Is6() {
			ip = "ipv6"
		}
		add(ip+".src", q.From.Address.String())
		add(ip+".dst", q.To.Address.String())
		switch q.Protocol {
		case UDP:
			add("udp.srcport", strconv.Itoa(int(q.From.Port)))
			add("udp.dstport", strconv.Itoa(int(q.To.Port)))
			add("udp.length", strconv.Itoa(q.Length+8))
		case TCP:
			addTCP(q, add)
		case ICMP, ICMPv6:
			numbers, ok := map[string][2]string{
				"ICMP port unreachable": {"3", "3"}, "ICMPv6 port unreachable": {"1", "4"},
			}[map[Protocol]string{ICMP: "ICMP", ICMPv6: "ICMPv6"}[q.Protocol]+" "+q.Message]
			if ok {
				add(string(q.Protocol)+".type", numbers[0])
				add(string(q.Protocol)+".code", numbers[1])
			}
		}
	}
	return m
}

func addTCP(q *Packet, add func(field, value string)) {
	add("tcp.srcport", strconv.Itoa(int(q.From.Port)))
	add("tcp.dstport", strconv.Itoa(int(q.To.Port)))
	add("tcp.flags", fmt.Sprintf("0x%04x", uint8(q.Flags)))
	seq := q.Seq
	if q.Reset == ResetRefused {
		seq = 1 // Wireshark counts from the number before the first it sees; here that number is 0 in truth
	}
	add("tcp.seq", strconv.Itoa(int(seq)))
	add("tcp.ack", strconv.Itoa(int(q.Ack)))
	add("tcp.len", strconv.Itoa(q.Length))
	add("tcp.window_size", strconv.Itoa(int(q.Window)))
	if o := q.Options; o != nil && o.MSS != 0 {
		add("tcp.options.mss_val", strconv.Itoa(int(o.MSS)))
	}
	if o := q.Options; o != nil && o.WindowScale != nil {
		add("tcp.options.wscale.shift", strconv.Itoa(int(*o.WindowScale)))
	}
}

func TestPcapKeepsFramesAndTimes(t *testing.T) {
	want := []Frame{
		{Time: 5, Data: makeSegment(t, "c S 0 0").Data},
		{Time: 3 * time.Second, Data: makeSegment(t, "s SA 0 1").Data[:60], Length: 70},
		{Time: 3 * time.Second, Data: []byte("no packet")},
	}
	var b bytes.Buffer
	writePcap(t, &b, want)
	r, err := pcapgo.NewNgReader(&b, pcapgo.DefaultNgReaderOptions)
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range want {
		data, info, err := r.ReadPacketData()
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(data, f.Data) || !info.Timestamp.Equal(runStart.Add(f.Time)) || info.Length != max(f.Length, len(f.Data)) {
			t.Errorf("frame %d: %x %+v, want %+v", i+1, data, info, f)
		}
	}
	if section := r.SectionInfo(); section.Application != "bothends" || section.Comment != "a test" {
		t.Errorf("section %+v", section)
	}
}
