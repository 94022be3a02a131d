package page

import (
	"html/template"
	"slices"
	"strings"

	"bothends/site/lesson"
)

// A definition is what a term means, shown where the term stands.
type definition struct {
	ID   string
	Text template.HTML
	Href string // of the term in the glossary
}

// definitionID is the id of the definition of a term on the page.
func definitionID(term string) string { return "define:" + term }

// term notes that the text leads to a term, and returns the attributes of the link:
// without a script it leads to the glossary.
func (v *view) term(id string) string {
	if v.paper != nil {
		return ""
	}
	if !slices.Contains(v.terms, id) {
		v.terms = append(v.terms, id)
	}
	return ` class="term" aria-details="` + template.HTMLEscapeString(definitionID(id)) + `"`
}

// definitions are those of the terms that the text has led to.
func (v *view) definitions() []definition {
	if len(v.terms) == 0 {
		return nil
	}
	var all []definition
	for _, t := range v.book.Terms() {
		if slices.Contains(v.terms, t.ID()) {
			all = append(all, definition{
				definitionID(t.ID()),
				"<strong>" + title(t.Name) + "</strong>: " + title(strings.TrimSuffix(t.Text, ".")+"."),
				v.href(lesson.GlossaryPage + "#" + t.ID()),
			})
		}
	}
	return all
}
