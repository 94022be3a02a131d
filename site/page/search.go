package page

import (
	"bytes"
	"html/template"
	"io"

	"bothends/site/assets"
	"bothends/site/lesson"
	"bothends/site/search"
)

// A foundView is what the template of the search page is given.
type foundView struct {
	Query, Action string
	Status        string // how much was found; empty if nothing was asked for
	Live          bool   // a server answers
	Lessons       []foundLesson
}

// A foundLesson holds what was found in one lesson.
type foundLesson struct {
	Title    string
	Sections []foundSection
}

type foundSection struct {
	Href, Heading string
	Excerpt       []search.Piece
	Line          bool // of a program
}

// RenderSearch writes the page on which one searches, with what was found if
// something was asked for. Without a server its script has to search.
func RenderSearch(w io.Writer, b *lesson.Book, found *search.Found, a *assets.Set, o Options) error {
	v := newView(b, nil, a, o, lesson.SearchPage)
	p := v.frame()
	p.Title, p.Goal = v.words.html("search"), v.words.html("search-goal")
	p.WindowTitle = v.words.say("search") + " · " + plain(b.Title)
	p.Crumbs = []link{*v.to(b.Index), {Text: p.Title}}
	view := foundView{Action: v.href(lesson.SearchPage), Live: o.Live}
	if found != nil {
		view.Query, view.Status = found.Query, v.counted(found)
		view.Lessons = v.found(found)
		p.WindowTitle = found.Query + " · " + p.WindowTitle
	}
	var text bytes.Buffer
	if err := v.words.execute(&text, "search.html", view); err != nil {
		return err
	}
	p.Text, p.Search, p.Styles = template.HTML(text.String()), "", []string{v.href(a.Path("search.css"))}
	p.Card, p.Watch = v.card(p), v.watch()
	if found != nil {
		p.Card = nil // it has no address of its own
	}
	return p.write(w)
}

// counted says how much was found.
func (v *view) counted(found *search.Found) string {
	switch {
	case found.All == 0:
		return v.words.say("found-none")
	case found.All > len(found.Hits):
		return v.words.say("found-first", len(found.Hits), found.All)
	}
	return v.words.say("found", found.All)
}

// found puts together what stands in one lesson, which is where its best is.
func (v *view) found(found *search.Found) []foundLesson {
	var all []foundLesson
	place := map[string]int{}
	for _, h := range found.Hits {
		at, ok := place[h.Title]
		if !ok {
			at = len(all)
			place[h.Title] = at
			all = append(all, foundLesson{Title: h.Title})
		}
		s := foundSection{Href: v.href(h.Path), Heading: h.Heading, Excerpt: h.Excerpt, Line: h.Line}
		if h.Anchor != "" {
			s.Href += "#" + h.Anchor
		}
		if s.Heading == "" {
			s.Heading = h.Title
		}
		all[at].Sections = append(all[at].Sections, s)
	}
	return all
}
