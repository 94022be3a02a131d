package index

import (
	"slices"
	"testing"
	"testing/fstest"

	"bothends/site/lesson"
)

// Cells are no program: one declares a name again, one a function, and nothing is imported.
func TestOfSession(t *testing.T) {
	page := func(text string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("+++\ntitle = \"T\"\ngoal = \"G\"\n+++\n" + text)}
	}
	b, err := lesson.Open(fstest.MapFS{
		"lessons/index.md":      page(""),
		"lessons/01-p/index.md": page(""),
		"lessons/01-p/010-s.md": page("```session a\n```\n"),
		"snippets/a/session.txt": {Data: []byte(`-- server: listen --
l, err := net.Listen("tcp", "127.0.0.1:7")
-- server: accept --
conn, err := l.Accept()
-- server: own --
func own(c net.Conn) string { return c.LocalAddr().String() }
-- server: again --
n, err := io.ReadFull(conn, make([]byte, 3))
n, err := conn.Read(nil)
fmt.Println(n, own(conn))
-- client: number --
syscall.AF_INET
`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"io.ReadFull", "net.Addr.String", "net.Conn.LocalAddr", "net.Conn.Read", "net.Listen", "net.Listener.Accept", "syscall.AF_INET"}
	if got := NewNames(b).Of(b.Lesson("p/s.html")); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
