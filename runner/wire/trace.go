package wire

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/gopacket/gopacket/pcapgo"
)

// A Trace keeps the frames of a run, to be written as a file when the run has
// ended. The zero value keeps none.
type Trace struct {
	Most int // how many bytes of frames are kept: those that come first

	frames  []Frame
	packets []Packet
	size    int
	left    int
}

// Add keeps a copy of a frame, and what a Decoder made of it: the zero Packet, if
// nothing.
func (t *Trace) Add(f Frame, p Packet) {
	if t.left > 0 || t.size+len(f.Data) > t.Most {
		t.left++ // and what comes later is not kept either: a capture has no gaps
		return
	}
	f.Data = slices.Clone(f.Data)
	t.size += len(f.Data)
	t.frames, t.packets = append(t.frames, f), append(t.packets, p)
}

// Len is how many frames are kept.
func (t *Trace) Len() int { return len(t.frames) }

// Pcap is the file, as [Pcap] writes it. The frames' times are as if the run had
// begun with 1970, so that they read as elsewhere: counted from the run's beginning.
// That frames are left out is added to the comment.
func (t *Trace) Pcap(comment string) ([]byte, error) {
	if t.left > 0 {
		comment += fmt.Sprintf("; the first %d of %d frames", len(t.frames), len(t.frames)+t.left)
	}
	var file bytes.Buffer
	p, err := NewPcap(&file, time.Unix(0, 0), comment)
	for i := 0; err == nil && i < len(t.frames); i++ {
		err = p.Write(t.frames[i], t.packets[i])
	}
	if err == nil {
		err = p.Close()
	}
	return file.Bytes(), err
}

// A Captured is what a file holds that [Pcap] wrote.
type Captured struct {
	Comment string
	Packets []Packet // of each frame: the zero Packet, if it holds none
}

// ReadPcap reads a file that [Pcap] wrote. What that does not keep of a frame (whose it
// was, whether a link lost it) the packets do not tell.
func ReadPcap(r io.Reader) (c Captured, err error) {
	ng, err := pcapgo.NewNgReader(r, pcapgo.DefaultNgReaderOptions)
	if err != nil {
		return c, fmt.Errorf("pcapng: %w", err)
	}
	var d Decoder
	for {
		data, info, err := ng.ReadPacketData()
		switch {
		case errors.Is(err, io.EOF):
			c.Comment = ng.SectionInfo().Comment
			return c, nil
		case err != nil:
			return Captured{}, fmt.Errorf("pcapng: frame %d: %w", len(c.Packets)+1, err)
		}
		p, _ := d.Decode(Frame{Data: data, Length: info.Length})
		c.Packets = append(c.Packets, p)
	}
}
