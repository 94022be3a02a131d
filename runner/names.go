package runner

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"bothends/runner/nameserver"
	"bothends/runner/nearest"
)

// nameKeys says what is written at each key of a name.
var nameKeys = map[string]string{
	"address": `an address or a list of them, such as ["127.0.0.1", "::1"]`,
	"answer":  "a string: " + orList(nameserver.Answers()),
	"cname":   "a string, the name that this one stands for",
	"mx":      `a string or a list of them, a preference and a host: "10 mail.example"`,
	"ns":      "a string or a list of them, the names of hosts",
	"srv":     `a string or a list of them, priority, weight, port and host: "0 5 7 echo.example"`,
	"txt":     "a string or a list of them",
}

// ParseNames makes a zone of raw, the table [names] of the TOML file with that
// name and text. Errors begin with the name and, where it is known, the line.
func ParseNames(name string, text []byte, raw map[string]any) (nameserver.Zone, error) {
	return parseNames(newPlaces(name, text), raw, nil)
}

// parseNames makes a zone of what stands below [names], and of the names of hosts
// that a link gives.
func parseNames(at places, raw map[string]any, hosts map[string]netip.Addr) (nameserver.Zone, error) {
	if !at.has("names") && raw == nil { // an empty table is not nothing
		return nil, nil
	}
	if len(raw) > nameserver.MaxNames {
		return nil, fmt.Errorf("%s: %d names; at most %d", at.of("names"), len(raw), nameserver.MaxNames)
	}
	zone := nameserver.Zone{}
	// In the order in which they are written, so that the first mistake is told.
	keys := slices.SortedFunc(maps.Keys(raw), func(a, b string) int {
		return cmp.Or(at.lines["names."+a]-at.lines["names."+b], strings.Compare(a, b))
	})
	for _, key := range keys {
		p := newNameParser(at, hosts, key)
		name, err := hostName(key)
		if err != nil {
			return nil, p.wrong("", "%w", err)
		}
		if _, twice := zone[name]; twice {
			return nil, p.wrong("", "stands there twice; case and a final dot make no other name")
		}
		if zone[name], err = p.parse(raw[key]); err != nil {
			return nil, err
		}
	}
	for name, a := range hosts {
		if _, ok := zone[name]; !ok {
			zone[name] = nameserver.Name{Addresses: []netip.Addr{a}}
		}
	}
	for _, check := range []func(nameParser, string) error{
		func(p nameParser, name string) error { return p.checkTargets(zone, zone[name]) },
		func(p nameParser, name string) error { return p.checkChain(zone, name) },
	} {
		for _, key := range keys {
			name, _ := hostName(key)
			if err := check(newNameParser(at, hosts, key), name); err != nil {
				return nil, err
			}
		}
	}
	return zone, nil
}

// A nameParser reads what is said of one name.
type nameParser struct {
	at    places
	hosts map[string]netip.Addr // that there are, by name, besides the loopback
	key   string                // of the name
	label string                // the name as it is written there
}

func newNameParser(at places, hosts map[string]netip.Addr, name string) nameParser {
	return nameParser{at, hosts, "names." + name, strconv.Quote(name)}
}

func (p nameParser) wrong(key, format string, args ...any) error {
	place := p.key
	if key != "" {
		place += "." + key
	}
	return fmt.Errorf("%s: name %s: "+format, append([]any{p.at.of(place), p.label}, args...)...)
}

// parse reads a table, or an address or several for short.
func (p nameParser) parse(value any) (n nameserver.Name, err error) {
	table, ok := value.(map[string]any)
	if !ok {
		n.Addresses, err = p.addresses("", value)
		return n, err
	}
	for _, key := range slices.Sorted(maps.Keys(table)) {
		if err := p.set(&n, key, table[key]); err != nil {
			return n, err
		}
	}
	for _, alone := range []string{"cname", "answer"} {
		if _, ok := table[alone]; ok && len(table) > 1 {
			return n, p.wrong(alone, "with %s it can have nothing else", alone)
		}
	}
	if n := len(n.Addresses) + len(n.MX) + len(n.SRV) + len(n.NS) + len(n.TXT); n > nameserver.MaxRecords {
		return nameserver.Name{}, p.wrong("", "%d records; at most %d", n, nameserver.MaxRecords)
	}
	return n, nil
}

// set reads one key of a name's table.
func (p nameParser) set(n *nameserver.Name, key string, value any) (err error) {
	if nameKeys[key] == "" {
		return p.unknown(key, value)
	}
	if key == "address" {
		n.Addresses, err = p.addresses(key, value)
		return err
	}
	texts, ok := asStrings(value)
	if !ok || (key == "cname" || key == "answer") && len(texts) != 1 {
		return p.wrong(key, "%s is %s", key, nameKeys[key])
	}
	for _, text := range texts {
		switch key {
		case "cname":
			n.CNAME, err = hostName(text)
		case "answer":
			if n.Answer = nameserver.Answer(text); !slices.Contains(nameserver.Answers(), text) {
				err = fmt.Errorf("it must be %s%s", orList(nameserver.Answers()), nearest.Hint(text, nameserver.Answers()))
			}
		case "mx":
			var mx nameserver.MX
			mx, err = parseMX(text)
			n.MX = append(n.MX, mx)
		case "srv":
			var srv nameserver.SRV
			srv, err = parseSRV(text)
			n.SRV = append(n.SRV, srv)
		case "ns":
			var host string
			host, err = hostName(text)
			n.NS = append(n.NS, host)
		case "txt":
			if n.TXT = append(n.TXT, text); len(text) > nameserver.MaxText {
				err = fmt.Errorf("%d bytes; at most %d", len(text), nameserver.MaxText)
			}
		}
		if err != nil {
			return p.wrong(key, "%s is %.60q: %w", key, text, err)
		}
	}
	return nil
}

// unknown says which key was meant. Who forgets the quotes around a name with
// dots has written tables within tables.
func (p nameParser) unknown(key string, value any) error {
	known := slices.Sorted(maps.Keys(nameKeys))
	hint := nearest.Hint(key, known)
	if hint == "" {
		hint = "; there are " + strings.Join(known, ", ")
		if _, ok := value.(string); !ok {
			hint = fmt.Sprintf("; a name with dots is written in quotes: %q", strings.TrimPrefix(p.key, "names.")+"."+key)
		}
	}
	return fmt.Errorf("%s: no such key: %s.%s%s", p.at.of(p.key+"."+key), p.key, key, hint)
}

// addresses reads addresses, all of which must be the box's own.
func (p nameParser) addresses(key string, value any) (all []netip.Addr, err error) {
	texts, ok := asStrings(value)
	if !ok && key == "" {
		return nil, p.wrong("", `write its addresses, such as ["127.0.0.1", "::1"], or a table, such as { cname = "echo.example" }`)
	}
	if !ok {
		return nil, p.wrong(key, "%s is %s", key, nameKeys[key])
	}
	for _, text := range texts {
		a, err := netip.ParseAddr(text)
		switch {
		case err != nil:
			return nil, p.wrong(key, "%q is no address", text)
		case a.Is4In6() || !a.IsLoopback() && !slices.Contains(slices.Collect(maps.Values(p.hosts)), a):
			return nil, p.wrong(key, "there is no host %s: all that a run has are %s", text, p.allHosts())
		case slices.Contains(all, a):
			return nil, p.wrong(key, "%s stands there twice", text)
		}
		if all = append(all, a); len(all) > nameserver.MaxRecords {
			return nil, p.wrong(key, "%d addresses; at most %d", len(texts), nameserver.MaxRecords)
		}
	}
	return all, nil
}

// allHosts says which addresses there are.
func (p nameParser) allHosts() string {
	all := "127.0.0.0 to 127.255.255.255, and ::1"
	for _, name := range slices.Sorted(maps.Keys(p.hosts)) {
		all += ", and " + p.hosts[name].String()
	}
	return all
}

// checkTargets checks that the names which this one leads to are there.
func (p nameParser) checkTargets(zone nameserver.Zone, n nameserver.Name) error {
	type target struct{ key, name string }
	all := []target{{"cname", n.CNAME}}
	for _, mx := range n.MX {
		all = append(all, target{"mx", mx.Host})
	}
	for _, srv := range n.SRV {
		all = append(all, target{"srv", srv.Target})
	}
	for _, host := range n.NS {
		all = append(all, target{"ns", host})
	}
	for _, t := range all {
		if _, ok := zone[t.name]; !ok && t.name != "" {
			return p.wrong(t.key, "%s leads to %s, which is not below [names]%s",
				t.key, t.name, nearest.Hint(t.name, slices.Sorted(maps.Keys(zone))))
		}
	}
	return nil
}

// checkChain checks that the name's CNAMEs come to an end.
func (p nameParser) checkChain(zone nameserver.Zone, name string) error {
	chain := []string{name}
	for next := zone[name].CNAME; next != ""; next = zone[next].CNAME {
		loop := slices.Contains(chain, next)
		chain = append(chain, next)
		if loop {
			return p.wrong("cname", "its cname goes in circles: %s", strings.Join(chain, " → "))
		}
		if len(chain) > nameserver.MaxChain+1 {
			return p.wrong("cname", "more than %d cnames, one leading to the next", nameserver.MaxChain)
		}
	}
	return nil
}

// hostName returns a name in lower case and without the final dot, if it is one.
func hostName(text string) (string, error) {
	const rule = "labels of letters, digits, - and _, with dots between, 63 bytes each and 253 in all"
	name := strings.ToLower(strings.TrimSuffix(text, "."))
	if len(name) > 253 {
		return "", fmt.Errorf("%d bytes; a name is %s", len(name), rule)
	}
	if _, err := netip.ParseAddr(name); err == nil {
		return "", errors.New("an address is no name; the name stands on the left, its addresses on the right")
	}
	for label := range strings.SplitSeq(name, ".") {
		odd := func(c rune) bool { return (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' }
		if label == "" || len(label) > 63 || strings.ContainsFunc(label, odd) {
			return "", fmt.Errorf("a name is %s", rule)
		}
	}
	return name, nil
}

// targetName is a hostName or the root, which says that there is no such service.
func targetName(text string) (string, error) {
	if text == "." {
		return "", nil
	}
	return hostName(text)
}

// parseMX reads a preference and a host.
func parseMX(text string) (mx nameserver.MX, err error) {
	fields := strings.Fields(text)
	if len(fields) != 2 {
		return mx, errors.New(`write a preference and a host, such as "10 mail.example"`)
	}
	if mx.Preference, err = number(fields[0]); err == nil {
		mx.Host, err = targetName(fields[1])
	}
	return mx, err
}

// parseSRV reads priority, weight, port and host.
func parseSRV(text string) (srv nameserver.SRV, err error) {
	fields := strings.Fields(text)
	if len(fields) != 4 {
		return srv, errors.New(`write priority, weight, port and host, such as "0 5 7 echo.example"`)
	}
	for i, to := range []*uint16{&srv.Priority, &srv.Weight, &srv.Port} {
		if *to, err = number(fields[i]); err != nil {
			return srv, err
		}
	}
	srv.Target, err = targetName(fields[3])
	return srv, err
}

func number(text string) (uint16, error) {
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		return 0, fmt.Errorf("%q is no number from 0 to 65535", text)
	}
	return uint16(n), nil
}

// asStrings returns a string, or a list of strings.
func asStrings(value any) (all []string, ok bool) {
	if text, ok := value.(string); ok {
		return []string{text}, true
	}
	list, ok := value.([]any)
	for _, v := range list {
		text, isText := v.(string)
		all, ok = append(all, text), ok && isText
	}
	return all, ok
}

func orList(words []string) string {
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}
