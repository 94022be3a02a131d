package lesson

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// A File is one file of a snippet, as readers see it: without the lines that
// mark regions.
type File struct {
	Name    string // server/main.go
	Program string // server
	Base    string // main.go
	Source  string

	regions map[string]string
}

// Regions lists the names of the file's regions.
func (f *File) Regions() []string { return slices.Sorted(maps.Keys(f.regions)) }

var marker = regexp.MustCompile(`^\s*(?://|#)\s*(ANCHOR|ANCHOR_END):\s*(\S*)\s*$`)

// regions cuts a file along the lines "// ANCHOR: name" and "// ANCHOR_END:
// name". Regions may overlap.
func (r *reader) regions(place place, f *File, text string) {
	f.regions = map[string]string{}
	open, opened := map[string]*strings.Builder{}, map[string]int{}
	var all strings.Builder
	marked := false // the last line that is not blank is a marker
	place.line = 0
	for line := range strings.SplitAfterSeq(text, "\n") {
		place.line++
		m := marker.FindStringSubmatch(line)
		if m == nil {
			all.WriteString(line)
			marked = marked && strings.TrimSpace(line) == ""
			for _, b := range open {
				b.WriteString(line)
			}
			continue
		}
		name := m[2]
		marked = true
		switch {
		case name == "":
			r.mistakes.add(place, "a region without a name; write ANCHOR: name")
		case m[1] == "ANCHOR" && opened[name] > 0:
			r.mistakes.add(place, "region %q was opened already, in line %d", name, opened[name])
		case m[1] == "ANCHOR":
			open[name], opened[name] = &strings.Builder{}, place.line
		case open[name] == nil:
			r.mistakes.add(place, "region %q ends here but is not open", name)
		default:
			f.regions[name] = open[name].String()
			delete(open, name)
		}
	}
	for name, b := range open {
		place.line = opened[name]
		r.mistakes.add(place, "region %q is never closed; end it with // ANCHOR_END: %[1]s", name)
		f.regions[name] = b.String() // known, so that it is not reported as missing as well
	}
	f.Source = all.String()
	if marked { // gofmt has a blank line before it, which nothing follows now
		f.Source = strings.TrimRight(f.Source, " \t\r\n") + "\n"
	}
}
