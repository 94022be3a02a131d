package page

import (
	"bytes"
	"fmt"
	"html/template"
	"io"
	"regexp"
	"slices"
	"strings"

	"bothends/site/assets"
	"bothends/site/lesson"
)

// Pages for paper: a part, or the whole book, as one page on which nothing is folded,
// and on which links between its lessons lead from place to place.

// paperBook is the address of the whole book as one page.
const paperBook = "print/book.html"

// paperPart is the address of a part as one page.
func paperPart(p *lesson.Part) string { return "print/" + p.Slug + ".html" }

// Papers lists their addresses. Such pages are large, made of many files, and few readers
// ask for them.
func Papers(b *lesson.Book) []string {
	if len(b.Parts) == 0 {
		return nil
	}
	all := []string{paperBook}
	for _, p := range b.Parts {
		all = append(all, paperPart(p))
	}
	return all
}

// A paper is what is on such a page.
type paper struct {
	part    *lesson.Part // nil for the whole book
	lessons map[string]bool
}

func newPaper(b *lesson.Book, name string) *paper {
	p := &paper{lessons: map[string]bool{}}
	for _, part := range b.Parts {
		if paperPart(part) == name {
			p.part = part
		}
	}
	for _, l := range b.Lessons() {
		p.lessons[l.Path] = p.part == nil || l.Part == p.part
	}
	p.lessons[lesson.GlossaryPage] = p.part == nil
	return p
}

// A sheet is one lesson on paper.
type sheet struct {
	ID, Language, Direction string
	First                   bool // the first page of a part or of the book
	Title, Goal             template.HTML
	Text                    template.HTML
	Terms                   []termView // of the glossary, which is the last sheet
}

// RenderPaper writes the page of that address, one of Papers.
func RenderPaper(w io.Writer, b *lesson.Book, name string, a *assets.Set, o Options) error {
	if !slices.Contains(Papers(b), name) {
		return fmt.Errorf("no page for paper is called %s", name)
	}
	o.Live, o.Watch, o.Runner = false, "", "" // on paper nothing can be run
	on := newPaper(b, name)
	v := newView(b, nil, a, o, name)
	p := v.frame()
	p.Title, p.WindowTitle, p.Styles = title(b.Title), plain(b.Title), []string{v.href(a.Path("paper.css"))}
	if on.part != nil {
		p.Title, p.WindowTitle = title(on.part.Title), plain(on.part.Title)+" · "+p.WindowTitle
	}
	for _, l := range b.Lessons() {
		if !on.lessons[l.Path] {
			continue
		}
		if len(l.Sessions) > 0 && len(p.Styles) == 1 {
			p.Styles = append(p.Styles, v.href(a.Path("session.css")))
		}
		s, err := newSheet(b, l, a, o, name, on)
		if err != nil {
			return err
		}
		p.Sheets = append(p.Sheets, s)
	}
	if terms := v.glossary(); on.part == nil && len(terms) > 0 {
		for i := range terms {
			terms[i].ID, terms[i].Lesson = place(lesson.GlossaryPage, terms[i].ID), nil
		}
		p.Sheets = append(p.Sheets, sheet{
			ID: place(lesson.GlossaryPage, ""), Language: p.Language, Direction: p.Direction,
			Title: v.words.html("glossary"), Goal: v.words.html("glossary-goal"), Terms: terms,
		})
	}
	var page bytes.Buffer
	if err := v.words.execute(&page, "paper.html", p); err != nil {
		return err
	}
	_, err := w.Write(page.Bytes())
	return err
}

func newSheet(b *lesson.Book, l *lesson.Lesson, a *assets.Set, o Options, name string, on *paper) (sheet, error) {
	v := newView(b, l, a, o, name)
	v.paper = on
	text, err := v.text()
	if err != nil {
		return sheet{}, err
	}
	return sheet{
		ID: place(l.Path, ""), Language: l.Language, Direction: l.Direction(), First: l.Slug == "index",
		Title: title(l.Title), Goal: title(l.Goal), Text: forPaper(text, l.Path),
	}, nil
}

// place is the id, on paper, of what has an id on a page of its own.
func place(page, id string) string {
	of := strings.ReplaceAll(strings.TrimSuffix(page, ".html"), "/", ".")
	if id == "" {
		return of
	}
	return of + "." + id
}

// What is changed for paper in the HTML of a lesson. Quotes in text are escaped, so
// these find attributes alone.
var (
	foldedTag = regexp.MustCompile(`<details( open)?`)
	ownID     = regexp.MustCompile(` (id|aria-labelledby|aria-details)="([^"]*)"`)
	ownLink   = regexp.MustCompile(` href="#([^"]*)"`)
	wideForm  = regexp.MustCompile(`(?s)<svg class="wide".*?</svg>\n`)
	lineID    = regexp.MustCompile(`<i id="[^"]*"></i>`)
)

// forPaper unfolds the text of a lesson, and makes its ids differ from those of all
// others. A drawing stands in one form.
func forPaper(text template.HTML, page string) template.HTML {
	s := wideForm.ReplaceAllString(string(text), "")
	s = lineID.ReplaceAllString(s, "<i></i>")
	s = foldedTag.ReplaceAllString(s, "<details open")
	s = ownID.ReplaceAllStringFunc(s, func(found string) string {
		m := ownID.FindStringSubmatch(found)
		return " " + m[1] + `="` + place(page, m[2]) + `"`
	})
	return template.HTML(ownLink.ReplaceAllStringFunc(s, func(found string) string {
		there := ownLink.FindStringSubmatch(found)[1]
		if other, ok := strings.CutPrefix(there, "/"); ok {
			to, id, _ := strings.Cut(other, "#")
			return ` href="#` + place(to, id) + `"`
		}
		return ` href="#` + place(page, there) + `"`
	}))
}

// onPaper leads from the first page of the book or of a part to all of it on one page.
func (v *view) onPaper() *link {
	switch {
	case !v.options.Paper || v.lesson.Slug != "index" || len(v.book.Parts) == 0:
		return nil
	case v.lesson.Part == nil:
		return &link{Href: v.href(paperBook), Text: v.words.html("paper-book")}
	}
	return &link{Href: v.href(paperPart(v.lesson.Part)), Text: v.words.html("paper-part")}
}
