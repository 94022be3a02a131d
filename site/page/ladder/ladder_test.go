package ladder

import (
	"bytes"
	"encoding/xml"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pelletier/go-toml/v2"
	"golang.org/x/tools/txtar"

	"bothends/runner/wire"
)

var update = flag.Bool("update", false, "write what is drawn to testdata")

// TestGolden draws what stands in testdata, each time to the same bytes.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no drawings in testdata", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			l := parseLadder(t, string(archive.Files[0].Data))
			got := []txtar.File{archive.Files[0], {Name: "text", Data: []byte(l.Text())}, {Name: "html", Data: []byte(l.HTML())}}
			if *update {
				archive.Files = got
				if err := os.WriteFile(file, txtar.Format(archive), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			for i, g := range got {
				if i >= len(archive.Files) || !bytes.Equal(archive.Files[i].Data, g.Data) {
					t.Errorf("%s: %s differs; if that is right: go test ./site/page/ladder -update, and look at it", file, g.Name)
				}
			}
			checkText(t, l.Text())
			checkHTML(t, l.HTML())
		})
	}
}

// english is what the pages say, in English.
func english(t *testing.T) Say {
	t.Helper()
	text, err := os.ReadFile("../messages/en.toml")
	if err != nil {
		t.Fatal(err)
	}
	messages := map[string]string{}
	if err := toml.Unmarshal(text, &messages); err != nil {
		t.Fatal(err)
	}
	return func(key string, args ...any) string {
		m := messages[key]
		if m == "" {
			t.Errorf("no message %s", key)
		}
		if len(args) == 0 {
			return m
		}
		return fmt.Sprintf(m, args...)
	}
}

// parseLadder reads a ladder from text: names and classes of the lifelines on
// the first line, then rows such as
//
//	8.4 client prints hello
//	8.4 client calls connect 3, 127.0.0.1:7 = 0 until 8.6
//	8.4 client mutters getsockname 3 = 0
//	8.4 packet client.50000 > server.7  SYN
//	8.4 server is LISTEN
func parseLadder(t *testing.T, text string) *Ladder {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	l := &Ladder{ID: "tcp-echo-ladder", Title: "Calls and packets of tcp-echo", Say: english(t)}
	for name := range strings.FieldsSeq(lines[0]) {
		class := "other"
		for _, c := range []string{"client", "server"} {
			if strings.HasPrefix(name, c) {
				class = c
			}
		}
		l.Lifelines = append(l.Lifelines, Lifeline{name, class})
	}
	for _, line := range lines[1:] {
		times, repeated := 1, false
		if n, rest, ok := strings.Cut(line, "× "); ok {
			times, _ = strconv.Atoi(n)
			line, repeated = rest, true
		}
		for i := range times {
			r := parseRow(t, line)
			if repeated {
				r.Time += time.Duration(i) * time.Millisecond
			}
			l.Rows = append(l.Rows, r)
		}
	}
	return l
}

func ms(t *testing.T, s string) time.Duration {
	t.Helper()
	d, err := time.ParseDuration(s + "ms")
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func parseRow(t *testing.T, line string) Row {
	t.Helper()
	at, rest, _ := strings.Cut(line, " ")
	r := Row{Time: ms(t, at)}
	if packet, ok := strings.CutPrefix(rest, "packet "); ok {
		p, err := wire.Parse(packet)
		if err != nil {
			t.Fatal(err)
		}
		r.Packet = &p
		return r
	}
	if packet, ok := strings.CutPrefix(rest, "arrives "); ok {
		p, err := wire.Parse(packet)
		if err != nil {
			t.Fatal(err)
		}
		r.Arrives = &p
		return r
	}
	r.Process, rest, _ = strings.Cut(rest, " ")
	verb, rest, _ := strings.Cut(rest, " ")
	switch verb {
	case "prints":
		r.Stream = Stdout
	case "errs":
		r.Stream = Stderr
	case "reads":
		r.Stream = Stdin
	case "notes":
		r.Stream = Note
	case "is":
		r.State = wire.State(rest)
		return r
	case "calls", "mutters":
		r.Call = &Call{Noise: verb == "mutters"}
		r.Call.Name, rest, _ = strings.Cut(rest, " ")
		rest, end, ok := strings.Cut(rest, " until ")
		if r.Call.Args, r.Call.Result, _ = strings.Cut(rest, " = "); ok {
			r.Call.End = ms(t, end)
		}
		return r
	default:
		t.Fatalf("what is %q?", verb)
	}
	unquoted, err := strconv.Unquote(`"` + strings.ReplaceAll(rest, `"`, `\"`) + `"`)
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	r.Text = unquoted
	return r
}

// checkText holds a drawing in text to the width of a terminal.
func checkText(t *testing.T, text string) {
	t.Helper()
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if n := width(line); n > textWidth {
			t.Errorf("%d columns: %s", n, line)
		}
		if strings.ContainsAny(line, "\x00\x1b\t\u202e") {
			t.Errorf("characters that must not be there: %q", line)
		}
	}
}

var plain = regexp.MustCompile(`^[a-z -]*$`)

// checkHTML holds a figure to what a strict page allows: well-formed, classes
// and currentColor only, ids that exist, text inside the drawing.
func checkHTML(t *testing.T, text string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(text))
	ids, wanted := map[string]bool{}, []string{}
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("not well-formed: %v", err)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		for _, a := range start.Attr {
			switch a.Name.Local {
			case "id":
				if ids[a.Value] {
					t.Errorf("id %s twice", a.Value)
				}
				ids[a.Value] = true
			case "aria-label":
			case "aria-labelledby", "aria-details":
				wanted = append(wanted, a.Value)
			case "class":
				if !plain.MatchString(a.Value) {
					t.Errorf("class %q", a.Value)
				}
			case "fill", "stroke":
				if a.Value != "currentColor" && a.Value != "none" {
					t.Errorf("%s=%q", a.Name.Local, a.Value)
				}
			case "data-steps":
			case "d": // time runs down: where a packet arrives is below where it left
				var xa, ya, xb, yb int
				if n, _ := fmt.Sscanf(a.Value, "M%d %dL%d %d", &xa, &ya, &xb, &yb); n == 4 && yb < ya {
					t.Errorf("an arrow rises: %s", a.Value)
				}
			case "viewBox", "width", "height", "role", "x", "y", "cx", "cy", "r", "text-anchor", "transform":
			default:
				t.Errorf("<%s> has %s=%q", start.Name.Local, a.Name.Local, a.Value)
			}
		}
	}
	for _, id := range wanted {
		if !ids[id] {
			t.Errorf("no element has the id %s", id)
		}
	}
}
