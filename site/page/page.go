package page

import (
	"io"

	"bothends/runner"
	"bothends/site/assets"
	"bothends/site/lesson"
)

// Options say for whom a page is made.
type Options struct {
	// Live is whether the page is served by a server that runs programs: it
	// then has forms and the script. A static page says how to get there.
	Live bool

	// Fresh, if set, shows a run in place of the recording: the answer to a
	// form that was sent without the script.
	Fresh *Fresh
}

// Fresh is one run that a reader asked for. Its page is served as /run.
type Fresh struct {
	Snippet string            // its name
	Sources map[string]string // the reader's: "server/main.go" to source
	Events  []runner.Event
	Status  string // a sentence: how it ended, or why nothing ran
}

// Render writes the page of l, a lesson of b.
func Render(w io.Writer, b *lesson.Book, l *lesson.Lesson, a *assets.Set, o Options) error {
	return nil
}

// NotFound writes the page for an address that has none. Such an address may
// lie at any depth; missing is its path from the root of the site, by which
// the page finds its way back, such as 404.html for a static site.
func NotFound(w io.Writer, b *lesson.Book, missing string, a *assets.Set) error {
	return nil
}
