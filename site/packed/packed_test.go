package packed

import (
	"bytes"
	stdgzip "compress/gzip"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// unpack reads a form with a decoder that is not its encoder's, where there is one.
func unpack(t *testing.T, f Form) []byte {
	t.Helper()
	var r io.Reader
	var err error
	switch f.Name {
	case "gzip":
		r, err = stdgzip.NewReader(bytes.NewReader(f.Body))
	case "zstd":
		r, err = zstd.NewReader(bytes.NewReader(f.Body), zstd.WithDecoderMaxWindow(8<<20)) // a browser's bound
	}
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatalf("%s: %v", f.Name, err)
	}
	return b
}

func TestForms(t *testing.T) {
	long := strings.Repeat("What one end writes, the other reads. ", 200000) // longer than a window
	for _, test := range []struct {
		name, body string
		want       string // suffixes
	}{
		{"text", strings.Repeat("<p>both ends</p>", 50), ".zst .gz"},
		{"text that is longer than a window", long, ".zst .gz"},
		{"text that gets no smaller", "x", ""},
		{"nothing", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, f := range Forms([]byte(test.body)) {
				got = append(got, f.Suffix)
				if string(unpack(t, f)) != test.body {
					t.Errorf("%s holds something else", f.Suffix)
				}
			}
			if s := strings.Join(got, " "); s != test.want {
				t.Errorf("forms %q, want %q", s, test.want)
			}
		})
	}
}

// Encoders are shared and used again; what they made before leaves no trace.
func TestFormsAreTheSame(t *testing.T) {
	texts := []string{strings.Repeat("server", 999), strings.Repeat("client", 9999), strings.Repeat("wire", 99)}
	want := map[string][]Form{}
	for _, text := range texts {
		want[text] = Forms([]byte(text))
	}
	var all sync.WaitGroup
	for i := range 64 {
		all.Go(func() {
			text := texts[i%len(texts)]
			for j, f := range Forms([]byte(text)) {
				if !bytes.Equal(f.Body, want[text][j].Body) {
					t.Errorf("%s of the same text differs", f.Name)
				}
			}
		})
	}
	all.Wait()
}

func TestIsText(t *testing.T) {
	for name, want := range map[string]bool{
		"index.html": true, "a/site.1f8b3c5d.css": true, "offline.json": true, "tcp/echo.md": true, "robots.txt": true,
		"captures/echo.pcapng": false, "og/echo.png": false, ".nojekyll": false, "html": false,
	} {
		if IsText(name) != want {
			t.Errorf("%s is text: %v", name, !want)
		}
	}
}
