// Package packed compresses what a site is made of, once, so that a server need
// only choose.
//
// A content is kept in three forms: as it is, as gzip, which every browser reads,
// and as zstd, which is smaller and which newer ones read. The same content gives
// the same bytes. What gets no smaller has one form.
//
// Start at [Forms].
package packed

import (
	"bytes"
	"path"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// A Coding is a way to compress, as HTTP and as files name it.
type Coding struct {
	Name   string // zstd, in Accept-Encoding
	Suffix string // .zst, after the name of a file
}

// Codings are those that Forms uses, the one to be preferred first.
func Codings() []Coding { return []Coding{zst, gz} }

var (
	zst = Coding{"zstd", ".zst"}
	gz  = Coding{"gzip", ".gz"}
)

// A Form is a content, compressed.
type Form struct {
	Coding
	Body []byte
}

// texts are the extensions of files that compress well.
var texts = map[string]bool{
	".html": true, ".css": true, ".js": true, ".svg": true, ".json": true, ".webmanifest": true, ".xml": true, ".txt": true, ".md": true, ".go": true, ".toml": true,
}

// IsText is whether the file of that name is text, by its extension.
func IsText(name string) bool { return texts[path.Ext(name)] }

// Forms compresses a content in each coding that makes it smaller, in the order
// of Codings.
func Forms(body []byte) []Form {
	var forms []Form
	for _, f := range []Form{{zst, zstandard().EncodeAll(body, nil)}, {gz, zip(body)}} {
		if len(f.Body) < len(body) {
			forms = append(forms, f)
		}
	}
	return forms
}

// zstandard is one encoder for all: EncodeAll may be called at the same time.
var zstandard = sync.OnceValue(func() *zstd.Encoder {
	// Browsers refuse a window of more than 8 MB, RFC 9659.
	e, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithWindowSize(1<<20), zstd.WithEncoderCRC(false))
	if err != nil {
		panic(err) // the options are valid
	}
	return e
})

// writers are kept, as each has tables of a megabyte.
var writers = sync.Pool{New: func() any {
	w, err := gzip.NewWriterLevel(nil, 6)
	if err != nil {
		panic(err) // the level is valid
	}
	return w
}}

func zip(body []byte) []byte {
	var b bytes.Buffer
	w := writers.Get().(*gzip.Writer)
	defer writers.Put(w)
	w.Reset(&b)
	w.Write(body) // a Buffer takes all
	w.Close()
	return b.Bytes()
}
