package live

import (
	"net/url"
	"os"
	"strings"
	"testing"
)

// What a page shows of a refusal is in the page's language; other clients are told in English.
func TestRefusal(t *testing.T) {
	text, err := os.ReadFile("testdata/book.txtar")
	if err != nil {
		t.Fatal(err)
	}
	form := func(name, value string) string {
		return url.Values{"snippet": {"hello"}, "lesson": {"part/hello.html"}, name: {value}}.Encode()
	}
	long := strings.Repeat("x", 256<<10+1)
	tests := []struct {
		path, body string
		status     int
		en, de     string
	}{
		{"/run", form("server/main.go", long), 413, "The programs are too large: together they may have 256 KiB.", "Die Programme sind zu groß: zusammen dürfen sie 256 KiB haben."},
		{"/run", form("link", long[:5<<10]), 413, "The description of the line is too long: at most 4096 bytes.", "Die Beschreibung der Leitung ist zu lang: höchstens 4096 Byte."},
		{"/run", form("count.client", "many"), 400, "“many” is not how many of client there are to be.", "„many“ ist keine Angabe, wie viele client es geben soll."},
		{"/runs/none/stdin", "{}", 404, "There is no such run here", "Diesen Lauf gibt es hier nicht"},
		{"/compile", url.Values{"body": {strings.Repeat(long, 5)}}.Encode(), 413, "The programs are too large", "The programs are too large"},
	}
	for _, language := range []string{"en", "de"} {
		in := strings.Replace(string(text), "-- lessons/index.md --\n+++\n", "-- lessons/index.md --\n+++\nlanguage = \""+language+"\"\n", 1)
		s := testServer(t, Options{Book: openBook(t, txtarFS(t, in)), Hosts: []string{"book.test"}})
		for _, test := range tests {
			want := map[string]string{"en": test.en, "de": test.de}[language]
			got := do(s, request("POST", test.path, test.body, "Content-Type", formType))
			if said := body(t, got); got.StatusCode != test.status || !strings.HasPrefix(said, want) {
				t.Errorf("%s in %s: status %d, %q; want %d, %q", test.path, language, got.StatusCode, said, test.status, want)
			}
		}
	}
}
