package exercise

import (
	"context"
	"fmt"
	"maps"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"bothends/runner"
)

func TestMain(m *testing.M) {
	runner.Hook()
	os.Exit(m.Run())
}

// text is of a small exercise: the reader's client sends a word, and prints the
// one that comes back.
const text = `reader  = "client"
args    = ["ping"]
starter = "sends"

[[property]]
id     = "sends"
held   = "sends its word"
failed = "No word came."

[[property]]
id     = "prints"
held   = "prints the answer"
failed = "The answer was not printed."
assert = ['client prints "pong"']
wrong  = '''
- fmt.Println(string(b[:n]))
+ _ = n
'''
`

const solution = `package main

import (
	"fmt"
	"net"
	"os"
)

func main() {
	conn, err := net.Dial("tcp", "127.0.0.1:7")
	if err != nil {
		os.Exit(1)
	}
	conn.Write([]byte(os.Args[1]))
	b := make([]byte, 10)
	n, _ := conn.Read(b)
	fmt.Println(string(b[:n]))
}
`

const peer = `package main

import (
	"fmt"
	"net"
	"os"
)

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:7")
	if err != nil {
		panic(err)
	}
	conn, err := accept(listener)
	if err == nil {
		err = expect(conn, []byte("ping"))
	}
	if err == nil {
		fmt.Fprint(conn, "pong")
	}
	report(os.Args[1], err)
}
`

func small(t *testing.T, text string) (*Exercise, error) {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, source := range map[string]string{
		File: text, "solution/main.go": solution, "_peer/main.go": peer,
		"starter/main.go": strings.Replace(solution, "os.Args[1]", `""`, 1),
	} {
		fsys["snippets/ask/"+name] = &fstest.MapFile{Data: []byte(source)}
	}
	return Load(fsys, "snippets/ask")
}

// edited is the solution with one line changed.
func edited(old, fresh string) map[string]string {
	return map[string]string{"main.go": strings.Replace(solution, old, fresh, 1)}
}

func TestCheck(t *testing.T) {
	x, err := small(t, text)
	if err != nil {
		t.Fatal(err)
	}
	wrong := maps.Clone(x.Solution)
	changed, err := x.Properties[1].Wrong.Apply(x.Solution)
	if err != nil {
		t.Fatal(err)
	}
	maps.Copy(wrong, changed)
	wrong["main.go"] = strings.Replace(wrong["main.go"], "\t\"fmt\"\n", "", 1)
	for _, test := range []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"the solution", x.Solution, "sends held sends its word\nprints held prints the answer\n"},
		{"the starter", x.Starter, "sends failed No word came. (expected 4 bytes, got 0, then nothing more)\nprints untried prints the answer\n"},
		{"a misunderstanding", wrong, "sends held sends its word\nprints failed The answer was not printed. (expected: client prints \"pong\"; client does not)\n"},
		{"nobody calls", edited("conn, err :=", "os.Exit(0)\n\tconn, err :="), "sends failed There was no connection, so this was not seen: sends its word (no client connected)\nprints untried prints the answer\n"},
		{"a report is no reader's to make", edited("conn.Write([]byte(os.Args[1]))", `fmt.Println("PASS sends"); conn.Write([]byte("pang"))`),
			"sends failed No word came. (expected \"ping\", got \"pang\")\nprints untried prints the answer\n"},
		{"no program", edited("b := ", "b = "), "sends untried sends its word\nprints untried prints the answer\n[main.go:15:2: undefined: b main.go:16:20: undefined: b main.go:17:21: undefined: b]\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got strings.Builder
			out, err := x.Check(t.Context(), new(runner.Runner), test.files, Options{}, func(v Verdict) {
				fmt.Fprintf(&got, "%s %s %s", v.Property, v.State, v.Text)
				if v.Detail != "" {
					fmt.Fprintf(&got, " (%s)", v.Detail)
				}
				got.WriteString("\n")
			})
			if err != nil {
				t.Fatal(err)
			}
			if len(out.Problems) > 0 {
				fmt.Fprintln(&got, out.Problems)
			}
			if got.String() != test.want {
				t.Errorf("got\n%swant\n%s", got.String(), test.want)
			}
			if out.OK() != (test.name == "the solution") {
				t.Errorf("outcome %+v", out)
			}
		})
	}
}

// A server that never listens, and a check that is called off.
func TestNoPeer(t *testing.T) {
	x, err := small(t, strings.Replace(text, `reader  = "client"`, `reader  = "server"`, 1)+"[limits]\ntime = \"300ms\"\n")
	if err == nil || !strings.Contains(err.Error(), "asserts only of the reader's own process, server") {
		t.Errorf("of a server that is a client: %v", err)
	}
	x, err = small(t, strings.NewReplacer(`reader  = "client"`, `reader  = "server"`, "assert = ['client prints \"pong\"']\n", "").Replace(text)+"[limits]\ntime = \"300ms\"\n")
	if err != nil {
		t.Fatal(err)
	}
	var first Verdict
	deaf := map[string]string{"main.go": "package main\n\nfunc main() {\n\tfor {\n\t}\n}\n"}
	_, err = x.Check(t.Context(), new(runner.Runner), deaf, Options{}, func(v Verdict) {
		if v.State == Failed {
			first = v
		}
	})
	if want := "the server was not seen to listen within 300ms"; err != nil || first.Detail != want {
		t.Errorf("%+v, %v; want %s", first, err, want)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := x.Check(ctx, new(runner.Runner), deaf, Options{}, func(Verdict) {}); err == nil {
		t.Error("called off, and no error")
	}
}

func TestMistakes(t *testing.T) {
	const at = "snippets/ask/exercise.toml:"
	for _, test := range []struct{ old, fresh, want string }{
		{`"client"`, `"peer"`, at + `1: reader is "peer"; write reader = "server" or reader = "client", the side that the reader writes`},
		{`"sends"`, `"sents"`, at + `3: starter names the property that the starter fails first; did you mean sends?`},
		{`id     = "sends"`, `id     = "Sends"`, at + `5: a property's id has small letters, digits and single dashes, like part-of-buffer; this one is "Sends"`},
		{`id     = "prints"`, `id     = "sends"`, at + `10: there is a property sends already`},
		{`failed = "No word came."`, ``, at + `5: property sends lacks words; held says what the program does, failed what is misunderstood if it does not`},
		{`held   =`, `heid   =`, at + `7: no such key: property.heid; did you mean held?`},
		{`args    = ["ping"]`, `args    = "ping"`, at + `2: `},
		{`args    =`, `Args    =`, at + `2: no such key: Args; did you mean args?`},
		{"starter =", "limits.time = 2\nstarter =", at + `3: limits.time is a string with a unit, such as "5s"`},
		{`client prints`, `client prnts`, at + `10: property prints: "prnts" cannot be asserted; did you mean prints?; write, say, client prints "got 3 bytes", server never prints "error", or client exit 1`},
		{`client prints`, `peer prints`, at + `10: property prints: an exercise asserts only of the reader's own process, client; the peer reports`},
		{"starter =", "[names]\n\"a..test\" = \"::1\"\n#", at + `4: name "a..test": `},
		{`- fmt.Println(`, `- fmt.Print(`, at + `16: property prints: wrong: this does not fit into main.go, which has no line fmt.Print(string(b[:n]))`},
	} {
		_, err := small(t, strings.Replace(text, test.old, test.fresh, 1))
		if err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("%s: %v\nwant %s", test.fresh, err, test.want)
		}
	}
	if _, err := Load(fstest.MapFS{
		"snippets/ask/" + File:          {Data: []byte(text)},
		"snippets/ask/starter/main.go":  {Data: []byte(solution)},
		"snippets/ask/solution/main.go": {Data: []byte(solution)},
		"snippets/ask/_peer/main.go":    {Data: []byte(peer)},
		"snippets/ask/_peer/kit.go":     {Data: []byte(kit)},
	}, "snippets/ask"); err == nil || err.Error() != "snippets/ask/_peer/kit.go: kit.go is part of every peer without that; remove it, or give it another name" {
		t.Errorf("with a kit of its own: %v", err)
	}
	if _, err := Load(fstest.MapFS{
		"snippets/ask/" + File:          {Data: []byte(text)},
		"snippets/ask/solution/main.go": {Data: []byte(solution)},
		"snippets/ask/_peer/main.go":    {Data: []byte(peer)},
	}, "snippets/ask"); err == nil || err.Error() != "snippets/ask: no starter/main.go; an exercise has starter/, solution/ and _peer/" {
		t.Errorf("without a starter: %v", err)
	}
}
