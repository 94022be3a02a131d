package runner

import (
	"fmt"
	"net/netip"
	"reflect"
	"strings"
	"testing"

	"bothends/runner/nameserver"
)

func TestNameMistakes(t *testing.T) {
	const at = "s/scenario.toml:"
	tests := []struct{ name, text, want string }{
		{"no table", "names = 7\n", at + "1:9: names is a table, headed [names]"},
		{"misspelt table", "[nams]\n", at + "1: no such key: nams; did you mean names?"},
		{"a number", "[names]\n\"a.example\" = 7\n", at + `2: name "a.example": write its addresses, such as ["127.0.0.1", "::1"], or a table`},
		{"no address", "[names]\n\"a.example\" = [\"127.0.0.1\", \"localhost\"]\n", at + `2: name "a.example": "localhost" is no address`},
		{"not the loopback's", "[names]\n\"a.example\" = \"192.0.2.1\"\n", at + `2: name "a.example": there is no host 192.0.2.1: all that a run has are 127.0.0.0 to`},
		{"mapped", "[names]\n\"a.example\" = \"::ffff:127.0.0.1\"\n", at + `2: name "a.example": there is no host ::ffff:127.0.0.1`},
		{"twice", "[names]\n\"a.example\" = [\"::1\", \"0::1\"]\n", at + `2: name "a.example": 0::1 stands there twice`},
		{"same name", "[names]\n\"a.example\" = []\n\"A.example.\" = []\n", at + `3: name "A.example.": stands there twice`},
		{"no quotes", "[names]\na.example = [\"127.0.0.1\"]\n", at + `2: no such key: names.a.example; a name with dots is written in quotes: "a.example"`},
		{"no quotes in a header", "[names.a.example]\naddress = \"127.0.0.1\"\n", at + `1: no such key: names.a.example; a name with dots is written in quotes: "a.example"`},
		{"unknown key", "[names]\n\"a.example\" = { cnam = \"b\" }\n", at + `2: no such key: names.a.example.cnam; did you mean cname?`},
		{"foreign key", "[names.\"a.example\"]\n\nttl = \"300s\"\n", at + `3: no such key: names.a.example.ttl; there are address, answer, cname, mx, ns, srv, txt`},
		{"wrong type", "[names.\"a.example\"]\ncname = 7\n", at + `2: name "a.example": cname is a string, the name that this one stands for`},
		{"two cnames", "[names]\n\"a.example\" = { cname = [\"b\", \"c\"] }\n", at + `2: name "a.example": cname is a string, the name`},
		{"cname and address", "[names]\na = { cname = \"b\", address = \"::1\" }\nb = []\n", at + `2: name "a": with cname it can have nothing else`},
		{"answer and address", "[names]\na = { answer = \"never\", address = \"::1\" }\n", at + `2: name "a": with answer it can have nothing else`},
		{"answer", "[names]\na = { answer = \"nver\" }\n", at + `2: name "a": answer is "nver": it must be never, servfail, refused or nxdomain; did you mean never?`},
		{"dangling", "[names]\n\"echo.example\" = \"::1\"\n\n[names.\"www.example\"]\ncname = \"ecco.example\"\n",
			at + `5: name "www.example": cname leads to ecco.example, which is not below [names]; did you mean echo.example?`},
		{"dangling behind another", "[names]\na = { cname = \"b\" }\nb = { cname = \"c\" }\n", at + `3: name "b": cname leads to c, which`},
		{"dangling mail", "[names]\na = { mx = \"10 b\" }\n", at + `2: name "a": mx leads to b, which`},
		{"circle of one", "[names]\na = { cname = \"a\" }\n", at + `2: name "a": its cname goes in circles: a → a`},
		{"circle", "[names]\nc = { cname = \"a\" }\na = { cname = \"b\" }\nb = { cname = \"a\" }\n", at + `2: name "c": its cname goes in circles: c → a → b → a`},
		{"mx", "[names]\na = { mx = \"a\" }\n", at + `2: name "a": mx is "a": write a preference and a host, such as "10 mail.example"`},
		{"mx number", "[names]\na = { mx = \"70000 a\" }\n", at + `2: name "a": mx is "70000 a": "70000" is no number from 0 to 65535`},
		{"srv", "[names]\na = { srv = [\"0 5 a\"] }\n", at + `2: name "a": srv is "0 5 a": write priority, weight, port and host`},
		{"bad name", "[names]\n\"*.example\" = []\n", at + `2: name "*.example": a name is labels of letters, digits, - and _`},
		{"empty label", "[names]\n\"a..example\" = []\n", at + `2: name "a..example": a name is labels`},
		{"long label", "[names]\n" + strings.Repeat("a", 64) + " = []\n", at + `2: name "` + strings.Repeat("a", 64) + `": a name is labels`},
		{"an address for a name", "[names]\n\"127.0.0.1\" = \"a.example\"\n", at + `2: name "127.0.0.1": an address is no name; the name stands on the left`},
		{"long text", "[names]\na = { txt = \"" + strings.Repeat("x", nameserver.MaxText+1) + "\" }\n", at + `2: name "a": txt is "xxx`},
		{"many names", "[names]\n" + manyNames(nameserver.MaxNames+1), at + "1: 101 names; at most 100"},
		{"many records", "[names]\na = { txt = [" + strings.Repeat(`"x", `, nameserver.MaxRecords) + "], address = \"::1\" }\n", at + `2: name "a": 33 records; at most 32`},
		{"many cnames", "[names]\n" + chainOfNames(nameserver.MaxChain+1), at + `2: name "n0": more than 8 cnames`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := NewSnippet("s", map[string]string{"server/main.go": "package main", "scenario.toml": test.text})
			if err == nil || !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("\n got %v\nwant %s", err, test.want)
			}
		})
	}
}

func manyNames(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "n%d = []\n", i)
	}
	return b.String()
}

// chainOfNames is n CNAMEs, each leading to the next, and what the last leads to.
func chainOfNames(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "n%d = { cname = \"n%d\" }\n", i, i+1)
	}
	fmt.Fprintf(&b, "n%d = []\n", n)
	return b.String()
}

func TestNamesAreRead(t *testing.T) {
	text := `
names."Echo.Example." = ["127.0.0.1", "::1"]

[names."mail.example"]
address = "127.0.0.25"
mx      = ["10 mail.example", "0 ."]
srv     = "1 2 3 echo.example"
ns      = "echo.example"
txt     = ["a", ""]

[names."www.example"]
cname = "echo.example"

[names."slow.example"]
answer = "never"
`
	s, err := ParseScenario("scenario.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	want := nameserver.Zone{
		"echo.example": {Addresses: []netip.Addr{netip.MustParseAddr("127.0.0.1"), netip.IPv6Loopback()}},
		"mail.example": {
			Addresses: []netip.Addr{netip.MustParseAddr("127.0.0.25")},
			MX:        []nameserver.MX{{Preference: 10, Host: "mail.example"}, {}},
			SRV:       []nameserver.SRV{{Priority: 1, Weight: 2, Port: 3, Target: "echo.example"}},
			NS:        []string{"echo.example"},
			TXT:       []string{"a", ""},
		},
		"www.example":  {CNAME: "echo.example"},
		"slow.example": {Answer: nameserver.Never},
	}
	if !reflect.DeepEqual(s.Names, want) {
		t.Errorf("got %+v\nwant %+v", s.Names, want)
	}
}

// A recording is of one zone, and a chain of the longest kind is sound.
func TestNamesAreInTheSum(t *testing.T) {
	sums := map[string]string{}
	for _, scenario := range []string{"", "[names]\n", "[names]\na = []\n", "[names]\na = \"::1\"\n", "[names]\n" + chainOfNames(nameserver.MaxChain)} {
		s, err := NewSnippet("s", map[string]string{"server/main.go": "package main", "scenario.toml": scenario})
		if err != nil {
			t.Fatal(err)
		}
		if other, same := sums[s.Sum()]; same {
			t.Errorf("%q has the sum of %q", scenario, other)
		}
		sums[s.Sum()] = scenario
	}
}
