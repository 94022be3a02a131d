package site

import (
	"bytes"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"bothends/runner/wire"
	"bothends/site/lesson"
)

// A large book, for benchmarks: the prose of this one again and again, and in each
// lesson two snippets that are copies of recorded ones. The same is written as a
// site for Hugo, in which the programs and recordings stand as blocks of code.

// copied are the snippets that are copied: servers and clients in one or several
// files, over TCP and UDP, some with their packets.
var copied = []string{"tcp-echo", "tcp-echo-raw", "udp-count", "half-close", "line-client", "byte-order", "udp-connected", "segments"}

// perPart is how many lessons a part has.
const perPart = 50

// A generator writes a book to dir, and the same for Hugo to hugo.
type generator struct {
	b         testing.TB
	dir, hugo string
	from      *lesson.Book
	prose     []string
}

var (
	ownFence = regexp.MustCompile("(?ms)^```(run|show|break|question|exercise|figure|include|session)\\b.*?^```\n")
	sealed   = regexp.MustCompile(`; sum [0-9a-f]{16}`) // of a capture: see wire.Seal
	inBook   = regexp.MustCompile(`\]\([^)\s]*(\.md|\.html)?(#[^)]*)?\)`)
	front    = regexp.MustCompile(`(?s)^\+\+\+\n.*?\n\+\+\+\n`)
)

// generate writes lessons, in parts, and returns the two folders.
func generate(b testing.TB, lessons int) (dir, hugo string) {
	from, err := lesson.Open(os.DirFS(".."))
	if err != nil {
		b.Fatal(err)
	}
	g := &generator{b: b, dir: filepath.Join(b.TempDir(), "book"), hugo: filepath.Join(b.TempDir(), "hugo"), from: from}
	for _, l := range from.Lessons() {
		text, err := os.ReadFile(filepath.Join("..", l.File))
		if err != nil {
			b.Fatal(err)
		}
		plain := ownFence.ReplaceAllString(front.ReplaceAllString(string(text), ""), "")
		g.prose = append(g.prose, inBook.ReplaceAllString(plain, "](https://example.org/)"))
	}
	g.put(g.dir, "lessons/index.md", "+++\ntitle = \"Large\"\n+++\n\nA large book.\n")
	g.put(g.hugo, "content/_index.md", "+++\ntitle = \"Large\"\n+++\n\nA large book.\n")
	for i := range lessons {
		g.lesson(i)
	}
	g.record()
	return g.dir, g.hugo
}

func (g *generator) put(dir, name, text string) {
	file := filepath.Join(dir, filepath.FromSlash(name))
	err := os.WriteFile(file, []byte(text), 0o666)
	if os.IsNotExist(err) {
		if err = os.MkdirAll(filepath.Dir(file), 0o777); err == nil {
			err = os.WriteFile(file, []byte(text), 0o666)
		}
	}
	if err != nil {
		g.b.Fatal(err)
	}
}

// lesson writes one lesson, with its snippets and, where it begins one, its part.
func (g *generator) lesson(i int) {
	part := i / perPart
	folder := fmt.Sprintf("%03d-part-%d", part+1, part+1)
	if i%perPart == 0 {
		text := fmt.Sprintf("+++\ntitle = \"Part %d\"\nweight = %[1]d\n+++\n\nA part.\n", part+1)
		g.put(g.hugo, path.Join("content", folder, "_index.md"), text)
		g.put(g.dir, path.Join("lessons", folder, "index.md"), strings.Replace(text, fmt.Sprintf("weight = %d\n", part+1), "", 1))
	}
	head := fmt.Sprintf("+++\ntitle = \"Lesson %d\"\ngoal = \"You can do what lesson %[1]d says.\"\n", i+1)
	prose := g.prose[i%len(g.prose)]
	ours, theirs := head+"+++\n\n"+prose, head+fmt.Sprintf("weight = %d\n+++\n\n", i+1)+prose
	for j := range 2 {
		name, code := g.snippet(2*i + j)
		ours += "\n## Program " + name + "\n\n```run " + name + "\n```\n"
		theirs += "\n## Program " + name + "\n\n" + code
	}
	file := fmt.Sprintf("%04d-lesson-%d.md", i+1, i+1)
	g.put(g.dir, path.Join("lessons", folder, file), ours)
	g.put(g.hugo, path.Join("content", folder, file), theirs)
}

// snippet writes a copy of a snippet, which differs in a comment and in its name,
// and returns that and the copy as Markdown.
func (g *generator) snippet(i int) (name, code string) {
	s := g.from.Snippets[copied[i%len(copied)]]
	name = fmt.Sprintf("%sx%04d", s.Name[:len(s.Name)-5], i) // as long, so that what has it in it keeps its lengths
	if len(s.Name) < 7 {
		g.b.Fatalf("%s is too short a name to be copied", s.Name)
	}
	var text strings.Builder
	for _, f := range s.Files {
		source := fmt.Sprintf("// Copy %d.\n", i) + f.Source
		g.put(g.dir, path.Join("snippets", name, f.Name), source)
		fmt.Fprintf(&text, "`%s/%s`\n\n```go\n%s```\n\n", name, f.Name, source)
	}
	if f := s.File("scenario.toml"); f != nil {
		g.put(g.dir, path.Join("snippets", name, f.Name), f.Source)
	}
	fmt.Fprintf(&text, "```text\n%s```\n", s.Recording.Format())
	if s.Capture != nil {
		capture := bytes.ReplaceAll(s.Capture, []byte(" "+s.Name+";"), []byte(" "+name+";"))
		capture = wire.Seal(sealed.ReplaceAllLiteral(capture, []byte(wire.Unsealed)))
		g.put(g.dir, path.Join("snippets", name, "capture.pcapng"), string(capture))
	}
	return name, text.String()
}

// record writes the recordings, under the sums of the copies.
func (g *generator) record() {
	made, err := lesson.Open(os.DirFS(g.dir))
	if err != nil {
		g.b.Fatal(err)
	}
	for i, n := 0, len(made.Snippets); i < n; i++ {
		original := g.from.Snippets[copied[i%len(copied)]]
		name := fmt.Sprintf("%sx%04d", original.Name[:len(original.Name)-5], i)
		r := *original.Recording
		r.Sum = made.Snippets[name].Sum()
		g.put(g.dir, path.Join("snippets", name, "recording.txt"), string(r.Format()))
	}
}

// Of each of this book's lessons the large book has a good copy.
func TestGenerate(t *testing.T) {
	from, err := lesson.Open(os.DirFS(".."))
	if err != nil {
		t.Fatal(err)
	}
	dir, _ := generate(t, len(from.Lessons()))
	made, err := lesson.Open(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	snippets := 2 * len(from.Lessons())
	if got := len(made.Snippets); got != snippets {
		t.Errorf("%d snippets; want %d", got, snippets)
	}
}
