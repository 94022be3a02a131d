package page

import (
	"bytes"
	"html/template"
	"io"
	"slices"
	"strings"

	"bothends/runner"
	"bothends/site/assets"
	"bothends/site/index"
	"bothends/site/lesson"
	"bothends/site/offline"
)

// Options say for whom a page is made.
type Options struct {
	// Live is whether the page is served by a server that runs programs: it
	// then has forms and the script. A static page says how to get there.
	Live bool

	// Paper is whether the site has pages for paper, to which the first pages lead then.
	Paper bool

	// Runner, if set, is the address of another host's server that runs the programs of a
	// site that is none: as ParseBase has it. Live is then set, too.
	Runner string

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

	// Checked, if set, shows what came of checking an exercise, in the same way.
	Checked *Checked
}

// answers holds for a page that answers one reader's form, and has no address of its own.
func (o Options) answers() bool { return o.Fresh != nil || o.Checked != nil }

// Fresh is one run that a reader asked for. Its page is served as /run.
type Fresh struct {
	Snippet  string            // its name
	Sources  map[string]string // the reader's: "server/main.go" to source
	Scenario runner.Scenario   // how it ran; as the book has it if there is no process in it
	Events   []runner.Event
	Capture  []byte // its frames, as pcapng; nil if there are none
	Status   string // a sentence: how it ended, or why nothing ran
}

// A view is one rendering of one page.
type view struct {
	book    *lesson.Book
	lesson  *lesson.Lesson // nil on a page that is made of the whole book
	assets  *assets.Set
	options Options
	address string // of the page, from the root of the site
	missing bool   // the page stands for addresses that have none
	words   *words

	checks   bool              // it has an exercise that can be checked on it
	terms    []string          // the ids of those that the text has led to
	paper    *paper            // what else is on the page, if it is for paper
	numbered map[string]string // what the lines of a file are called, by how their ids begin
}

// newView begins a page of b; what it says of itself is in the language of l.
func newView(b *lesson.Book, l *lesson.Lesson, a *assets.Set, o Options, address string) *view {
	v := &view{book: b, lesson: l, assets: a, options: o, address: address, numbered: map[string]string{}}
	v.words = wordsIn(v.spoken().Language)
	return v
}

// spoken is the page whose language the view is in.
func (v *view) spoken() *lesson.Lesson {
	if v.lesson == nil {
		return v.book.Index
	}
	return v.lesson
}

// Render writes the page of l, a lesson of b. Nothing is written if it fails.
func Render(w io.Writer, b *lesson.Book, l *lesson.Lesson, a *assets.Set, o Options) error {
	v := newView(b, l, a, o, l.Path)
	if o.Fresh != nil {
		v.address = "run"
	}
	if o.Checked != nil {
		v.address = "check"
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
	p.Definitions = v.definitions()
	p.Paper = v.onPaper()
	if sections := v.sections(l); len(sections) > 1 && l.Slug != "index" {
		p.Sections = sections
	}
	if o.Live && (len(l.Runs) > 0 || v.checks) {
		p.Scripts = append(p.Scripts, v.href(a.Path("run.js")))
	}
	if o.Checked != nil {
		p.Styles = append(p.Styles, v.href(a.Path("run.css")))
	}
	if len(l.Sessions) > 0 {
		p.Styles = append(p.Styles, v.href(a.Path("session.css")))
		if o.Live {
			p.Scripts = append(p.Scripts, v.href(a.Path("session.js")))
		}
	}
	return p.write(w)
}

// NotFound writes the page for an address that has none. Such an address may
// lie at any depth; missing is its path from the root of the site, by which
// the page finds its way back, such as 404.html for a static site.
func NotFound(w io.Writer, b *lesson.Book, missing string, a *assets.Set, o Options) error {
	v := newView(b, nil, a, o, strings.TrimPrefix(missing, "/"))
	v.missing = true
	p := v.frame()
	p.WindowTitle = v.words.say("missing") + " · " + plain(b.Title)
	p.Title, p.Goal = v.words.html("missing"), v.words.html("missing-goal")
	p.Crumbs = []link{*v.to(b.Index), {Text: p.Title}}
	for _, part := range v.parts(func(*lesson.Part) bool { return true }) {
		p.Lists = append(p.Lists, list{Link: &part.Link, Lessons: part.Lessons})
	}
	return p.write(w)
}

// Unkept writes the page that the worker of package offline shows where there is no answer
// and no copy: it leads to what is kept. It is asked for by its own name, and shown in place
// of any other.
func Unkept(w io.Writer, b *lesson.Book, a *assets.Set, o Options) error {
	v := newView(b, nil, a, o, offline.Unkept)
	p := v.frame()
	p.WindowTitle = v.words.say("unkept") + " · " + plain(b.Title)
	p.Title, p.Goal = v.words.html("unkept"), v.words.html("unkept-goal")
	p.Crumbs = []link{*v.to(b.Index), {Text: p.Title}}
	kept := append([]link{*v.to(b.Index), {Href: v.href(lesson.SearchPage), Text: v.words.html("search")}}, v.generated()...)
	var text bytes.Buffer
	if err := v.words.execute(&text, "unkept.html", kept); err != nil {
		return err
	}
	p.Text, p.Watch = template.HTML(text.String()), v.watch()
	return p.write(w)
}

// A frame is what the template of a page is given.
type frame struct {
	Language, Direction      string
	Own                      string // the language of what the page says of itself, if it is another
	Words                    string // for the script of reading
	Late                     string // tells where the assets are that are loaded late
	Page                     string // what the reader's browser keeps of the page goes by this name
	WindowTitle, Description string
	Card                     *card // nil where the site has no address
	Watch                    *watch
	Policy                   string // where no server sends one
	Theme, Style, Icon       string
	Styles                   []string // of this kind of page
	Reading                  string   // the script that helps to read
	Scripts                  []string // and others
	Home                     link
	Crumbs                   []link
	Parts                    []partView
	Generated                []link // pages made of the whole book
	Title, Goal              template.HTML
	Sections                 []link
	Text                     template.HTML
	Definitions              []definition
	Search                   string  // where one searches; empty where one is there
	Paper                    *link   // this part, or the book, as one page
	Sheets                   []sheet // of that page
	Lists                    []list
	Prev, Next               *link

	words *words
}

func (v *view) frame() *frame {
	p := &frame{
		Language: v.spoken().Language, Direction: v.spoken().Direction(),
		Theme:   v.href(v.assets.Path("theme.js")),
		Style:   v.href(v.assets.Path("site.css")),
		Icon:    v.href(v.assets.Path("icon.svg")),
		Reading: v.href(v.assets.Path("page.js")),
		Late:    v.href(late(v.assets, v.options, v.words).Path),
		Home:    *v.to(v.book.Index),
		Parts:   v.contents(),

		Generated: v.generated(),
		Search:    v.href(lesson.SearchPage),
		words:     v.words,
	}
	keys := scriptWords
	if v.lesson != nil {
		p.Page = v.lesson.Path
		if v.lesson == v.book.Index {
			keys = slices.Concat(keys, firstWords)
		}
	}
	p.Words = v.words.forScript(keys...)
	if !v.options.Live || v.options.Runner != "" {
		p.Policy = Policy{v.options.Runner}.Meta()
	}
	if tag, _, _ := strings.Cut(p.Language, "-"); tag != v.words.language && p.Language != v.words.language {
		p.Own = v.words.language
	}
	return p
}

func (p *frame) write(w io.Writer) error {
	var b bytes.Buffer
	b.Grow(len(p.Text) + len(p.Words) + 16<<10) // what is around them
	if err := p.words.execute(&b, "page.html", p); err != nil {
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

// action is the address of what the runner does, such as run.
func (v *view) action(what string) string {
	if v.options.Runner != "" {
		return v.options.Runner + what
	}
	return v.href(what)
}

// plain is a line of front matter without its backquotes.
func plain(s string) string { return strings.ReplaceAll(s, "`", "") }
