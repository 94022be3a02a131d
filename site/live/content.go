package live

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"

	"bothends/site/packed"
)

// How long a browser may keep what it got.
const (
	immutable = "public, max-age=31536000, immutable" // its name changes with its bytes
	validate  = "no-cache"                            // it asks each time whether it is still the same
	never     = "no-store"                            // the answer to one request
)

// A content is one body to be served, compressed once.
type content struct {
	status int
	kind   string // its media type
	cache  string
	tag    string // its entity tag
	plain  []byte
	forms  []packed.Form // it compressed, in the order of preference; none where that makes it no smaller
}

func newContent(status int, kind, cache string, body []byte) *content {
	sum := sha256.Sum256(body)
	return &content{
		status: status, kind: kind, cache: cache, plain: body,
		// Weak, since the same tag stands for the plain and the compressed forms.
		tag:   `W/"` + hex.EncodeToString(sum[:12]) + `"`,
		forms: packed.Forms(body),
	}
}

// ServeHTTP answers GET and HEAD, and with 304 one who has the content already.
func (c *content) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", c.kind)
	h.Set("Cache-Control", c.cache)
	body := c.plain
	if len(c.forms) > 0 {
		h.Set("Vary", "Accept-Encoding")
		if f := negotiate(r.Header.Get("Accept-Encoding"), c.forms); f != nil {
			h.Set("Content-Encoding", f.Name)
			body = f.Body
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if c.status != http.StatusOK {
		w.WriteHeader(c.status)
		if r.Method != http.MethodHead {
			w.Write(body)
		}
		return
	}
	if c.cache != never {
		h.Set("ETag", c.tag)
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// negotiate returns the form that an Accept-Encoding header likes best, the first
// of several that it likes alike; nil for the plain one.
func negotiate(header string, forms []packed.Form) *packed.Form {
	var best *packed.Form
	most := 0.0
	for i, f := range forms {
		if q := quality(header, f.Name); q > most {
			best, most = &forms[i], q
		}
	}
	return best
}

// quality is how much an Accept-Encoding header wants a coding: by its name, or
// else by *; 0 for not at all.
func quality(header, name string) float64 {
	any := 0.0
	for one := range strings.SplitSeq(header, ",") {
		coding, parameter, _ := strings.Cut(one, ";")
		q := 1.0
		if key, text, ok := strings.Cut(parameter, "="); ok {
			v, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
			if q = v; err != nil || !strings.EqualFold(strings.TrimSpace(key), "q") {
				q = 0
			}
		}
		switch coding = strings.TrimSpace(coding); {
		case strings.EqualFold(coding, name):
			return q
		case coding == "*":
			any = q
		}
	}
	return any
}
