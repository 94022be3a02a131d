package assist

import (
	"bytes"
	"compress/flate"
	_ "embed"
	"encoding/binary"
	"io"
	"strings"
)

//go:embed std.docs
var docsArchive []byte

// docs are what a package of the library says of its names, see gen.go.
type docs map[string]string

// docsOf reads them; none for a package that is not there.
func docsOf(path string) docs {
	for raw := docsArchive; len(raw) > 0; {
		var name, data []byte
		name, raw = field(raw)
		if data, raw = field(raw); string(name) != path {
			continue
		}
		text, err := io.ReadAll(flate.NewReader(bytes.NewReader(data)))
		if err != nil {
			return nil // a test reads them all
		}
		found := docs{}
		for line := range strings.Lines(string(text)) {
			name, said, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
			found[name] = said
		}
		return found
	}
	return nil
}

// field takes one length and as many bytes off b.
func field(b []byte) (data, rest []byte) {
	n, width := binary.Uvarint(b)
	b = b[width:]
	return b[:n], b[n:]
}
