package page

import (
	"html/template"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"

	"bothends/site/lesson"
)

// A link leads to another page.
type link struct {
	Href string
	Text template.HTML
	Here bool // it leads to the page it stands on
}

type partView struct {
	Link    link
	Lessons []lessonView
}

type lessonView struct {
	Link     link
	Goal     template.HTML
	Sections []link // of the page itself
}

// to makes a link to the page of l.
func (v *view) to(l *lesson.Lesson) *link {
	if l == nil {
		return nil
	}
	return &link{Href: v.href(l.Path), Text: title(l.Title), Here: l == v.lesson}
}

// contents lists the parts of the book, with all lessons of those that are near: on a
// lesson's page those of its part, on the book's first page all of them. To name all
// everywhere would make a book of a thousand lessons a million links long.
func (v *view) contents() []partView {
	return v.parts(func(p *lesson.Part) bool {
		return v.lesson != nil && (v.lesson.Part == p || v.lesson == v.book.Index)
	})
}

// parts lists the parts of the book, and the lessons of some.
func (v *view) parts(with func(*lesson.Part) bool) []partView {
	var parts []partView
	for _, p := range v.book.Parts {
		one := partView{Link: *v.to(p.Index)}
		if !with(p) {
			parts = append(parts, one)
			continue
		}
		for _, l := range p.Lessons {
			one.Lessons = append(one.Lessons, lessonView{Link: *v.to(l), Goal: title(l.Goal), Sections: v.sections(l)})
		}
		parts = append(parts, one)
	}
	return parts
}

// sections lists the headings of the page itself.
func (v *view) sections(l *lesson.Lesson) []link {
	if l != v.lesson {
		return nil
	}
	var all []link
	for _, h := range l.Headings {
		if h.Level == 2 {
			all = append(all, link{Href: "#" + h.ID, Text: template.HTML(template.HTMLEscapeString(h.Text))})
		}
	}
	return all
}

// lists are the lessons that a first page leads to, but for those that its own
// text leads to already: on a part's page those of the part, on the book's all
// of them under their parts.
func (v *view) lists() []list {
	if v.lesson.Slug != "index" {
		return nil
	}
	inText := map[string]bool{}
	ast.Walk(v.lesson.Doc, func(n ast.Node, _ bool) (ast.WalkStatus, error) {
		if l, ok := n.(*ast.Link); ok {
			page, _, _ := strings.Cut(string(l.Destination), "#")
			inText[page] = true
		}
		return ast.WalkContinue, nil
	})
	var lists []list
	for i, p := range v.contents() {
		if len(p.Lessons) == 0 {
			continue
		}
		one := list{}
		if v.lesson.Part == nil {
			one.Link = &p.Link
		}
		for j, l := range v.book.Parts[i].Lessons {
			if !inText["/"+l.Path] {
				one.Lessons = append(one.Lessons, p.Lessons[j])
			}
		}
		if (v.lesson.Part == nil || p.Link.Here) && len(one.Lessons) > 0 {
			lists = append(lists, one)
		}
	}
	return lists
}

type list struct {
	Link    *link // to the part; nil on the part's own page
	Lessons []lessonView
}

// crumbs lead from the book to the page.
func (v *view) crumbs() []link {
	crumbs := []link{*v.to(v.book.Index)}
	if p := v.lesson.Part; p != nil {
		crumbs = append(crumbs, *v.to(p.Index))
		if p.Index != v.lesson {
			crumbs = append(crumbs, *v.to(v.lesson))
		}
	}
	crumbs[len(crumbs)-1].Href = ""
	return crumbs
}

// apostrophe is one within a word; Markdown's typography does not reach front
// matter.
var apostrophe = regexp.MustCompile(`(\pL)'(\pL)`)

// title escapes a line of front matter, in which code may stand in backquotes.
func title(s string) template.HTML {
	var b strings.Builder
	for i, piece := range strings.Split(s, "`") {
		if i%2 == 1 {
			piece = "<code>" + template.HTMLEscapeString(piece) + "</code>"
		} else {
			if strings.Contains(piece, "'") {
				piece = apostrophe.ReplaceAllString(piece, "$1’$2")
			}
			piece = template.HTMLEscapeString(piece)
		}
		b.WriteString(piece)
	}
	return template.HTML(b.String())
}
