package wire

import "net/netip"

// pieces is what the fragments of one IP packet have in common: RFC 791, section 2.3,
// and RFC 8200, section 4.5.
type pieces struct {
	protocol Protocol
	from, to netip.Addr
	id       uint32
}

// maxFragmented bounds the fragmented packets whose ports are remembered.
const maxFragmented = 1000

// assign notes the ports of a first fragment, and gives them to later ones, which have
// no header of their own to have them in.
func (d *Decoder) assign(p *Packet, first bool, id uint32) {
	key := pieces{p.Protocol, p.From.Address, p.To.Address, id}
	if !first {
		p.FirstPorts = d.fragmented[key]
		return
	}
	if _, again := d.fragmented[key]; d.fragmented == nil || !again && len(d.fragmented) >= maxFragmented {
		d.fragmented = map[pieces][2]uint16{} // those of long ago have all their fragments
	}
	d.fragmented[key] = [2]uint16{p.From.Port, p.To.Port}
}
