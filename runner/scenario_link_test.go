package runner

import (
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"bothends/runner/box"
	"bothends/runner/link"
)

func TestLinkMistakes(t *testing.T) {
	const at = "s/scenario.toml:"
	for _, test := range []struct{ name, text, want string }{
		{"no table", "link = 7\n", at + "1:8: link is a table, headed [link]"},
		{"misspelt table", "[lnk]\n", at + "1: no such key: lnk; did you mean link?"},
		{"unknown key", "[link]\nloss = 0.1\n", at + "2: no such key: link.loss; there are client, delay, mtu, rate, seed, server"},
		{"unknown fault", "[link]\n\nclient = { loose = [1] }\n", at + "3: no such key: link.client.loose; did you mean lose?"},
		{"foreign fault", "[link.client]\ncorrupt = [1]\n", at + "2: no such key: link.client.corrupt; there are duplicate, lose, lose-acks, reorder"},
		{"delay without a unit", "[link]\ndelay = \"20\"\n", at + `2:9: link.delay is a string with a unit, such as "20ms"`},
		{"delay as a number", "[link]\ndelay = 20\n", at + `2: link.delay is a string with a unit, such as "20ms"`},
		{"a key in another case", "[link]\nRate = -1\n", at + "2: no such key: link.Rate; did you mean rate?"},
		{"too long", "[link]\ndelay = \"2s\"\n", at + "2: delay is 2s; at most 1s"},
		{"back in time", "[link]\ndelay = \"-1ms\"\n", at + "2: delay is -1ms; at most 1s"},
		{"too slow", "[link]\nrate = 0\n", at + "2: rate is 0; between 10000 and 1000000000 bits a second"},
		{"too fast", "[link]\nrate = 10_000_000_000\n", at + "2: rate is 10000000000; between"},
		{"rate in words", "[link]\nrate = \"1Mbit\"\n", at + "2:8: link.rate is a whole number of bits a second"},
		{"too small", "[link]\nmtu = 576\n", at + "2: mtu is 576; between 1280, the least that IPv6 needs, and 1500 bytes"},
		{"too large", "[link]\nmtu = 9000\n", at + "2: mtu is 9000; between"},
		{"none", "[link]\nmtu = 0\n", at + "2: mtu is 0; between"},
		{"seed", "[link]\nseed = -1\n", at + "2: seed is -1; it must be 0 or more"},
		{"packet 0", "[link]\nclient = { lose = [1, 0] }\n", at + "2: client lose has 0 in its list; packets have numbers, from 1 to 100000"},
		{"packet of words", "[link.server]\nreorder = [\"1\"]\n", at + "2: server reorder has 1 in its list; packets have numbers"},
		{"a number of packets", "[link.server]\nlose-acks = 3\n", at + "2: server lose-acks is 3; it must be a list of packets, such as [1, 3], or a share from 0 to 1"},
		{"less than none", "[link.server]\nduplicate = -0.5\n", at + "2: server duplicate is -0.5; it must be"},
		{"no number", "[link.server]\nduplicate = nan\n", at + "2: server duplicate is NaN; it must be"},
		{"words", "[link.server]\nlose = \"all\"\n", at + "2: server lose is all; write which packets, such as [1, 3], or how many of them, such as 0.1"},
		{"too many", "[link.server]\nlose = [" + strings.Repeat("1,", 101) + "]\n", at + "2: server lose lists 101 packets; at most 100"},
		{"no such host", "[names]\n\"a.example\" = \"192.0.2.3\"\n[link]\n", at + `2: name "a.example": there is no host 192.0.2.3: all that a run has are 127.0.0.0 to 127.255.255.255, and ::1, and 192.0.2.2, and`},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := NewSnippet("s", map[string]string{"server/main.go": "package main", "scenario.toml": test.text})
			if err == nil || !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
}

func TestLink(t *testing.T) {
	for _, test := range []struct {
		text string
		want link.Spec
	}{
		{"[link]\n", link.Spec{MTU: 1500}},
		{"[link]\ndelay = \"20ms\"\nrate = 1_000_000\nmtu = 1280\nseed = 7\nclient = { lose = [2, 3], duplicate = 0.05 }\nserver = { reorder = 1, lose-acks = [1] }\n",
			link.Spec{Delay: 20 * time.Millisecond, Rate: 1_000_000, MTU: 1280, Seed: 7, Sends: [2]link.Faults{
				box.ClientHost: {Lose: link.Pick{Numbers: []int{2, 3}}, Duplicate: link.Pick{Share: 0.05}},
				box.ServerHost: {Reorder: link.Pick{Share: 1}, LoseACKs: link.Pick{Numbers: []int{1}}},
			}}},
	} {
		s, err := ParseScenario("s", []byte(test.text))
		if err != nil {
			t.Fatal(err)
		}
		if s.Link == nil || !reflect.DeepEqual(*s.Link, test.want) {
			t.Errorf("%s: %+v, want %+v", test.text, s.Link, test.want)
		}
	}
}

// The names lead to the hosts of a link, and are there without being written.
func TestLinkNames(t *testing.T) {
	s, err := ParseScenario("s", []byte("[link]\n[names]\n\"echo.example\" = [\"192.0.2.1\", \"2001:db8::1\"]\n\"www.example\" = { cname = \"server\" }\n"))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]string{
		"echo.example": {"192.0.2.1", "2001:db8::1"}, "server": {"192.0.2.1"}, "client": {"192.0.2.2"},
		"ip6-server": {"2001:db8::1"}, "ip6-client": {"2001:db8::2"},
	} {
		var all []netip.Addr
		for _, a := range want {
			all = append(all, netip.MustParseAddr(a))
		}
		if got := s.Names[name].Addresses; !reflect.DeepEqual(got, all) {
			t.Errorf("%s is %v, want %v", name, got, all)
		}
	}
	if without, err := ParseScenario("s", []byte("[link]\n")); err != nil || without.Names != nil {
		t.Errorf("names without [names]: %v, %v", without.Names, err)
	}
}

// A scenario with another link is another snippet; one without is what it was.
func TestLinkSum(t *testing.T) {
	sum := func(scenario string) string {
		files := map[string]string{"server/main.go": "package main"}
		if scenario != "" {
			files[ScenarioFile] = scenario
		}
		s, err := NewSnippet("s", files)
		if err != nil {
			t.Fatal(err)
		}
		return s.Sum()
	}
	all := map[string]string{}
	for _, scenario := range []string{"", "[link]\n", "[link]\nseed = 1\n", "[link]\nclient = { lose = [1] }\n", "[link]\nserver = { lose = [1] }\n"} {
		s := sum(scenario)
		if other, twice := all[s]; twice {
			t.Errorf("%q and %q have the same sum", scenario, other)
		}
		all[s] = scenario
	}
	if _, same := all[sum("packets = false\n")]; !same {
		t.Error("packets = false changes the sum")
	}
}
