package page

import (
	"slices"
	"strconv"
	"strings"

	"bothends/runner/wire"
	"bothends/site/lesson"
	"bothends/site/page/ladder"
	"bothends/site/picture"
)

// PictureType is the media type of a picture.
const PictureType = "image/png"

// PicturePath is where a site that has an address has the picture of a page.
func PicturePath(l *lesson.Lesson) string {
	return "pictures/" + strings.TrimSuffix(l.Path, ".html") + ".png"
}

// Picture is what others show of the page of l who link to it: its title, and what
// crossed the wire in the first of its recorded runs in which something did.
func Picture(b *lesson.Book, l *lesson.Lesson) ([]byte, error) {
	p := picture.Picture{Book: plain(b.Title), Title: plain(l.Title)}
	for _, name := range slices.Concat(l.Runs, l.Sessions) {
		s := b.Snippets[name]
		if s.Recording == nil || !s.Scenario.Packets {
			continue
		}
		if drawn := Wire(s.Scenario, s.Recording.Events, name, ""); drawn != nil {
			draw(&p, drawn)
			break
		}
	}
	return p.PNG()
}

// mostArrows is more than a picture has room for.
const mostArrows = 20

// draw puts the packets of a ladder on a picture.
func draw(p *picture.Picture, l *ladder.Ladder) {
	index := map[string]int{}
	at := func(name, class string) int {
		i, ok := index[name]
		if !ok {
			i = len(p.Lifelines)
			index[name] = i
			p.Lifelines = append(p.Lifelines, picture.Lifeline{Name: name, Class: class})
		}
		return i
	}
	for _, line := range l.Lifelines {
		at(line.Name, line.Class)
	}
	for _, r := range l.Rows {
		if r.Packet == nil || len(p.Arrows) == mostArrows {
			continue
		}
		from, to := r.Packet.From, r.Packet.To
		p.Arrows = append(p.Arrows, picture.Arrow{
			From: at(nameOf(from), "other"), To: at(nameOf(to), "other"),
			Label: packetLabel(r.Packet), Lost: r.Packet.Has(wire.LabelLost),
		})
	}
}

// nameOf is the process at an end, or its address.
func nameOf(e wire.End) string {
	if e.Process != "" {
		return e.Process
	}
	return e.String()
}

// packetLabel says in a few letters what a packet is.
func packetLabel(p *wire.Packet) string {
	carries := ""
	if p.Length > 0 {
		carries = strconv.Itoa(p.Length) + " B"
	}
	switch {
	case p.Segment() && p.Length > 0:
		return carries
	case p.Segment():
		return p.Flags.String()
	case p.Protocol == wire.UDP:
		return strings.TrimSpace("UDP " + carries)
	}
	return "ICMP"
}
