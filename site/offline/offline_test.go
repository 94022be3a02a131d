package offline

import (
	"crypto/sha256"
	"testing"
)

func TestList(t *testing.T) {
	page := File{"index.html", 3, Sum(sha256.Sum256([]byte("abc")))}
	style := File{"assets/a.css", 0, Sum(sha256.Sum256(nil))}
	// The sums are those that openssl dgst -sha256 -binary | base64 prints.
	const want = `{
 "version": "VERSION",
 "files": [
  {
   "path": "assets/a.css",
   "size": 0,
   "sum": "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
  },
  {
   "path": "index.html",
   "size": 3,
   "sum": "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="
  }
 ]
}
`
	m := List([]File{page, {Name, 1, "x"}, {".nojekyll", 0, ""}, {"a/.hidden", 0, ""}, style})
	version := m.Version
	m.Version = "VERSION"
	if got := string(m.JSON()); got != want {
		t.Errorf("it reads\n%s\nwant\n%s", got, want)
	}
	changed := page
	changed.Sum = style.Sum
	for name, test := range map[string]struct {
		files []File
		same  bool
	}{
		"in another order":       {[]File{style, page}, true},
		"with another content":   {[]File{style, changed}, false},
		"without one":            {[]File{page}, false},
		"with one more":          {[]File{page, style, {"b.html", 0, style.Sum}}, false},
		"under another name":     {[]File{style, {"x.html", 3, page.Sum}}, false},
		"with a hidden one more": {[]File{page, style, {".b", 0, style.Sum}}, true},
	} {
		if same := List(test.files).Version == version; same != test.same {
			t.Errorf("%s, the version is the same: %v", name, same)
		}
	}
	if got := string(List(nil).JSON()); got == "" || List(nil).Files == nil {
		t.Errorf("of nothing it reads %q", got)
	}
}
