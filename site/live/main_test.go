package live

import (
	"io/fs"
	"log/slog"
	"os"
	"testing"

	"golang.org/x/tools/txtar"

	"bothends/runner"
	"bothends/site/lesson"
)

func TestMain(m *testing.M) {
	runner.Hook()
	bare()
	os.Exit(m.Run())
}

// testBook is the small book in testdata.
func testBook(t *testing.T) *lesson.Book {
	t.Helper()
	text, err := os.ReadFile("testdata/book.txtar")
	if err != nil {
		t.Fatal(err)
	}
	return openBook(t, txtarFS(t, string(text)))
}

func txtarFS(t testing.TB, text string) fs.FS {
	t.Helper()
	fsys, err := txtar.FS(txtar.Parse([]byte(text)))
	if err != nil {
		t.Fatal(err)
	}
	return fsys
}

func openBook(t testing.TB, fsys fs.FS) *lesson.Book {
	t.Helper()
	b, err := lesson.Open(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func testServer(t *testing.T, o Options) *Server {
	t.Helper()
	if o.Book == nil {
		o.Book = testBook(t)
	}
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(t.Output(), nil))
	}
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
