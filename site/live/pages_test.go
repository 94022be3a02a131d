package live

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"bothends/site/offline"
)

// request is a request as a browser at http://book.test would make it.
func request(method, path, body string, header ...string) *http.Request {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Host = "book.test"
	for i := 0; i < len(header); i += 2 {
		if header[i] == "Host" {
			r.Host = header[i+1]
			continue
		}
		r.Header.Set(header[i], header[i+1])
	}
	return r
}

func do(s http.Handler, r *http.Request) *http.Response {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

const formType = "application/x-www-form-urlencoded"

func TestAnswers(t *testing.T) {
	s := testServer(t, Options{Hosts: []string{"book.test"}})
	asset := "/" + s.assets.Path("run.js")
	long := strings.Repeat("x", 256<<10+1)
	form := func(snippet, lesson string, more ...string) string {
		v := url.Values{"snippet": {snippet}, "lesson": {lesson}}
		for i := 0; i < len(more); i += 2 {
			v.Set(more[i], more[i+1])
		}
		return v.Encode()
	}
	post := []string{"Content-Type", formType}
	tests := []struct {
		name   string
		method string
		path   string
		body   string
		header []string
		status int
		answer map[string]string // headers
		says   string            // a part of the body
	}{
		{name: "first page", method: "GET", path: "/", status: 200, says: "To be served.",
			answer: map[string]string{"Content-Type": htmlType, "Cache-Control": "no-cache", "Content-Security-Policy": policy,
				"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin"}},
		{name: "first page by name", method: "GET", path: "/index.html", status: 200, says: "To be served."},
		{name: "part", method: "GET", path: "/part/", status: 200, says: "Its first page."},
		{name: "part without slash", method: "GET", path: "/part", status: 307, answer: map[string]string{"Location": "/part/"}},
		{name: "lesson", method: "GET", path: "/part/hello.html", status: 200, says: "hello from the server"},
		{name: "lesson, head", method: "HEAD", path: "/part/hello.html", status: 200},
		{name: "asset", method: "GET", path: asset, status: 200, says: "bothends.late",
			answer: map[string]string{"Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "public, max-age=31536000, immutable",
				"X-Content-Type-Options": "nosniff"}},
		{name: "asset of another version", method: "GET", path: "/assets/run.00000000.js", status: 404, says: "<html"},
		{name: "no page", method: "GET", path: "/part/no.html", status: 404, says: "<html",
			answer: map[string]string{"Content-Type": htmlType, "Content-Security-Policy": policy}},
		{name: "outside", method: "GET", path: "/../../etc/passwd", status: 307, answer: map[string]string{"Location": "/etc/passwd"}},
		{name: "outside, hidden", method: "GET", path: "/..%2f..%2fetc/passwd", status: 404},
		{name: "post to a page", method: "POST", path: "/part/hello.html", status: 405, answer: map[string]string{"Allow": "GET, HEAD"}},
		{name: "delete", method: "DELETE", path: "/", status: 405},
		{name: "get a run", method: "GET", path: "/run", status: 405, answer: map[string]string{"Allow": "POST"}, says: "the book is at /"},

		{name: "search", method: "GET", path: "/search.html?q=hello", status: 200, says: "<mark>hello</mark>", answer: map[string]string{"Cache-Control": "no-store", "Content-Security-Policy": policy}},
		{name: "search for nothing", method: "GET", path: "/search.html", status: 200, says: `name="q" value=""`, answer: map[string]string{"Cache-Control": "no-cache"}},
		{name: "search for markup", method: "GET", path: "/search.html?q=%22%3E%3Cscript%3Exyzzy", status: 200, says: `value="&#34;&gt;&lt;script&gt;xyzzy"`},
		{name: "search for very much", method: "GET", path: "/search.html?q=" + strings.Repeat("zq+", 50000) + "%ff%00", status: 200, says: "Nothing found"},
		{name: "posted search", method: "POST", path: "/search.html?q=hello", status: 405},
		{name: "what is searched in", method: "GET", path: "/search/part.js", status: 200, says: `"part/hello.html"`, answer: map[string]string{"Content-Type": scriptType, "Cache-Control": "no-cache"}},
		{name: "worker", method: "GET", path: "/worker.js", status: 200, says: "offline.json", answer: map[string]string{"Content-Type": scriptType, "Cache-Control": "no-cache"}},

		{name: "other host", method: "GET", path: "/", header: []string{"Host", "evil.test"}, status: 403, says: `"evil.test"`},
		{name: "other host, run", method: "POST", path: "/run", header: []string{"Host", "evil.test", "Content-Type", formType}, status: 403},
		{name: "host in capitals, with a port", method: "GET", path: "/", header: []string{"Host", "Book.Test:8080"}, status: 200},
		{name: "no host", method: "GET", path: "/", header: []string{"Host", ""}, status: 403},
		{name: "host that begins alike", method: "GET", path: "/", header: []string{"Host", "book.test.evil.test"}, status: 403},

		{name: "run from another origin", method: "POST", path: "/run", body: form("hello", "part/hello.html"),
			header: append(post, "Origin", "http://evil.test"), status: 403, says: "another site"},
		{name: "run from a file", method: "POST", path: "/run", body: form("hello", "part/hello.html"),
			header: append(post, "Origin", "null"), status: 403},
		{name: "run from another site", method: "POST", path: "/run", body: form("hello", "part/hello.html"),
			header: append(post, "Sec-Fetch-Site", "cross-site"), status: 403},
		{name: "run from a sibling site", method: "POST", path: "/run", body: form("hello", "part/hello.html"),
			header: append(post, "Sec-Fetch-Site", "same-site", "Origin", "http://book.test"), status: 403},

		{name: "run of nothing", method: "POST", path: "/run", header: post, status: 404, says: `no snippet ""`},
		{name: "run of an unknown snippet", method: "POST", path: "/run", header: post, body: form("../x", "part/hello.html"), status: 404, says: `no snippet "../x"`},
		{name: "run in an unknown lesson", method: "POST", path: "/run", header: post, body: form("hello", "no.html"), status: 404, says: `no lesson "no.html"`},
		{name: "edit of no program", method: "POST", path: "/run", header: post, body: form("hello", "part/hello.html", "peer/main.go", "x"), status: 400, says: `no program "peer"`},
		{name: "edit of no file", method: "POST", path: "/run", header: post, body: form("hello", "part/hello.html", "server/other.go", "x"), status: 400, says: `no file "server/other.go"`},
		{name: "edit that is too large", method: "POST", path: "/run", header: post, body: form("hello", "part/hello.html", "server/main.go", long), status: 413, says: "256 KiB"},
		{name: "body that is too large", method: "POST", path: "/run", header: post, body: strings.Repeat(long, 5), status: 413, says: "256 KiB"},
		{name: "broken form", method: "POST", path: "/run", header: post, body: "snippet=%zz", status: 400},
		{name: "broken JSON", method: "POST", path: "/run", header: []string{"Content-Type", "application/json"}, body: "{", status: 400},
		{name: "unknown JSON", method: "POST", path: "/run", header: []string{"Content-Type", "application/json"}, body: `{"scenario":"x"}`, status: 400, says: "scenario"},
		{name: "JSON that is too large", method: "POST", path: "/run", header: []string{"Content-Type", "application/json"},
			body: `{"snippet":"` + strings.Repeat(long, 5) + `"}`, status: 413, says: "256 KiB"},
		{name: "another type", method: "POST", path: "/run", header: []string{"Content-Type", "text/plain"}, body: `{}`, status: 415},
		{name: "no type", method: "POST", path: "/run", body: `{}`, status: 415},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := do(s, request(test.method, test.path, test.body, test.header...))
			text := body(t, got)
			if got.StatusCode != test.status {
				t.Errorf("status %d; want %d\n%s", got.StatusCode, test.status, text)
			}
			for name, want := range test.answer {
				if h := got.Header.Get(name); h != want {
					t.Errorf("%s: %q; want %q", name, h, want)
				}
			}
			if !strings.Contains(text, test.says) {
				t.Errorf("the answer does not say %q:\n%s", test.says, text)
			}
			if test.method == "HEAD" && text != "" {
				t.Errorf("a body answers HEAD: %q", text)
			}
			if p := got.Header.Get("Content-Security-Policy"); !strings.Contains(p, "default-src 'none'") {
				t.Errorf("policy %q", p)
			}
		})
	}
}

func TestSameContentIsNotSentAgain(t *testing.T) {
	s := testServer(t, Options{Hosts: []string{"book.test"}})
	for _, encoding := range []string{"", "gzip"} {
		first := do(s, request("GET", "/part/hello.html", "", "Accept-Encoding", encoding))
		tag := first.Header.Get("ETag")
		if tag == "" {
			t.Fatal("no entity tag")
		}
		again := do(s, request("GET", "/part/hello.html", "", "Accept-Encoding", encoding, "If-None-Match", tag))
		if again.StatusCode != http.StatusNotModified || body(t, again) != "" {
			t.Errorf("encoding %q: status %d; want 304 and no body", encoding, again.StatusCode)
		}
		if other := do(s, request("GET", "/part/hello.html", "", "If-None-Match", `W/"other"`)); other.StatusCode != http.StatusOK {
			t.Errorf("status %d for an old version; want 200", other.StatusCode)
		}
	}
}

func TestCompression(t *testing.T) {
	s := testServer(t, Options{Hosts: []string{"book.test"}})
	plain := body(t, do(s, request("GET", "/part/hello.html", "")))
	for header, want := range map[string]string{
		"gzip": "gzip", "br, gzip;q=0.5": "gzip", "GZIP": "gzip", "gzip;q=0": "", "br": "", "": "", "gzip;q=x": "", "identity": "",
		"gzip, deflate, br, zstd": "zstd", "zstd": "zstd", "zstd;q=0.5, gzip": "gzip", "zstd;q=0, gzip;q=0.1": "gzip",
		"*": "zstd", "*;q=0": "", "zstd;q=0, *": "gzip", "gzip; q = 0.5": "gzip", "gzip;level=9": "", ",,;": "",
	} {
		got := do(s, request("GET", "/part/hello.html", "", "Accept-Encoding", header))
		if got.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q: Vary is %q", header, got.Header.Get("Vary"))
		}
		coding := got.Header.Get("Content-Encoding")
		if coding != want {
			t.Errorf("%q: answered with %q; want %q", header, coding, want)
		}
		if text := unpack(t, coding, got.Body); text != plain {
			t.Errorf("%q: another page comes", header)
		}
	}
}

// Behind a proxy the book lies under a path, and goes by the name that readers use.
func TestUnderAPath(t *testing.T) {
	s := testServer(t, Options{Base: "https://example.org/book/"})
	for _, test := range []struct {
		method, path string
		status       int
		answer       string // the header Location, or a part of the body
	}{
		{"GET", "/book/", 200, `<link rel="canonical" href="https://example.org/book/">`},
		{"GET", "/book/part/hello.html", 200, `action="../run#run:hello"`},
		{"GET", "/book", 307, "/book/"},
		{"GET", "/book/part", 307, "/book/part/"},
		{"GET", "/", 404, `href="/book/index.html"`},
		{"GET", "/part/hello.html", 404, `href="/book/index.html"`},
		{"GET", "/book/no/such.html", 404, `href="/book/index.html"`},
		{"GET", "/book/run", 405, "the book is at /book/"},
		{"POST", "/run", 405, ""},
		{"POST", "/book/run", 404, `no snippet ""`},
	} {
		r := request(test.method, test.path, "", "Host", "example.org", "Content-Type", formType)
		answer := do(s, r)
		if answer.StatusCode != test.status {
			t.Errorf("%s %s: status %d; want %d", test.method, test.path, answer.StatusCode, test.status)
		}
		if text := body(t, answer); answer.Header.Get("Location") != test.answer && !strings.Contains(text, test.answer) {
			t.Errorf("%s %s: Location %q; nor is %q in\n%.600s", test.method, test.path, answer.Header.Get("Location"), test.answer, text)
		}
	}
	if answer := do(s, request("GET", "/book/", "")); answer.StatusCode != 403 {
		t.Errorf("under another name: status %d; want 403", answer.StatusCode)
	}
}

// The list of the site's files names all that is served, as it is served.
func TestOfflineList(t *testing.T) {
	s := testServer(t, Options{Hosts: []string{"book.test"}})
	answer := do(s, request("GET", "/offline.json", ""))
	var list offline.Manifest
	if err := json.Unmarshal([]byte(body(t, answer)), &list); err != nil {
		t.Fatal(err)
	}
	if kind := answer.Header.Get("Content-Type"); kind != "application/json" {
		t.Errorf("its type is %s", kind)
	}
	if len(list.Files) < 5 || list.Version == "" {
		t.Errorf("it lists %d files, version %q", len(list.Files), list.Version)
	}
	for _, f := range list.Files {
		answer := do(s, request("GET", "/"+f.Path, ""))
		text := body(t, answer)
		if sum := offline.Sum(sha256.Sum256([]byte(text))); answer.StatusCode != http.StatusOK || sum != f.Sum || int64(len(text)) != f.Size {
			t.Errorf("%s: status %d, %d bytes, sum %s; listed are %d and %s", f.Path, answer.StatusCode, len(text), sum, f.Size, f.Sum)
		}
	}
}

func unpack(t *testing.T, coding string, r io.Reader) string {
	t.Helper()
	var err error
	switch coding {
	case "gzip":
		r, err = gzip.NewReader(r)
	case "zstd":
		r, err = zstd.NewReader(r)
	}
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
