package page

import (
	"bytes"
	"embed"
	"html/template"
	"io"
	"strings"

	"bothends/runner"
	"bothends/site/assets"
	"bothends/site/index"
	"bothends/site/lesson"
)

// Options say for whom a page is made.
type Options struct {
	// Live is whether the page is served by a server that runs programs: it
	// then has forms and the script. A static page says how to get there.
	Live bool

	// Base is the address of the site, http or https, with a slash at its end:
	// see ParseBase. Empty if that is not known: a page then says nothing of where
	// it is, and all its links are relative anyway.
	Base string

	// Watch, if set, is the page's key: it asks its server for a newer one, and
	// shows what is wrong with the book.
	Watch string

	// Index, if set, is that of the whole book, for one that has been read in part.
	Index func() *index.Index

	// Fresh, if set, shows a run in place of the recording: the answer to a
	// form that was sent without the script.
	Fresh *Fresh
}

// Fresh is one run that a reader asked for. Its page is served as /run.
type Fresh struct {
	Snippet string            // its name
	Sources map[string]string // the reader's: "server/main.go" to source
	Events  []runner.Event
	Capture []byte // its frames, as pcapng; nil if there are none
	Status  string // a sentence: how it ended, or why nothing ran
}

//go:embed templates
var templateFiles embed.FS

var templates = template.Must(template.ParseFS(templateFiles, "templates/*.html"))

func execute(w io.Writer, name string, data any) error {
	return templates.ExecuteTemplate(w, name, data)
}

// A view is one rendering of one page.
type view struct {
	book    *lesson.Book
	lesson  *lesson.Lesson
	assets  *assets.Set
	options Options
	address string // of the page, from the root of the site
	missing bool   // the page stands for addresses that have none
}

// Render writes the page of l, a lesson of b. Nothing is written if it fails.
func Render(w io.Writer, b *lesson.Book, l *lesson.Lesson, a *assets.Set, o Options) error {
	v := &view{book: b, lesson: l, assets: a, options: o, address: l.Path}
	if o.Fresh != nil {
		v.address = "run"
	}
	text, err := v.text()
	if err != nil {
		return err
	}
	p := v.frame()
	p.WindowTitle = plain(l.Title)
	if l != b.Index {
		p.WindowTitle += " · " + plain(b.Title)
	}
	p.Description = plain(l.Goal)
	p.Title, p.Goal, p.Text = title(l.Title), title(l.Goal), text
	p.Prev, p.Next = v.to(l.Prev), v.to(l.Next)
	p.Crumbs = v.crumbs()
	p.Lists = v.lists()
	p.Card, p.Watch = v.card(p), v.watch()
	if o.Live && len(l.Runs) > 0 {
		p.Script = v.href(a.Path("run.js"))
	}
	return p.write(w)
}

// NotFound writes the page for an address that has none. Such an address may
// lie at any depth; missing is its path from the root of the site, by which
// the page finds its way back, such as 404.html for a static site.
func NotFound(w io.Writer, b *lesson.Book, missing string, a *assets.Set, o Options) error {
	v := &view{book: b, assets: a, options: o, address: strings.TrimPrefix(missing, "/"), missing: true}
	p := v.frame()
	p.WindowTitle = "No such page · " + plain(b.Title)
	p.Title = "No such page"
	p.Goal = "There is nothing at this address. It may be mistyped, or the page may have another name now."
	p.Crumbs = []link{*v.to(b.Index), {Text: "No such page"}}
	for _, part := range v.contents(nil) {
		p.Lists = append(p.Lists, list{Link: &part.Link, Lessons: part.Lessons})
	}
	return p.write(w)
}

// A frame is what the template of a page is given.
type frame struct {
	WindowTitle, Description string
	Style, Icon, Script      string
	Card                     *card // nil where the site has no address
	Watch                    *watch
	Home                     link
	Crumbs                   []link
	Parts                    []partView
	Generated                []link // pages made of the whole book
	Title, Goal              template.HTML
	Text                     template.HTML
	Lists                    []list
	Prev, Next               *link
}

func (v *view) frame() *frame {
	return &frame{
		Style: v.href(v.assets.Path("site.css")),
		Icon:  v.href(v.assets.Path("icon.svg")),
		Home:  *v.to(v.book.Index),
		Parts: v.sidebar(),

		Generated: v.generated(),
	}
}

func (p *frame) write(w io.Writer) error {
	var b bytes.Buffer
	if err := execute(&b, "page.html", p); err != nil {
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
}

// href is the address of target, a path from the root of the site, as seen
// from the page: a site can then lie anywhere, on a disk as well.
func (v *view) href(target string) string {
	if v.missing && v.options.Base != "" {
		return basePath(v.options.Base) + target // a host answers with this page at any depth
	}
	from, to := strings.Split(v.address, "/"), strings.Split(target, "/")
	for len(from) > 1 && len(to) > 1 && from[0] == to[0] {
		from, to = from[1:], to[1:]
	}
	return strings.Repeat("../", len(from)-1) + strings.Join(to, "/")
}

// plain is a line of front matter without its backquotes.
func plain(s string) string { return strings.ReplaceAll(s, "`", "") }
