package assets

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var (
	palette = regexp.MustCompile(`(?s)\{\s*(?:color-scheme:[^;]*;\s*)?(--bg: #[^}]*?--line: #\w{6};)`)
	colour  = regexp.MustCompile(`--(\w+): #(\w{6})`)
	mark    = regexp.MustCompile(`\.lit::after \{[^}]*var\(--link\) (\d+)%, transparent`)
)

// Each colour of text holds AA, on the page, on code and on a line of it that is
// marked, in every palette; those who look at the pages with a program cannot see
// what lies behind a text.
func TestContrast(t *testing.T) {
	css, err := files.ReadFile("site.css")
	if err != nil {
		t.Fatal(err)
	}
	m := mark.FindSubmatch(css)
	if m == nil {
		t.Fatal("how much of a colour a mark has is not found")
	}
	percent, _ := strconv.ParseFloat(string(m[1]), 64)
	screen, _, _ := strings.Cut(string(css), "@media print")
	palettes := palette.FindAllStringSubmatch(screen, -1)
	if len(palettes) != 3 {
		t.Fatalf("%d palettes, want light and dark, which stands twice", len(palettes))
	}
	if palettes[1][1] != strings.ReplaceAll(palettes[2][1], "\n\t", "\n\t\t") {
		t.Error("dark as the system says is not dark as the reader says")
	}
	for i, p := range palettes {
		colours := map[string][3]float64{}
		for _, c := range colour.FindAllStringSubmatch(p[1], -1) {
			for j := range 3 {
				v, _ := strconv.ParseUint(c[2][2*j:2*j+2], 16, 8)
				rgb := colours[c[1]]
				rgb[j] = float64(v)
				colours[c[1]] = rgb
			}
		}
		marked := colours["code"]
		for j := range marked {
			marked[j] += (colours["link"][j] - marked[j]) * percent / 100
		}
		for name, text := range colours {
			if name == "bg" || name == "code" || name == "line" { // a line is no text
				continue
			}
			for on, behind := range map[string][3]float64{"the page": colours["bg"], "code": colours["code"], "a marked line": marked} {
				if got := contrast(text, behind); got < 4.5 {
					t.Errorf("palette %d: %s on %s has %.2f, less than 4.5", i, name, on, got)
				}
			}
		}
	}
}

// contrast is the ratio of WCAG 2.2.
func contrast(a, b [3]float64) float64 {
	luminance := func(c [3]float64) float64 {
		for i := range c {
			if c[i] /= 255; c[i] <= 0.04045 {
				c[i] /= 12.92
			} else {
				c[i] = math.Pow((c[i]+0.055)/1.055, 2.4)
			}
		}
		return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2]
	}
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}
