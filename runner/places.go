package runner

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"

	"bothends/runner/nearest"
	"bothends/runner/strict"
)

// scenarioKeys says what is written at each key of a scenario.
var scenarioKeys = map[string]string{
	"process":               "tables, each headed [[process]]",
	"process.name":          "a string",
	"process.program":       "a string",
	"process.args":          `a list of strings, such as ["127.0.0.1", "7"]`,
	"process.stdin":         "a string",
	"process.count":         "a whole number",
	"process.wait":          "a string: listen, exit or none",
	"process.serves":        "true or false",
	"process.exit":          "a whole number",
	"names":                 "a table, headed [names]",
	"link":                  "a table, headed [link]",
	"link.delay":            `a string with a unit, such as "20ms"`,
	"link.rate":             "a whole number of bits a second",
	"link.mtu":              "a whole number of bytes",
	"link.seed":             "a whole number",
	"link.client":           "a table, such as { lose = [2] }",
	"link.server":           "a table, such as { lose = [2] }",
	"packets":               "true or false",
	"calls":                 "true or false",
	"expect":                "tables, each headed [[expect]]",
	"limits":                "a table, headed [limits]",
	"limits.time":           `a string with a unit, such as "5s"`,
	"limits.memory":         "a whole number of bytes",
	"expect.handshake":      `a list of two processes: ["client", "server"]`,
	"expect.close":          `a list of two processes: ["client", "server"]`,
	"expect.first":          "a string: the process that closes first",
	"expect.reset":          "true or false",
	"expect.refused":        "a string: a process",
	"expect.unreachable":    "a string: a process",
	"expect.resent":         "a string: a process",
	"expect.call":           `a string, a process and a call: "client read"`,
	"expect.at-most":        "a whole number",
	"link.client.lose":      pickKey,
	"link.client.duplicate": pickKey,
	"link.client.reorder":   pickKey,
	"link.client.lose-acks": pickKey,
	"link.server.lose":      pickKey,
	"link.server.duplicate": pickKey,
	"link.server.reorder":   pickKey,
	"link.server.lose-acks": pickKey,
	"limits.output":         "a whole number of bytes",
}

// pickKey is what stands at a key that picks packets.
const pickKey = "which packets, such as [1, 3], or how many of them, such as 0.1"

// tomlError puts place and cause into one line.
func tomlError(name string, e strict.Error) error {
	place, key := name, strings.Join(e.Key, ".")
	if e.Line > 0 {
		place += ":" + strconv.Itoa(e.Line)
	}
	if e.Column > 0 {
		place += ":" + strconv.Itoa(e.Column)
	}
	want := scenarioKeys[key]
	switch {
	case e.Unknown:
		return fmt.Errorf("%s: %w%s", place, e, instead(e.Key))
	case want != "": // sound TOML, but not what belongs there
		return fmt.Errorf("%s: %s is %s", place, key, want)
	}
	return fmt.Errorf("%s: %w", place, e)
}

// instead says which key was meant, or which there are.
func instead(key []string) string {
	table, word := "", key[len(key)-1]
	if len(key) > 1 {
		table = strings.Join(key[:len(key)-1], ".") + "."
	}
	var known []string
	for _, k := range slices.Sorted(maps.Keys(scenarioKeys)) {
		if k, ok := strings.CutPrefix(k, table); ok && !strings.Contains(k, ".") {
			known = append(known, k)
		}
	}
	if hint := nearest.Hint(word, known); hint != "" {
		return hint
	}
	return "; there are " + strings.Join(known, ", ")
}

// places tells where in scenario.toml a value stands that is sound TOML and
// still wrong. The zero value, but for the file, is of a scenario by convention.
type places struct {
	file  string
	lines map[string]int // by key, with the number of its process: "process.0.count"
}

// newPlaces reads a scenario that has been decoded without error.
func newPlaces(file string, text []byte) places {
	at := places{file, map[string]int{}}
	var parser unstable.Parser
	parser.Reset(text)
	table, numbers := "", map[string]int{} // of the tables that there are several of
	for parser.NextExpression() {
		e := parser.Expression()
		if e.Kind == unstable.KeyValue {
			at.note(&parser, table, e)
			continue
		}
		words, line := keyOf(&parser, e)
		table = strings.Join(words, ".") + "."
		if table == "process." || table == "expect." {
			number := numbers[table]
			numbers[table]++
			table += strconv.Itoa(number) + "."
		}
		at.lines[strings.TrimSuffix(table, ".")] = line
	}
	return at
}

// note notes a key and, where its value is written inline, those within.
func (at places) note(parser *unstable.Parser, table string, e *unstable.Node) {
	words, line := keyOf(parser, e)
	key := table + strings.Join(words, ".")
	at.lines[key] = line
	at.within(parser, key, e.Value())
}

func (at places) within(parser *unstable.Parser, key string, value *unstable.Node) {
	if value.Kind != unstable.Array && value.Kind != unstable.InlineTable {
		return
	}
	children := value.Children()
	for n := 0; children.Next(); n++ {
		if child := children.Node(); child.Kind == unstable.KeyValue {
			at.note(parser, key+".", child)
		} else {
			at.within(parser, key+"."+strconv.Itoa(n), child)
		}
	}
}

// keyOf returns the words of a dotted key, and its line.
func keyOf(parser *unstable.Parser, e *unstable.Node) (words []string, line int) {
	for key := e.Key(); key.Next(); {
		words = append(words, string(key.Node().Data))
		if line == 0 {
			line = parser.Shape(key.Node().Raw).Start.Line
		}
	}
	return words, line
}

// has says whether the key is written there.
func (at places) has(key string) bool { return at.lines[key] > 0 }

// of is the place of a key, that of its table if it is not written there, or
// else the file.
func (at places) of(key string) string {
	for !at.has(key) {
		cut := strings.LastIndexByte(key, '.')
		if cut < 0 {
			return at.file
		}
		key = key[:cut]
	}
	return fmt.Sprintf("%s:%d", at.file, at.lines[key])
}

// processKey is the key of the value of the process of that number.
func processKey(number int, key string) string {
	return "process." + strconv.Itoa(number) + "." + key
}
