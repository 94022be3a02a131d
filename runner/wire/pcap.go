package wire

import (
	"fmt"
	"io"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
)

// A Pcap writes frames as pcapng, the format of Wireshark and tshark. Each
// carries a comment with the names of the processes, the labels and the states.
type Pcap struct {
	w     *pcapgo.NgWriter
	start time.Time
	link  int // the interface of frames that have Ethernet addresses; 0 while there was none
}

// NewPcap begins a file. Frames count from start; comment is about the whole
// of it, such as which snippet ran.
func NewPcap(w io.Writer, start time.Time, comment string) (*Pcap, error) {
	lo := pcapgo.NgInterface{
		Name:     "lo",
		Comment:  "the private loopback of the run, on which the kernel leaves checksums to be filled in",
		LinkType: layers.LinkTypeEthernet, TimestampResolution: 9,
	}
	options := pcapgo.NgWriterOptions{SectionInfo: pcapgo.NgSectionInfo{Application: "bothends", Comment: comment}}
	ng, err := pcapgo.NewNgWriterInterface(w, lo, options)
	if err != nil {
		return nil, fmt.Errorf("pcapng: %w", err)
	}
	return &Pcap{w: ng, start: start}, nil
}

// Write adds a frame, and what a Decoder made of it: the zero Packet, if
// nothing.
func (p *Pcap) Write(f Frame, packet Packet) error {
	info := gopacket.CaptureInfo{
		Timestamp:     p.start.Add(f.Time),
		CaptureLength: len(f.Data), Length: max(f.Length, len(f.Data)),
	}
	if fromLink(f) {
		if p.link == 0 {
			var err error
			if p.link, err = p.w.AddInterface(linkInterface()); err != nil {
				return fmt.Errorf("pcapng: %w", err)
			}
		}
		info.InterfaceIndex = p.link
	}
	var options pcapgo.NgPacketOptions
	if packet.Protocol != "" {
		options.Comments = []string{packet.comment()}
	}
	if err := p.w.WritePacketWithOptions(info, f.Data, options); err != nil {
		return fmt.Errorf("pcapng: frame %d: %w", packet.Number, err)
	}
	return nil
}

// fromLink says whether a frame is one of a link: on a loopback, none has addresses.
func fromLink(f Frame) bool {
	const addresses = 2 * 6 // bytes
	return len(f.Data) >= addresses && [addresses]byte(f.Data) != [addresses]byte{}
}

func linkInterface() pcapgo.NgInterface {
	return pcapgo.NgInterface{
		Name:     "link",
		Comment:  "the simulated link between the run's two hosts; each frame as its host sent it, and when, whether or not it arrived",
		LinkType: layers.LinkTypeEthernet, TimestampResolution: 9,
	}
}

// Close writes what is left. It closes nothing.
func (p *Pcap) Close() error {
	if err := p.w.Flush(); err != nil {
		return fmt.Errorf("pcapng: %w", err)
	}
	return nil
}

// comment is the line of a packet without what Wireshark shows itself.
func (p Packet) comment() string {
	p.Window, p.Options, p.Payload = 0, nil, nil
	if p.About != nil {
		about := *p.About
		about.Payload = nil
		p.About = &about
	}
	return p.String()
}
