package recording

import "testing"

func TestPortsInText(t *testing.T) {
	s := snippet(t, crowd)
	for in, want := range map[string]string{
		"accepted 127.0.0.1:51234":           "accepted 127.0.0.1:{port 1}",
		"127.0.0.1:51234->127.0.0.1:7":       "127.0.0.1:{port 1}->127.0.0.1:7",
		"127.0.0.1:7 127.0.0.1:65535.":       "127.0.0.1:7 127.0.0.1:{port 1}.",
		"[::1]:49152 and [::1]:49153":        "[::1]:{port 1} and [::1]:{port 2}",
		"[fe80::1%lo]:51234":                 "[fe80::1%lo]:{port 1}",
		"[::]:51234":                         "[::]:{port 1}",
		":51234":                             ":{port 1}",
		"listening on :51234":                "listening on :{port 1}",
		"localhost:51234":                    "localhost:{port 1}",
		"from port 51234":                    "from port {port 1}",
		"Port: 51234, again port 51234":      "Port: {port 1}, again port {port 1}",
		"&{Port:51234 Addr:[127 0 0 1]}":     "&{Port:{port 1} Addr:[127 0 0 1]}",
		"127.0.0.1:50007, which it names":    "127.0.0.1:50007, which it names",
		"127.0.0.1:50008, an argument":       "127.0.0.1:50008, an argument",
		"127.0.0.1:49151":                    "127.0.0.1:49151",
		"127.0.0.1:65536":                    "127.0.0.1:65536",
		"127.0.0.1:512345":                   "127.0.0.1:512345",
		"51234 bytes, read:51234":            "51234 bytes, read:51234",
		"ports 51234":                        "ports 51234",
		"port51234x":                         "port51234x",
		"2026/11/20 23:10:01 read: EOF":      "{time} read: EOF",
		"a: 2026/11/20 23:10:01.123456 main": "a: {time} main",
		"2026/11/20 23:10":                   "2026/11/20 23:10",
	} {
		n := newNamer(s)
		if got := n.times(n.ports(in)); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

func TestTimesThatTheProgramNames(t *testing.T) {
	s := snippet(t, "package main // 2009/11/10 23:00:00\n")
	n := newNamer(s)
	if got := n.times("2009/11/10 23:00:00"); got != "2009/11/10 23:00:00" {
		t.Errorf("a date of the program's own becomes %q", got)
	}
}

// The same run, its processes and streams interleaved in two ways, and with
// other ports: what is recorded of each process is the same.
func TestPortNumbersDoNotDependOnInterleaving(t *testing.T) {
	s := snippet(t, pair)
	one := New(s, events(t, `
0 server listen udp 127.0.0.1:60002
0 server listen tcp 127.0.0.1:60001
1 client stdout I am 127.0.0.1:51111
1 client stderr and 127.0.0.1:52222
2 server stdout peer 127.0.0.1:52222
3 server stderr peer 127.0.0.1:53333
`))
	other := New(s, events(t, `
0 server listen tcp 127.0.0.1:50001
0 server listen udp 127.0.0.1:50002
1 server stderr peer 127.0.0.1:63333
2 server stdout peer 127.0.0.1:62222
3 client stderr and 127.0.0.1:62222
3 client stdout I am 127.0.0.1:61111
`))
	want := `   0.0  server  listen   udp 127.0.0.1:{port 4}
   0.0  server  listen   tcp 127.0.0.1:{port 3}
   1.0  client  stdout   I am 127.0.0.1:{port 5}
   1.0  client  stderr   and 127.0.0.1:{port 1}
   2.0  server  stdout   peer 127.0.0.1:{port 1}
   3.0  server  stderr   peer 127.0.0.1:{port 2}
`
	if got := body(one); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if d := Diff(one, other); d != "" {
		t.Errorf("they differ:\n%s", d)
	}
}
