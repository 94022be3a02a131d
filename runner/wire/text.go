package wire

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// previewed is how many bytes of payload the text of a packet shows.
const previewed = 32

// String writes the packet on one line, in parts that two blanks part:
//
//	client.49152 > server.7  SYN  seq 0  win 65495  mss 65495  (CLOSED>SYN-SENT, -)
//	client.49152 > server.7  PSH ACK  seq 1:6  ack 1  win 65536  5 bytes "hello"
//	server.7 > client.49152  RST ACK  seq 0  ack 1  [reset: refused]  (CLOSED, SYN-SENT>CLOSED)
//	client.49152 > server.7  UDP  5 bytes "hello"
//	127.0.0.1 > client  ICMP port unreachable  about client.49152 > 127.0.0.1.9  UDP  5 bytes
//
// Ends are processes, or addresses where no process is known, and ports.
// Labels that the flags tell already are not repeated. The states are the
// sender's and the receiver's, each with the one before if the segment changed
// it; they are left out if it changed neither. What a packet does not hold, such
// as options, or a window in a recording, is left out. Nothing in the line moves
// a cursor or reorders text.
func (p Packet) String() string {
	parts := []string{p.From.String() + " > " + p.To.String()}
	if p.Protocol == TCP {
		parts = append(parts, p.segmentParts()...)
	} else {
		parts = append(parts, p.datagramParts()...)
	}
	if words := p.LabelWords(); words != "" {
		parts = append(parts, "["+words+"]")
	}
	if p.From.Before != p.From.State || p.To.Before != p.To.State {
		parts = append(parts, "("+p.From.change()+", "+p.To.change()+")")
	}
	if p.About != nil {
		parts = append(parts, "about "+p.About.String())
	}
	return strings.Join(parts, "  ")
}

func (p Packet) segmentParts() []string {
	flags := p.Flags.String()
	if flags == "" {
		flags = "no flags"
	}
	seq := fmt.Sprintf("seq %d", p.Seq)
	if p.Length > 0 {
		seq += fmt.Sprintf(":%d", uint64(p.Seq)+uint64(p.Length))
	}
	parts := []string{flags, seq}
	if p.Flags&ACK != 0 {
		parts = append(parts, fmt.Sprintf("ack %d", p.Ack))
	}
	if p.Window > 0 || p.Has(LabelZeroWindow) {
		parts = append(parts, fmt.Sprintf("win %d", p.Window))
	}
	if o := p.Options; o != nil {
		parts = append(parts, o.parts()...)
	}
	if p.Length > 0 {
		parts = append(parts, p.PayloadText(previewed))
	}
	return parts
}

func (p Packet) datagramParts() []string {
	switch p.Protocol {
	case ICMP:
		return []string{strings.TrimSpace("ICMP " + p.Message)}
	case ICMPv6:
		return []string{strings.TrimSpace("ICMPv6 " + p.Message)}
	}
	return []string{"UDP", p.PayloadText(previewed)}
}

func (o *Options) parts() []string {
	var parts []string
	if o.MSS != 0 {
		parts = append(parts, fmt.Sprintf("mss %d", o.MSS))
	}
	if o.WindowScale != nil {
		parts = append(parts, fmt.Sprintf("wscale %d", *o.WindowScale))
	}
	if o.SACKPermitted {
		parts = append(parts, "sack")
	}
	if o.Timestamps {
		parts = append(parts, "timestamps")
	}
	return parts
}

// String writes an end: process or address, a point, the port.
func (e End) String() string {
	host := e.Process
	if host == "" {
		host = "?"
		if e.Address.IsValid() {
			host = e.Address.String()
		}
	}
	switch {
	case e.PortName != "":
		return host + "." + e.PortName
	case e.Port != 0:
		return host + "." + strconv.Itoa(int(e.Port))
	}
	return host
}

// change writes the states of an end.
func (e End) change() string {
	switch {
	case e.State == "":
		return "-"
	case e.Before == e.State:
		return string(e.State)
	case e.Before == "":
		return "?>" + string(e.State)
	}
	return string(e.Before) + ">" + string(e.State)
}

// PayloadText writes how much payload there is, and at most limit bytes of
// its beginning, quoted as Go does: 5 bytes "hello".
func (p Packet) PayloadText(limit int) string {
	size := strconv.Itoa(p.Length) + " bytes"
	if p.Length == 1 {
		size = "1 byte"
	}
	shown := p.Payload[:min(len(p.Payload), max(limit, 0))]
	if len(shown) < p.Length {
		shown = wholeRunes(shown)
	}
	if len(shown) == 0 {
		return size
	}
	quoted := strconv.Quote(string(shown))
	if len(shown) < p.Length {
		quoted += "…"
	}
	return size + " " + quoted
}

// wholeRunes cuts off UTF-8 sequences that only begin.
func wholeRunes(b []byte) []byte {
	for i := 1; i < utf8.UTFMax && i <= len(b); i++ {
		if !utf8.RuneStart(b[len(b)-i]) {
			continue
		}
		if utf8.FullRune(b[len(b)-i:]) {
			return b
		}
		b, i = b[:len(b)-i], 0
	}
	return b
}

// LabelWords writes the labels, but for those that flags and length tell.
func (p Packet) LabelWords() string {
	var words []string
	for _, l := range p.ToldLabels() {
		if l == LabelReset {
			words = append(words, "reset: "+p.Reset.Words())
		} else {
			words = append(words, l.Words())
		}
	}
	return strings.Join(words, ", ")
}

// ToldLabels are the labels, but for those that flags and length tell.
func (p Packet) ToldLabels() []Label {
	return slices.DeleteFunc(slices.Clone(p.Labels), func(l Label) bool {
		return l != LabelReset && slices.Contains(p.evident(), l)
	})
}

// evident lists the labels that need not be written.
func (p Packet) evident() []Label {
	var labels []Label
	switch {
	case p.Protocol != TCP:
		return nil
	case p.Flags&(SYN|ACK) == SYN|ACK:
		labels = append(labels, LabelSYNACK)
	case p.Flags&SYN != 0:
		labels = append(labels, LabelSYN)
	}
	if p.Length > 0 && !p.Has(LabelRetransmission) && !p.Has(LabelKeepAlive) && !p.Has(LabelWindowProbe) && p.Flags&RST == 0 {
		labels = append(labels, LabelData)
	}
	if p.Flags&FIN != 0 {
		labels = append(labels, LabelFIN)
	}
	return labels
}

// Parse reads what String wrote, for what that holds: of a payload the
// beginning, and no address of a process.
func Parse(line string) (Packet, error) {
	p, err := parsePacket(line)
	if err != nil {
		return Packet{}, fmt.Errorf("%w: %q; a packet reads as in: client.49152 > server.7  SYN  seq 0", err, line)
	}
	return p, nil
}

func parsePacket(line string) (Packet, error) {
	var p Packet
	parts, err := splitParts(line)
	if err != nil || len(parts) < 2 {
		return p, errors.Join(err, errors.New("no packet"))
	}
	from, to, ok := strings.Cut(parts[0], " > ")
	if !ok {
		return p, errors.New("no two ends")
	}
	if p.From, err = parseEnd(from); err != nil {
		return p, err
	}
	if p.To, err = parseEnd(to); err != nil {
		return p, err
	}
	if err := p.parseKind(parts[1]); err != nil {
		return p, err
	}
	for i, part := range parts[2:] {
		if _, ok := strings.CutPrefix(part, "about "); ok && (p.Protocol == ICMP || p.Protocol == ICMPv6) {
			about, err := parsePacket(strings.TrimPrefix(strings.Join(parts[2+i:], "  "), "about "))
			p.About = &about
			if err != nil {
				return p, err
			}
			break
		}
		if err := p.parsePart(part); err != nil {
			return p, err
		}
	}
	p.Labels = append(p.evident(), p.Labels...)
	return p, nil
}

// splitParts splits at two blanks that stand in no quotes.
func splitParts(line string) ([]string, error) {
	var parts []string
	start := 0
	for i := 0; i < len(line); i++ {
		switch {
		case line[i] == '"':
			quoted, err := strconv.QuotedPrefix(line[i:])
			if err != nil {
				return nil, errors.New("quotes that do not close")
			}
			i += len(quoted) - 1
		case strings.HasPrefix(line[i:], "  "):
			parts = append(parts, line[start:i])
			start = i + 2
			i++
		}
	}
	return append(parts, line[start:]), nil
}

// parseEnd reads what End.String wrote.
func parseEnd(s string) (End, error) {
	var e End
	host := s
	if i := strings.LastIndexByte(s, '.'); i >= 0 {
		port := s[i+1:]
		if strings.HasPrefix(port, "{") && strings.HasSuffix(port, "}") {
			host, e.PortName = s[:i], port
		} else if _, err := netip.ParseAddr(s); err != nil { // or the point is one of an address
			n, err := strconv.ParseUint(port, 10, 16)
			if err != nil {
				return e, fmt.Errorf("%q is no port", port)
			}
			host, e.Port = s[:i], uint16(n)
		}
	}
	if a, err := netip.ParseAddr(host); err == nil {
		e.Address = a
	} else if host != "?" {
		e.Process = host
	}
	if host == "" || strings.ContainsAny(host, " \"") {
		return e, fmt.Errorf("%q is no end of a connection", s)
	}
	return e, nil
}

// parseKind reads the protocol, and of TCP the flags.
func (p *Packet) parseKind(part string) error {
	word, rest, _ := strings.Cut(part, " ")
	switch {
	case part == "UDP":
		p.Protocol = UDP
		return nil
	case word == "ICMP":
		p.Protocol, p.Message = ICMP, rest
		return nil
	case word == "ICMPv6":
		p.Protocol, p.Message = ICMPv6, rest
		return nil
	}
	p.Protocol = TCP
	switch part {
	case "no flags":
		return nil
	case "":
		return errors.New("no protocol and no flags")
	}
	return p.Flags.UnmarshalText([]byte(part))
}

// parsePart reads any part after the protocol.
func (p *Packet) parsePart(part string) error {
	word, rest, _ := strings.Cut(part, " ")
	number := func(s string) (uint32, error) {
		n, err := strconv.ParseUint(s, 10, 32)
		return uint32(n), err
	}
	var err error
	switch {
	case strings.HasPrefix(part, "[") && strings.HasSuffix(part, "]"):
		return p.parseLabels(part[1 : len(part)-1])
	case strings.HasPrefix(part, "(") && strings.HasSuffix(part, ")"):
		from, to, _ := strings.Cut(part[1:len(part)-1], ", ")
		return errors.Join(p.From.parseChange(from), p.To.parseChange(to))
	case word == "seq":
		first, _, _ := strings.Cut(rest, ":")
		p.Seq, err = number(first)
	case word == "ack":
		p.Ack, err = number(rest)
	case word == "win":
		p.Window, err = number(rest)
	case strings.HasPrefix(rest, "byte"):
		return p.parsePayload(word, rest)
	default:
		return p.parseOption(word, rest)
	}
	if err != nil {
		return fmt.Errorf("%q is no number in %q", rest, part)
	}
	return nil
}

func (p *Packet) parsePayload(size, rest string) error {
	n, err := strconv.ParseUint(size, 10, 31)
	if err != nil {
		return fmt.Errorf("%q is no number of bytes", size)
	}
	p.Length = int(n)
	_, quoted, shown := strings.Cut(rest, " ")
	if !shown {
		return nil
	}
	text, err := strconv.Unquote(strings.TrimSuffix(quoted, "…"))
	if err != nil || len(text) > p.Length {
		return fmt.Errorf("%s is no payload of %d bytes", quoted, p.Length)
	}
	p.Payload = []byte(text)
	return nil
}

func (p *Packet) parseOption(word, rest string) error {
	if p.Options == nil {
		p.Options = &Options{}
	}
	n, err := strconv.ParseUint(rest, 10, 16)
	switch {
	case word == "mss" && err == nil:
		p.Options.MSS = uint16(n)
	case word == "wscale" && err == nil && n < 15:
		scale := uint8(n)
		p.Options.WindowScale = &scale
	case word == "sack" && rest == "":
		p.Options.SACKPermitted = true
	case word == "timestamps" && rest == "":
		p.Options.Timestamps = true
	default:
		return fmt.Errorf("%q is unknown", strings.TrimSpace(word+" "+rest))
	}
	return nil
}

// allLabels and the following lists are what Parse knows.
var allLabels = []Label{
	LabelSYN, LabelSYNACK, LabelHandshakeDone, LabelData, LabelRetransmission, LabelDuplicateACK, LabelZeroWindow,
	LabelWindowProbe, LabelWindowUpdate, LabelKeepAlive, LabelKeepAliveACK, LabelFIN, LabelHalfClose,
	LabelSimultaneousOpen, LabelSimultaneousClose, LabelReset, LabelFragment, LabelLost, LabelDoubled, LabelOvertaken,
}

var allReasons = []ResetReason{ResetRefused, ResetAborted, ResetUnread, ResetAfterClose, ResetAfterBoth, ResetUnknown}

var allStates = []State{
	Closed, Listen, SynSent, SynReceived, Established, FinWait1, FinWait2, CloseWait, Closing, LastAck, TimeWait,
}

func (p *Packet) parseLabels(words string) error {
	for word := range strings.SplitSeq(words, ", ") {
		if why, ok := strings.CutPrefix(word, "reset: "); ok {
			i := slices.IndexFunc(allReasons, func(r ResetReason) bool { return r.Words() == why })
			if i < 0 {
				return fmt.Errorf("%q is no reason of a reset", why)
			}
			p.Labels, p.Reset = append(p.Labels, LabelReset), allReasons[i]
			continue
		}
		i := slices.IndexFunc(allLabels, func(l Label) bool { return l.Words() == word })
		if i < 0 {
			return fmt.Errorf("%q is no label", word)
		}
		p.Labels = append(p.Labels, allLabels[i])
	}
	return nil
}

// parseChange reads what End.change wrote.
func (e *End) parseChange(s string) error {
	if s == "-" {
		return nil
	}
	old, after, changed := strings.Cut(s, ">")
	if !changed {
		after = old
	}
	e.Before, e.State = State(old), State(after)
	if changed && old == "?" {
		e.Before = ""
	} else if !slices.Contains(allStates, e.Before) {
		return fmt.Errorf("%q is no state of TCP", old)
	}
	if !slices.Contains(allStates, e.State) {
		return fmt.Errorf("%q is no state of TCP", after)
	}
	return nil
}
