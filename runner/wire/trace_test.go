package wire

import (
	"bytes"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gopacket/gopacket/pcapgo"
)

// A trace keeps the first frames, as they were when they were added, and says what
// it has left out.
func TestTrace(t *testing.T) {
	syn := makeSegment(t, "c S 0 0")
	for _, test := range []struct {
		name          string
		most, added   int
		kept, comment string
	}{
		{"all", 3 * len(syn.Data), 3, "3", "a run of tcp-echo"},
		{"too many", 2 * len(syn.Data), 5, "2", "a run of tcp-echo; the first 2 of 5 frames"},
		{"none", 0, 1, "0", "a run of tcp-echo; the first 0 of 1 frames"},
	} {
		trace := Trace{Most: test.most}
		for i := range test.added {
			f := syn
			f.Data = bytes.Clone(syn.Data)
			f.Time = time.Duration(i+1) * time.Millisecond
			trace.Add(f, Packet{})
			clear(f.Data)
		}
		file, err := trace.Pcap("a run of tcp-echo")
		if err != nil {
			t.Fatal(err)
		}
		c, err := ReadPcap(bytes.NewReader(file))
		comment, frames := c.Comment, c.Packets
		if err != nil || comment != test.comment || len(frames) != trace.Len() || test.kept != strconv.Itoa(len(frames)) {
			t.Errorf("%s: %q with %d frames, %v; want %q with %s", test.name, comment, len(frames), err, test.comment, test.kept)
		}
		ng, err := pcapgo.NewNgReader(bytes.NewReader(file), pcapgo.DefaultNgReaderOptions)
		if err != nil {
			t.Fatal(err)
		}
		if data, ci, err := ng.ReadPacketData(); len(frames) > 0 && (err != nil || !bytes.Equal(data, syn.Data) || ci.Timestamp.UnixNano() != int64(time.Millisecond)) {
			t.Errorf("%s: the first frame is %x at %v, %v", test.name, data, ci.Timestamp, err)
		}
		if _, err := ReadPcap(bytes.NewReader(file[:len(file)-5])); len(frames) > 0 && err == nil {
			t.Errorf("%s: a file that breaks off is read", test.name)
		}
	}
	if _, err := ReadPcap(strings.NewReader("recording 1")); err == nil {
		t.Error("text is read")
	}
}
