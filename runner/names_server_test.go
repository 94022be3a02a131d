package runner

import (
	"strings"
	"testing"
)

// zone is a scenario with names of every kind.
var zone = `
[names]
"echo.example"   = ["127.0.0.1", "::1"]
"one.example"    = "127.0.0.1"
"host2.example"  = "127.0.0.2"
"www.example"    = { cname = "Echo.Example." }
"mail.example"   = { address = "127.0.0.25", mx = ["20 host2.example", "10 mail.example"], txt = "v=spf1 -all", ns = "echo.example" }
"_echo._tcp.example" = { srv = "0 5 7 echo.example" }
"large.example"  = { txt = ["` + long + `1", "` + long + `2", "` + long + `3"] }
"slow.example"   = { answer = "never" }
"broken.example" = { answer = "servfail" }
"closed.example" = { answer = "refused" }
"empty.example"  = []

[limits]
time = "60s"
`

var long = strings.Repeat("0123456789", 60)

// lookUps are bodies of programs in a run with that zone, and what they print.
var lookUps = []struct{ name, body, want string }{
	{"addresses", `a, err := net.LookupHost("echo.example"); sort.Strings(a); fmt.Println(a, err)`, "[127.0.0.1 ::1] <nil>"},
	{"case", `a, err := net.LookupHost("Host2.EXAMPLE"); fmt.Println(a, err)`, "[127.0.0.2] <nil>"},
	{"IPv6 only", `a, err := net.DefaultResolver.LookupNetIP(context.Background(), "ip6", "echo.example"); fmt.Println(a, err)`, "[::1] <nil>"},
	{"alias", `a, err := net.LookupHost("www.example"); sort.Strings(a); fmt.Println(a, err)`, "[127.0.0.1 ::1] <nil>"},
	{"canonical name", `n, err := net.LookupCNAME("www.example"); fmt.Println(n, err)`, "echo.example. <nil>"},
	{"reverse", `n, err := net.LookupAddr("127.0.0.2"); fmt.Println(n, err)`, "[host2.example.] <nil>"},
	{"reverse of hosts", `n, err := net.LookupAddr("127.0.0.1"); fmt.Println(n, err)`, "[localhost] <nil>"},
	{"reverse of nobody", `n, err := net.LookupAddr("127.0.0.3"); fmt.Println(n, err)`, "[] lookup 3.0.0.127.in-addr.arpa. on 127.0.0.1:53: no such host"},
	{"mail", `mx, err := net.LookupMX("mail.example"); fmt.Println(len(mx), mx[0].Host, mx[0].Pref, mx[1].Host, err)`, "2 mail.example. 10 host2.example. <nil>"},
	{"service", `_, s, err := net.LookupSRV("echo", "tcp", "example"); fmt.Println(s[0].Target, s[0].Port, s[0].Weight, err)`, "echo.example. 7 5 <nil>"},
	{"text", `t, err := net.LookupTXT("mail.example"); fmt.Println(t, err)`, "[v=spf1 -all] <nil>"},
	{"name servers", `n, err := net.LookupNS("mail.example"); fmt.Println(n[0].Host, err)`, "echo.example. <nil>"},
	{"more than a datagram holds", `t, err := net.LookupTXT("large.example"); fmt.Println(len(t), len(t[0]), len(t[2]), err)`, "3 601 601 <nil>"},
	{"no such name", `_, err := net.LookupHost("nobody.example"); fmt.Println(err)`, "lookup nobody.example on 127.0.0.1:53: no such host"},
	{"a name of the world", `_, err := net.LookupHost("go.dev"); fmt.Println(err)`, "lookup go.dev on 127.0.0.1:53: no such host"},
	{"no address", `_, err := net.LookupHost("empty.example"); fmt.Println(err)`, "lookup empty.example on 127.0.0.1:53: no such host"},
	{"failing", `_, err := net.LookupHost("broken.example"); fmt.Println(err)`, "lookup broken.example on 127.0.0.1:53: server misbehaving"},
	{"refusing", `_, err := net.LookupHost("closed.example"); fmt.Println(err)`, "lookup closed.example on 127.0.0.1:53: server misbehaving"},
	{"silent", `ctx, stop := context.WithTimeout(context.Background(), 100*time.Millisecond); defer stop()
	_, err := net.DefaultResolver.LookupHost(ctx, "slow.example")
	e := err.(*net.DNSError); fmt.Println(e.Name, e.IsTimeout, e.Timeout(), strings.HasSuffix(err.Error(), "i/o timeout"))`, "slow.example true true true"},
	{"a resolver over TCP and IPv6", `r := &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) { return new(net.Dialer).DialContext(ctx, "tcp", "[::1]:53") }}
	a, err := r.LookupHost(context.Background(), "host2.example"); fmt.Println(a, err)`, "[127.0.0.2] <nil>"},
	{"a resolver over UDP", `r := &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) { return net.Dial("udp", "127.0.0.1:53") }}
	a, err := r.LookupHost(context.Background(), "host2.example"); fmt.Println(a, err)`, "[127.0.0.2] <nil>"},
	// A query for A of one.example: identity 0x1234, recursion desired, one question.
	{"a datagram by hand", `c, err := net.Dial("udp", "127.0.0.1:53"); if err != nil { panic(err) }
	c.Write([]byte("\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03one\x07example\x00\x00\x01\x00\x01"))
	b := make([]byte, 512); n, err := c.Read(b); fmt.Printf("%x %x %v\n", b[:12], b[n-4:n], err)`, "123485800001000100000000 7f000001 <nil>"},
	{"by name", `ln, err := net.Listen("tcp", "127.0.0.2:7"); if err != nil { panic(err) }
	go func() { c, _ := ln.Accept(); fmt.Fprint(c, "hello"); c.Close() }()
	c, err := net.Dial("tcp", "host2.example:echo"); if err != nil { panic(err) }
	b, err := io.ReadAll(c); fmt.Println(string(b), c.RemoteAddr(), err)`, "hello 127.0.0.2:7 <nil>"},
	{"its own name", `h, _ := os.Hostname(); a, err := net.LookupHost(h); fmt.Println(h, a, err)`, "box [127.0.1.1] <nil>"},
	{"localhost", `a, err := net.LookupHost("localhost"); sort.Strings(a); fmt.Println(a, err)`, "[127.0.0.1 ::1] <nil>"},
	{"services", `a, _ := net.LookupPort("tcp", "http"); b, _ := net.LookupPort("udp", "daytime"); c, err := net.LookupPort("tcp", "qotd"); fmt.Println(a, b, c, err)`, "80 13 17 <nil>"},
	{"protocols", `b, err := os.ReadFile("/etc/protocols"); fmt.Println(strings.Contains(string(b), "ipv6-icmp\t58"), err)`, "true <nil>"},
	{"the port is taken", `_, err := net.ListenPacket("udp", "127.0.0.1:53"); fmt.Println(err)`, "listen udp 127.0.0.1:53: bind: address already in use"},
}

// All of them are one program's, a line each, and both engines print the same.
func TestNames(t *testing.T) {
	var source strings.Builder
	source.WriteString("func main() {\n")
	for _, test := range lookUps {
		source.WriteString("\tfunc() {\n\t" + test.body + "\n\t}()\n")
	}
	files := map[string]string{"main.go": withImports(source.String() + "}"), "scenario.toml": zone}
	check := func(events []Event, result Result) {
		lines := strings.Split(texts(events, "main", Stdout), "\n")
		if result != (Result{}) || len(lines) != len(lookUps)+1 {
			t.Fatalf("%d lines, %+v: %+v", len(lines), result, events)
		}
		for i, test := range lookUps {
			if lines[i] != test.want {
				t.Errorf("%s:\n got %s\nwant %s", test.name, lines[i], test.want)
			}
		}
		for _, e := range events {
			if e.Process != "main" {
				t.Errorf("an event of what is no process of the scenario: %+v", e)
			}
		}
	}
	check(runFiles(t, files))
	check(runOn(t, withToolchain(t), EngineGo, files))
}

// Without names nobody has port 53, and an empty table is a server as well.
func TestNoNames(t *testing.T) {
	source := withImports(`func main() { _, err := net.LookupHost("echo.example"); fmt.Println(err) }`)
	events, _ := runFiles(t, map[string]string{"main.go": source})
	if got := texts(events, "main", Stdout); !strings.HasSuffix(got, "connection refused\n") {
		t.Errorf("without names: %s", got)
	}
	events, _ = runFiles(t, map[string]string{"main.go": source, "scenario.toml": "[names]\n"})
	if got, want := texts(events, "main", Stdout), "lookup echo.example on 127.0.0.1:53: no such host\n"; got != want {
		t.Errorf("no names: %s; want %s", got, want)
	}
}

// A flood of queries ends with the server's time, and the run with it.
func TestNameServerIsExhausted(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes the server's seconds of processor time")
	}
	events, result := runFiles(t, map[string]string{"scenario.toml": "[names]\n[limits]\ntime = \"60s\"\n", "main.go": withImports(`func main() {
	c, err := net.Dial("udp", "127.0.0.1:53"); if err != nil { panic(err) }
	query := []byte("\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03one\x07example\x00\x00\x01\x00\x01")
	for { c.Write(query) }
}`)})
	if result.Status != StatusLimit {
		t.Errorf("result %+v", result)
	}
	if l := find(t, events, "", Limit); l.Limit != LimitTime {
		t.Errorf("limit %+v", l)
	}
}
