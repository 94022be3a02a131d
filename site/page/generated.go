package page

import (
	"bytes"
	"fmt"
	"html/template"
	"io"
	"strings"

	"bothends/site/assets"
	"bothends/site/index"
	"bothends/site/lesson"
)

// A termView is what the template of the glossary is given of each.
type termView struct {
	ID         string
	Name, Text template.HTML
	Lesson     *link
}

// An indexView is one list of the index.
type indexView struct {
	ID, Heading, About string
	Entries            []entryView
}

type entryView struct {
	Name    string
	Lessons []*link
}

// generatedTitles are the messages that are the titles of such pages.
var generatedTitles = map[string]string{
	lesson.GlossaryPage: "glossary",
	lesson.CallsPage:    "calls",
}

// Generated lists the addresses of the pages that are made of the whole book:
// those that have something to say.
func Generated(b *lesson.Book) []string {
	var all []string
	if len(b.Terms()) > 0 {
		all = append(all, lesson.GlossaryPage)
	}
	for l := b.Index; l != nil; l = l.Next { // one of the first, most likely: a list of all would cost more
		if len(l.Runs)+len(l.Sessions)+len(l.Calls) > 0 {
			all = append(all, lesson.CallsPage)
			break
		}
	}
	return all
}

// generated are the links to these pages.
func (v *view) generated() []link {
	var all []link
	for _, name := range Generated(v.book) {
		all = append(all, link{Href: v.href(name), Text: v.words.html(generatedTitles[name]), Here: v.lesson == nil && v.address == name})
	}
	return all
}

// RenderGenerated writes the page of that address, one of Generated.
func RenderGenerated(w io.Writer, b *lesson.Book, name string, a *assets.Set, o Options) error {
	if generatedTitles[name] == "" {
		return fmt.Errorf("no page of the whole book is called %s", name)
	}
	v := newView(b, nil, a, o, name)
	p := v.frame()
	p.Title = v.words.html(generatedTitles[name])
	p.WindowTitle = v.words.say(generatedTitles[name]) + " · " + plain(b.Title)
	p.Crumbs = []link{*v.to(b.Index), {Text: p.Title}}
	var text bytes.Buffer
	var err error
	switch name {
	case lesson.GlossaryPage:
		p.Goal = v.words.html("glossary-goal")
		err = v.words.execute(&text, "glossary.html", v.glossary())
	case lesson.CallsPage:
		p.Goal = v.words.html("calls-goal")
		err = v.words.execute(&text, "calls.html", v.calls())
	}
	if err != nil {
		return err
	}
	p.Text = template.HTML(text.String())
	p.Card, p.Watch = v.card(p), v.watch()
	return p.write(w)
}

func (v *view) glossary() []termView {
	var all []termView
	for _, t := range v.book.Terms() {
		all = append(all, termView{t.ID(), title(t.Name), title(strings.TrimSuffix(t.Text, ".") + "."), v.to(t.Lesson)})
	}
	return all
}

func (v *view) calls() []indexView {
	var x *index.Index
	if v.options.Index != nil {
		x = v.options.Index()
	} else {
		x = index.Of(v.book)
	}
	var all []indexView
	for _, one := range []struct {
		id, heading, about string
		entries            []index.Entry
	}{
		{"calls", v.words.say("index-calls"), "", x.Calls},
		{"options", v.words.say("index-options"), v.words.say("options-about"), x.Options},
		{"errors", v.words.say("index-errors"), v.words.say("errors-about"), x.Errors},
	} {
		list := indexView{ID: one.id, Heading: one.heading, About: one.about}
		for _, e := range one.entries {
			entry := entryView{Name: e.Name}
			for _, l := range e.Lessons {
				entry.Lessons = append(entry.Lessons, v.to(l))
			}
			list.Entries = append(list.Entries, entry)
		}
		all = append(all, list)
	}
	return all
}
