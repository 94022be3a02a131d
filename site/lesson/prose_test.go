package lesson

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestProse(t *testing.T) {
	name := t.TempDir() + "/prose.txtar"
	err := os.WriteFile(name, []byte("-- lessons/01-tcp/030-x.md --\n+++\ntitle = \"The `x` lesson\"\ngoal  = \"You can say.\"\n[terms]\nword = \"letters\"\n+++\n\n"+
		"One's *two* `code` three\n[four](https://five.example) 6.\n\n```go\nnot()\n```\n\n| seven | `x` |\n|---|---|\n| eight | <https://nine.example> |\n\n"+
		"```question\nTen?\n\n- [ ] Eleven :: `a`\n- [x] Twelve :: thirteen\n```\n\n```include ../_parts/more.md\n```\n"), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	l := open(t, "testdata/base.txtar", name).Lesson("tcp/x.html")
	var got strings.Builder
	for _, line := range l.Prose() {
		fmt.Fprintf(&got, "%s:%d %s\n", strings.TrimPrefix(line.File, "lessons/"), line.Number, strings.Join(strings.Fields(line.Text), " "))
	}
	const want = `01-tcp/030-x.md:1 The lesson
01-tcp/030-x.md:1 You can say.
01-tcp/030-x.md:1 letters
01-tcp/030-x.md:1 word
01-tcp/030-x.md:8 One's two three
01-tcp/030-x.md:9 four 6.
01-tcp/030-x.md:15 seven
01-tcp/030-x.md:17 eight
01-tcp/030-x.md:20 Ten?
01-tcp/030-x.md:22 Eleven
01-tcp/030-x.md:23 Twelve thirteen
_parts/more.md:1 More
_parts/more.md:3 And more.
`
	if got.String() != want {
		t.Errorf("got\n%swant\n%s", got.String(), want)
	}
	if got := l.Guesses(); got != nil { // it runs nothing
		t.Errorf("guesses %q", got)
	}
	if n := l.Words(); n != 8 { // seven words of text, and a piece of code
		t.Errorf("%d words, want 8", n)
	}
}
