package verify

import (
	"regexp"
	"strings"
	"testing"
)

// dial is an exercise whose client must connect, and then say who it is.
const dial = `
-- snippets/dial/exercise.toml --
reader  = "client"
starter = "connects"

[[property]]
id     = "connects"
held   = "connects"
failed = "Nobody came."

[[property]]
id     = "speaks"
held   = "speaks"
failed = "Nobody spoke."
wrong  = '''
- conn.Write([]byte("me"))
'''
-- snippets/dial/starter/main.go --
package main

func main() {
}
-- snippets/dial/solution/main.go --
package main

import (
	"net"
)

func main() {
	conn, err := net.Dial("tcp", "127.0.0.1:7")
	if err != nil {
		panic(err)
	}
	conn.Write([]byte("me"))
	conn.Close()
}
-- snippets/dial/_peer/main.go --
package main

import (
	"net"
	"os"
)

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:7")
	if err != nil {
		panic(err)
	}
	conn, err := accept(listener)
	if err == nil && os.Args[1] == "speaks" {
		err = expect(conn, []byte("me"))
	}
	report(os.Args[1], err)
}
`

func TestExercise(t *testing.T) {
	const peer = "snippets/dial/_peer/main.go"
	only := regexp.MustCompile("dial")
	for _, test := range []struct{ name, file, old, fresh, want string }{
		{"well", "", "", "", ""},
		{"a starter that does it all", "snippets/dial/starter/main.go", "{\n}", "{\n\tnet.Dial(\"tcp\", \"127.0.0.1:7\")\n}",
			`snippets/dial/starter: fails "speaks", and must fail "connects" first, as snippets/dial/exercise.toml:2 says: expected 2 bytes, got 0, then the end`},
		{"a solution that does too little", "snippets/dial/solution/main.go", `"me"`, `"us"`,
			`snippets/dial/solution: fails "speaks": expected "me", got "us"`},
		{"nothing wrong with it", "snippets/dial/exercise.toml", "'''\n- conn", "'''\n+ // hello\n  conn",
			`snippets/dial/exercise.toml:14: the wrong program of property "speaks": has every property; it must fail "speaks"`},
		{"not formatted", "snippets/dial/starter/main.go", "{\n}", "{ \n}", "snippets/dial/starter/main.go:3: not formatted; run gofmt -w on it"},
		{"a peer that does not compile", peer, "panic(err)", "panic(er)", peer + ":11:9: undefined: er"},
		{"a peer that vet has something against", peer, "report(", "err = err\n\treport(", peer + ":17:2: vet: self-assignment of err"},
		{"a peer that is not formatted", peer, "panic(err)", "panic( err)", peer + ":11: not formatted; run gofmt -w on it"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := write(t, book, dial)
			if test.file != "" {
				text := strings.Replace(read(t, dir, test.file), test.old, test.fresh, 1)
				if strings.Contains(test.fresh, "net.") {
					text = strings.Replace(text, "main\n", "main\n\nimport \"net\"\n", 1)
				}
				change(t, dir, test.file, text)
			}
			if strings.Contains(test.fresh, "us") { // the wrong program's edit must still fit
				const x = "snippets/dial/exercise.toml"
				change(t, dir, x, strings.Replace(read(t, dir, x), `"me"`, `"us"`, 1))
			}
			r := check(t, dir, Options{Run: only})["dial"]
			_, said, _ := strings.Cut(r.Details(), "\n") // the lessons come first
			if strings.TrimSpace(said) != test.want {
				t.Errorf("got\n%s\nwant\n%s", said, test.want)
			}
		})
	}
}
