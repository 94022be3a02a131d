package recording

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// groupByPort puts the lines of a stream in which several connections mix into
// an order that does not depend on chance: first those that name no port,
// sorted; then port by port those that name it first, in their own order.
func groupByPort(lines []line) []line {
	var none, some []line
	for _, l := range lines {
		if portName.MatchString(l.text) {
			some = append(some, l)
		} else {
			none = append(none, l)
		}
	}
	slices.SortStableFunc(some, func(a, b line) int {
		return comparePorts(portName.FindString(a.text), portName.FindString(b.text))
	})
	return append(sortLines(none), some...)
}

// comparePorts orders {port 2} before {port 10}.
func comparePorts(a, b string) int {
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}

// matchPorts gives the ports of got the names that the ports of want have of
// which the same was printed. Those of which nothing like it was printed get the
// names left over, so that a diff shows the line that changed and not every
// line of every connection.
func matchPorts(want, got map[streamKey][]line) {
	free := map[string][]string{} // what was printed of a port of want, to its names
	wanted := portTexts(want)
	for _, name := range slices.SortedFunc(maps.Keys(wanted), comparePorts) {
		free[wanted[name]] = append(free[wanted[name]], name)
	}
	rename, used := map[string]string{}, map[string]bool{}
	texts := portTexts(got)
	names := slices.SortedFunc(maps.Keys(texts), comparePorts)
	for _, name := range names {
		if same := free[texts[name]]; len(same) > 0 {
			rename[name], free[texts[name]] = same[0], same[1:]
			used[same[0]] = true
		}
	}
	all := maps.Clone(wanted)
	maps.Copy(all, texts)
	left := slices.DeleteFunc(slices.SortedFunc(maps.Keys(all), comparePorts), func(n string) bool { return used[n] })
	for _, name := range names {
		if rename[name] == "" {
			rename[name], left = left[0], left[1:]
		}
	}
	for _, lines := range got {
		for i := range lines {
			lines[i].text = portName.ReplaceAllStringFunc(lines[i].text, func(n string) string { return rename[n] })
		}
	}
}

// portTexts collects for each port every line that names it, with the port
// itself and all others masked.
func portTexts(all map[streamKey][]line) map[string]string {
	order := slices.SortedFunc(maps.Keys(all), func(a, b streamKey) int {
		return cmp.Or(cmp.Compare(a.process, b.process), cmp.Compare(a.kind, b.kind))
	})
	texts := map[string]*strings.Builder{}
	for _, k := range order {
		for _, l := range all[k] {
			names := portName.FindAllString(l.text, -1)
			slices.Sort(names)
			for _, name := range slices.Compact(names) {
				if texts[name] == nil {
					texts[name] = &strings.Builder{}
				}
				masked := portName.ReplaceAllStringFunc(l.text, func(n string) string {
					if n == name {
						return "{port}"
					}
					return "{other}"
				})
				texts[name].WriteString(k.String() + " " + masked + "\n")
			}
		}
	}
	out := map[string]string{}
	for name, b := range texts {
		out[name] = b.String()
	}
	return out
}
