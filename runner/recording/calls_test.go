package recording

import (
	"strings"
	"testing"

	"bothends/runner"
)

// calls makes events of lines that read PROCESS CALL; those with a ~ in front
// are noise.
func calls(t *testing.T, text string) (all []runner.Event) {
	t.Helper()
	for line := range strings.Lines(strings.TrimSpace(text)) {
		line, noise := strings.CutPrefix(strings.TrimSpace(line), "~")
		process, rest, _ := strings.Cut(line, " ")
		c, err := parseCall(rest)
		if err != nil {
			t.Fatal(err)
		}
		c.Noise, c.Duration = noise, 17
		all = append(all, runner.Event{Process: process, Kind: runner.Call, Call: c})
	}
	return all
}

// Descriptors, ports and noise are taken for what they are, and the rest stays.
func TestCallsAreNormalised(t *testing.T) {
	s := snippet(t, pair)
	s.Scenario.Calls = true
	r := New(s, calls(t, `
		server socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 5
		~server socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 6
		server bind(5, {sa_family=AF_INET, sin_port=htons(50007), sin_addr=inet_addr("127.0.0.1")}, 16) = 0
		client socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 3
		server accept(5, {sa_family=AF_INET, sin_port=htons(53211), sin_addr=inet_addr("127.0.0.1")}, [112 => 16]) = 9
		server read(9, "sin_port=htons(53211)", 64) = 21
		server close(9) = 0
		server accept(5, NULL, NULL) = 11
		server read(11, 0x…, 64) = -1 ECONNRESET
		server close(-1) = -1 EBADF
		server socketpair(AF_UNIX, SOCK_DGRAM, 0, [20, 21]) = 0
		server write(1, "x", 1) = 1
		server accept(5, 0x…, 0x…) = ?`))
	got := string(r.Format())
	want := `recording 1 ` + r.Sum + `
   0.0  server  call     socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 3
   0.0  server  call     bind(3, {sa_family=AF_INET, sin_port=htons(50007), sin_addr=inet_addr("127.0.0.1")}, 16) = 0
   0.0  client  call     socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 3
   0.0  server  call     accept(3, {sa_family=AF_INET, sin_port=htons({port 1}), sin_addr=inet_addr("127.0.0.1")}, [112 => 16]) = 4
   0.0  server  call     read(4, "sin_port=htons({port 1})", 64) = 21
   0.0  server  call     close(4) = 0
   0.0  server  call     accept(3, NULL, NULL) = 4
   0.0  server  call     read(4, 0x…, 64) = -1 ECONNRESET
   0.0  server  call     close(-1) = -1 EBADF
   0.0  server  call     socketpair(AF_UNIX, SOCK_DGRAM, 0, [5, 6]) = 0
   0.0  server  call     write(1, "x", 1) = 1
   0.0  server  call     accept(3, 0x…, 0x…) = ?
`
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	back, err := Parse("back", r.Format())
	if err != nil || string(back.Format()) != want {
		t.Errorf("it came back as %v\n%s", err, back.Format())
	}
	if d := Diff(r, back); d != "" {
		t.Errorf("it differs from itself:\n%s", d)
	}
}

func TestCallsAreCompared(t *testing.T) {
	const one = "server accept(3, NULL, NULL) = 4\nserver read(4, \"a\", 9) = 1\nserver close(4) = 0\n"
	const other = "server accept(3, NULL, NULL) = 5\nserver read(5, \"bb\", 9) = 2\nserver close(5) = 0\n"
	for _, test := range []struct {
		name, snippet, want, got string
		same                     bool
	}{
		{"the same", pair, one, one, true},
		{"another line of the program", pair, strings.Replace(one, "= 1", "= 1  main.go:7", 1), strings.Replace(one, "= 1", "= 1  main.go:8", 1), true},
		{"a line that one engine knows", pair, strings.Replace(one, "= 1", "= 1  main.go:7", 1), one, true},
		{"other processes between", pair, one + "client close(3) = 0", "client close(3) = 0\n" + one, true},
		{"another order in one process", pair, one + other, other + one, false},
		{"another result", pair, one, strings.Replace(one, "= 1", "= 2", 1), false},
		{"reads cut elsewhere", pair, "client read(3, \"a\", 9) = 1\nclient read(3, \"bc\", 8) = 2\n", "client read(3, \"abc\", 9) = 3\n", true},
		{"reads of less", pair, "client read(3, \"abcd\", 9) = 4\n", "client read(3, \"abc\", 9) = 3\n", false},
		{"reads on two sockets", pair, "client read(3, \"a\", 9) = 1\nclient read(4, \"b\", 9) = 1\n", "client read(3, \"ab\", 9) = 2\n", false},
		{"one less", pair, one, "server accept(3, NULL, NULL) = 4\n", false},
		{"another order of clients at once", crowd, one + other, other + one, true},
		{"another result of clients at once", crowd, one + other, other + strings.Replace(one, "= 1", "= 2", 1), false},
	} {
		s := snippet(t, test.snippet)
		s.Scenario.Calls = true
		d := Diff(New(s, calls(t, test.want)), New(s, calls(t, test.got)))
		if (d == "") != test.same {
			t.Errorf("%s: the difference is %q", test.name, d)
		}
	}
}

// The line of the program is recorded, and is not taken from what was written.
func TestCallLines(t *testing.T) {
	for text, line := range map[string]string{
		"close(3) = 0  main.go:7":                       "main.go:7",
		"close(3) = -1 EBADF  serve.go:70":              "serve.go:70",
		"close(3) = 0":                                  "",
		`write(3, ") = 1  main.go:9", 13) = 13`:         "",
		`write(3, "x  main.go:9", 13) = ?  handle.go:1`: "handle.go:1",
	} {
		c, err := parseCall(text)
		if err != nil || c.Line != line || c.Told() != text {
			t.Errorf("%s: read as %+v, %v", text, c, err)
		}
	}
}

func TestNoCall(t *testing.T) {
	for _, line := range []string{"accept", "accept(3", "accept(3) =", "accept(3) = x", "accept(3) = -1 eagain", "accept(3) = 4 main.go:7", "accept(3) = 4  7", "(3) = 0", ""} {
		if c, err := parseCall(line); err == nil {
			t.Errorf("%q was read as %+v", line, c)
		}
	}
}
