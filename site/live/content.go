package live

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"
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
	packed []byte // gzipped; nil where that does not make it smaller
}

func newContent(status int, kind, cache string, body []byte) *content {
	sum := sha256.Sum256(body)
	c := &content{
		status: status, kind: kind, cache: cache, plain: body,
		// Weak, since the same tag stands for the plain and the packed form.
		tag: `W/"` + hex.EncodeToString(sum[:12]) + `"`,
	}
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is valid, and a Buffer takes all
	z.Write(body)
	z.Close()
	if b.Len() < len(body) {
		c.packed = b.Bytes()
	}
	return c
}

// ServeHTTP answers GET and HEAD, and with 304 one who has the content already.
func (c *content) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", c.kind)
	h.Set("Cache-Control", c.cache)
	body := c.plain
	if c.packed != nil {
		h.Set("Vary", "Accept-Encoding")
		if acceptsGzip(r.Header.Get("Accept-Encoding")) {
			h.Set("Content-Encoding", "gzip")
			body = c.packed
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

// acceptsGzip reads an Accept-Encoding header.
func acceptsGzip(header string) bool {
	for one := range strings.SplitSeq(header, ",") {
		coding, quality, _ := strings.Cut(one, ";")
		if !strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			continue
		}
		_, q, ok := strings.Cut(quality, "=")
		if !ok {
			return true
		}
		v, err := strconv.ParseFloat(strings.TrimSpace(q), 64)
		return err == nil && v > 0
	}
	return false
}
