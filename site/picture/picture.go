// Package picture draws what others show of a page that they link to: its title
// and, if it runs something, the beginning of what crossed the wire. It is no
// replacement for the ladder of package ladder, and nothing on a page: who sees
// it decides whether to come.
//
// A picture is a PNG of 1200 × 630 pixels in few colours. It is drawn in this
// process with the Go fonts, so that it is the same everywhere. Start at
// [Picture.PNG].
package picture

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"strings"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// Width and Height are what those who show pictures of links ask for.
const (
	Width  = 1200
	Height = 630
)

// A Picture is what is drawn.
type Picture struct {
	Book, Title string
	Lifelines   []Lifeline // left to right; at most four are drawn
	Arrows      []Arrow    // downwards; as many are drawn as there is room for
}

// A Lifeline is a process.
type Lifeline struct{ Name, Class string } // the class is server, client or other

// An Arrow is a packet between two lifelines, by their index.
type Arrow struct {
	From, To int
	Label    string
	Lost     bool // it never arrived
}

// The colours are those of the light pages.
var (
	paper  = color.RGBA{0xfd, 0xfd, 0xfb, 0xff}
	text   = color.RGBA{0x1c, 0x1f, 0x23, 0xff}
	muted  = color.RGBA{0x56, 0x5d, 0x66, 0xff}
	server = color.RGBA{0x0b, 0x5f, 0x8a, 0xff}
	client = color.RGBA{0x96, 0x43, 0x0a, 0xff}
)

func hue(class string) color.RGBA {
	switch class {
	case "server":
		return server
	case "client":
		return client
	}
	return muted
}

const (
	margin     = 72
	titleWide  = Width - 2*margin // with nothing beside it
	titleSmall = 520              // beside a ladder
	ladderLeft = 680
	ladderTop  = 150
	rowHeight  = 44
	mostLines  = 4
)

// fonts are parsed once.
var fonts = sync.OnceValue(func() map[string]*opentype.Font {
	all := map[string]*opentype.Font{}
	for name, data := range map[string][]byte{"bold": gobold.TTF, "mono": gomono.TTF} {
		f, err := opentype.Parse(data)
		if err != nil {
			panic(err) // what is embedded can be read
		}
		all[name] = f
	}
	return all
})

// A canvas is a picture that is being drawn.
type canvas struct{ *image.RGBA }

// PNG draws the picture.
func (p Picture) PNG() ([]byte, error) {
	c := canvas{image.NewRGBA(image.Rect(0, 0, Width, Height))}
	draw.Draw(c, c.Bounds(), image.NewUniform(paper), image.Point{}, draw.Src)
	// Two ends, and what joins them: the book's sign.
	c.fill(server, margin, 64, margin+96, 72)
	c.fill(client, margin+96, 64, margin+192, 72)
	if err := c.words("mono", 30, muted, margin, 122, p.Book); err != nil {
		return nil, err
	}
	room := titleWide
	if len(p.Lifelines) > 1 && len(p.Arrows) > 0 {
		room = titleSmall
		if err := c.ladder(p); err != nil {
			return nil, err
		}
	}
	if err := c.title(p.Title, room); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	e := png.Encoder{CompressionLevel: png.DefaultCompression}
	err := e.Encode(&b, c.inFewColours())
	return b.Bytes(), err
}

// title writes the title as large as it fits.
func (c canvas) title(title string, room int) error {
	for size := 76.0; ; size -= 8 {
		face, err := newFace("bold", size)
		if err != nil {
			return err
		}
		lines := wrap(face, title, room)
		if last := size <= 36; len(lines) > mostLines || !fits(face, lines, room) {
			if !last {
				continue
			}
			lines = lines[:min(len(lines), mostLines)]
		}
		y := Height/2 + 20 - int(size*1.25)*(len(lines)-1)/2 + int(size)/3
		for _, line := range lines {
			c.write(face, text, margin, y, clip(face, line, room))
			y += int(size * 1.25)
		}
		return nil
	}
}

// ladder draws lifelines and as many arrows as fit.
func (c canvas) ladder(p Picture) error {
	lines := p.Lifelines[:min(len(p.Lifelines), 4)]
	at := func(i int) int { return ladderLeft + 40 + i*(Width-margin-ladderLeft-80)/(len(lines)-1) }
	size := 28.0
	if len(lines) > 2 {
		size = 18
	}
	face, err := newFace("mono", size)
	if err != nil {
		return err
	}
	space := (Width - margin - ladderLeft) / (len(lines) - 1)
	for i, l := range lines {
		name := clip(face, l.Name, min(space-10, 2*(Width-at(i)-10)))
		c.write(face, hue(l.Class), at(i)-font.MeasureString(face, name).Round()/2, ladderTop, name)
		c.fill(hue(l.Class), at(i)-1, ladderTop+16, at(i)+2, Height-60)
	}
	label, err := newFace("mono", 20)
	if err != nil {
		return err
	}
	y := ladderTop + 52
	for _, a := range p.Arrows {
		if y+rowHeight/2 > Height-60 {
			break
		}
		if a.From == a.To || a.From >= len(lines) || a.To >= len(lines) {
			continue
		}
		from, to := at(a.From), at(a.To)
		c.arrow(hue(lines[a.From].Class), from, y, to, y+rowHeight/3, a.Lost)
		length := max(from, to) - min(from, to)
		words := clip(label, a.Label, length-30)
		c.write(label, text, (from+to-font.MeasureString(label, words).Round())/2, y-1, words)
		y += rowHeight
	}
	return nil
}

// arrow draws a line with a head; one that is lost ends on the way, in a cross.
func (c canvas) arrow(colour color.RGBA, xa, ya, xb, yb int, lost bool) {
	side := float32(1)
	if xb < xa {
		side = -1
	}
	fx, fy, tx, ty := float32(xa), float32(ya), float32(xb)-side*2, float32(yb)
	if lost {
		tx, ty = (fx+2*tx)/3, (fy+2*ty)/3
	}
	c.polygon(colour, fx, fy-1.2, tx-side*8, ty-1.2, tx-side*8, ty+1.2, fx, fy+1.2)
	if lost {
		c.polygon(colour, tx-10, ty-8, tx-8, ty-10, tx+10, ty+8, tx+8, ty+10)
		c.polygon(colour, tx-10, ty+8, tx-8, ty+10, tx+10, ty-8, tx+8, ty-10)
		return
	}
	c.polygon(colour, tx, ty, tx-side*14, ty-8, tx-side*14, ty+8)
}

// polygon fills the area between points, and looks at no other.
func (c canvas) polygon(colour color.RGBA, points ...float32) {
	left, top, right, bottom := points[0], points[1], points[0], points[1]
	for i := 2; i < len(points); i += 2 {
		left, right = min(left, points[i]), max(right, points[i])
		top, bottom = min(top, points[i+1]), max(bottom, points[i+1])
	}
	x, y := int(left), int(top)
	area := image.Rect(x, y, int(right)+1, int(bottom)+1)
	r := vector.NewRasterizer(area.Dx(), area.Dy())
	r.MoveTo(points[0]-float32(x), points[1]-float32(y))
	for i := 2; i < len(points); i += 2 {
		r.LineTo(points[i]-float32(x), points[i+1]-float32(y))
	}
	r.ClosePath()
	r.Draw(c, area, image.NewUniform(colour), image.Point{})
}

func (c canvas) fill(colour color.RGBA, x0, y0, x1, y1 int) {
	draw.Draw(c, image.Rect(x0, y0, x1, y1), image.NewUniform(colour), image.Point{}, draw.Src)
}

// words writes one line in a font of its own.
func (c canvas) words(name string, size float64, colour color.RGBA, x, y int, s string) error {
	face, err := newFace(name, size)
	if err != nil {
		return err
	}
	c.write(face, colour, x, y, clip(face, s, titleWide))
	return nil
}

func (c canvas) write(face font.Face, colour color.RGBA, x, y int, s string) {
	d := font.Drawer{Dst: c, Src: image.NewUniform(colour), Face: face, Dot: fixed.P(x, y)}
	d.DrawString(s)
}

// newFace makes a face, which only one goroutine may use.
func newFace(name string, size float64) (font.Face, error) {
	return opentype.NewFace(fonts()[name], &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
}

// wrap breaks a text between words.
func wrap(face font.Face, s string, room int) []string {
	var lines []string
	for _, word := range strings.Fields(s) {
		if n := len(lines); n > 0 {
			if longer := lines[n-1] + " " + word; font.MeasureString(face, longer).Round() <= room {
				lines[n-1] = longer
				continue
			}
		}
		lines = append(lines, word)
	}
	return lines
}

func fits(face font.Face, lines []string, room int) bool {
	for _, line := range lines {
		if font.MeasureString(face, line).Round() > room {
			return false
		}
	}
	return true
}

// clip shortens a text that is too long.
func clip(face font.Face, s string, room int) string {
	if font.MeasureString(face, s).Round() <= room {
		return s
	}
	runes := []rune(s)
	for len(runes) > 0 && font.MeasureString(face, string(runes)+"…").Round() > room {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}

// shades is how many steps there are between the paper and each colour.
const shades = 16

// inFewColours makes a picture a fifth as large, as a file: a byte for each pixel.
func (c canvas) inFewColours() *image.Paletted {
	var palette color.Palette
	for _, ink := range []color.RGBA{text, muted, server, client} {
		for i := range shades {
			mix := func(from, to uint8) uint8 { return uint8((int(from)*(shades-1-i) + int(to)*i) / (shades - 1)) }
			palette = append(palette, color.RGBA{mix(paper.R, ink.R), mix(paper.G, ink.G), mix(paper.B, ink.B), 0xff})
		}
	}
	out := image.NewPaletted(c.Bounds(), palette)
	known := map[color.RGBA]uint8{} // most pixels have one of few hundred colours
	last, index := color.RGBA{}, uint8(0)
	for i := range out.Pix {
		p := c.Pix[4*i : 4*i+4]
		if colour := (color.RGBA{p[0], p[1], p[2], p[3]}); colour != last {
			var ok bool
			if index, ok = known[colour]; !ok {
				index = uint8(palette.Index(colour))
				known[colour] = index
			}
			last = colour
		}
		out.Pix[i] = index
	}
	return out
}
