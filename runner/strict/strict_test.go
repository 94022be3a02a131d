package strict

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
)

type duration time.Duration

func (d *duration) UnmarshalText(b []byte) error {
	v, err := time.ParseDuration(string(b))
	*d = duration(v)
	return err
}

type host struct {
	Name string         `toml:"name"`
	Wait duration       `toml:"wait"`
	Any  map[string]any `toml:"any"`
}

type embedded struct {
	Rate   int `toml:"rate"`
	Hidden int `toml:"-"`
}

type document struct {
	embedded
	Hosts []host            `toml:"host"`
	Link  *host             `toml:"link"`
	Names map[string]string `toml:"names"`
}

func TestDecode(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"sound", "rate = 1\n[link]\nwait = \"2s\"\nany = { X = 1 }\n[names]\nA = \"b\"\n[[host]]\nname = \"a\"\n", ""},
		{"capital letter", "\nRate = -1\n", "2 no such key: Rate"},
		{"capital table", "[Link]\nname = \"x\"\n", "1 no such key: Link"},
		{"in a table", "[link]\n\nNAME = \"x\"\n", "3 no such key: link.NAME"},
		{"of several tables", "[[host]]\nname = \"a\"\n[[host]]\nnAme = \"b\"\n", "4 no such key: host.nAme"},
		{"dotted", "link.Name = \"x\"\n", "1 no such key: link.Name"},
		{"quoted", "\"Rate\" = 1\n", "1 no such key: Rate"},
		{"inline", "link = { name = \"x\",\n Name = \"y\" }\n", "2 no such key: link.Name"},
		{"inline list", "host = [{ name = \"x\" },\n { Name = \"y\" }]\n", "2 no such key: host.Name"},
		{"below an unknown table", "[lnk]\nname = 1\nrate = 2\n", "1 no such key: lnk"},
		{"all of them", "a = 1\nb = 2\n", "1 no such key: a, 2 no such key: b"},
		{"a field that is no key", "Hidden = 1\n", "1 no such key: Hidden"},
		{"embedded", "embedded = 1\n", "1 no such key: embedded"},
		{"a number for text", "[link]\nwait = 20\n", "2 link.wait is written as a string"},
		{"a fraction for text", "[link]\nwait = 2.5\n", "2 link.wait is written as a string"},
		{"text that is none", "[link]\nwait = \"2\"\n", `2 time: missing unit in duration "2"`},
		{"wrong type", "rate = \"1\"\n", "1 cannot decode TOML string into struct field"},
		{"a table for a number", "[rate]\nx = 1\n", "1 cannot"},
		{"no TOML", "rate = \nX = 1\n", "1 "},
		{"text without quotes", "[link]\nname = Hello\n", "2 unexpected character U+0048 'H' at start of value; a string stands in quotes"},
		{"no TOML, and an unknown key", "X = 1\nrate = \n", "2 "},
	} {
		t.Run(test.name, func(t *testing.T) {
			var d document
			var got []string
			for _, e := range Decode([]byte(test.text), &d) {
				got = append(got, fmt.Sprint(e.Line, " ", e))
			}
			all := strings.Join(got, ", ")
			if !strings.HasPrefix(all, test.want) || test.want == "" && all != "" {
				t.Errorf("got  %s\nwant %s", all, test.want)
			}
		})
	}
}

func TestDecoded(t *testing.T) {
	var got document
	if wrong := Decode([]byte("rate = 7\nhost = [{ name = \"a\", wait = \"1s\" }]\n[names]\nX = \"y\"\n"), &got); wrong != nil {
		t.Fatal(wrong)
	}
	want := document{embedded: embedded{Rate: 7}, Hosts: []host{{Name: "a", Wait: duration(time.Second)}}, Names: map[string]string{"X": "y"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
