package assets

import (
	"sync"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/css"
	"github.com/tdewolff/minify/v2/js"
)

var minifier = sync.OnceValue(func() *minify.M {
	m := minify.New()
	m.AddFunc(".css", css.Minify)
	m.AddFunc(".js", js.Minify)
	return m
})

// squeeze leaves out what is there for those who read the source. It takes a
// millisecond, and nothing in processes that serve no page.
func squeeze(ext string, body []byte) ([]byte, error) {
	if ext == ".svg" {
		return body, nil
	}
	return minifier().Bytes(ext, body)
}
