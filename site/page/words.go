package page

import (
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"path"
	"strings"
	"sync"

	"github.com/pelletier/go-toml/v2"
)

//go:embed messages
var messageFiles embed.FS

//go:embed templates
var templateFiles embed.FS

// Words are what the pages say of themselves, in one language: every word of theirs
// stands in its file under messages/.
type words struct {
	language  string // its tag
	messages  map[string]string
	templates *template.Template
}

// fallback is the language of the pages of a book whose own has no messages.
const fallback = "en"

// languages are all there are, by their tags.
var languages = sync.OnceValue(func() map[string]*words {
	entries, err := messageFiles.ReadDir("messages")
	if err != nil {
		panic(err) // what is embedded can be read
	}
	all := map[string]*words{}
	for _, e := range entries {
		w, err := newWords(e.Name())
		if err != nil {
			panic(fmt.Errorf("site/page/messages/%s: %w", e.Name(), err))
		}
		all[w.language] = w
	}
	return all
})

func newWords(file string) (*words, error) {
	text, err := messageFiles.ReadFile("messages/" + file)
	if err != nil {
		return nil, err
	}
	w := &words{language: strings.TrimSuffix(file, path.Ext(file))}
	if err := toml.Unmarshal(text, &w.messages); err != nil {
		return nil, err
	}
	w.templates, err = template.New("").Funcs(template.FuncMap{
		"say":    w.say,
		"marked": func(key string, args ...any) template.HTML { return title(w.say(key, args...)) },
	}).ParseFS(templateFiles, "templates/*.html")
	return w, err
}

// wordsIn returns the words for a book in that language, de-AT as well as de.
func wordsIn(language string) *words {
	all := languages()
	for language != "" {
		if w := all[language]; w != nil {
			return w
		}
		language = language[:max(strings.LastIndexByte(language, '-'), 0)]
	}
	return all[fallback]
}

// say returns a message, filled in. It panics if there is none, as the keys stand in
// this program alone.
func (w *words) say(key string, args ...any) string {
	m, ok := w.messages[key]
	if !ok {
		panic(fmt.Sprintf("messages/%s.toml has no %s", w.language, key))
	}
	if len(args) == 0 {
		return m
	}
	return fmt.Sprintf(m, args...)
}

// Say is a message in the language of a page, filled in, for whoever answers in its place. Without
// a language, or messages in it, it is English.
func Say(language, key string, args ...any) string { return wordsIn(language).say(key, args...) }

// html is say for what is no plain text: code stands in backquotes.
func (w *words) html(key string, args ...any) template.HTML { return title(w.say(key, args...)) }

func (w *words) execute(to io.Writer, name string, data any) error {
	return w.templates.ExecuteTemplate(to, name, data)
}

// The messages that the script of reading needs, on every page and on the first, and
// that of pages that are watched.
var (
	scriptWords = []string{
		"theme", "theme-system", "theme-light", "theme-dark", "copy", "copy-what",
		"the-code", "the-transcript", "read", "solved", "step",
	}
	watchWords = []string{"watch-mistakes", "watch-as-before", "watch-away"}
	firstWords = []string{"resume"}
)

// forScript hands messages to a script, as JSON.
func (w *words) forScript(keys ...string) string {
	some := map[string]string{}
	for _, key := range keys {
		some[key] = w.say(key)
	}
	text, err := json.Marshal(some)
	if err != nil {
		panic(err) // strings can be marshalled
	}
	return string(text)
}
