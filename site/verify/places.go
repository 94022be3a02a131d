package verify

import (
	"github.com/yuin/goldmark/ast"

	"bothends/site/lesson"
)

// lessonsOf lists where lessons run or show each snippet: first where they run it,
// and a lesson once.
func lessonsOf(b *lesson.Book) map[string][]string {
	runs, shows := map[string][]string{}, map[string][]string{}
	for _, l := range b.Lessons() {
		runsHere, showsHere := map[string]string{}, map[string]string{}
		ast.Walk(l.Doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			switch n := n.(type) {
			case *lesson.Run:
				runsHere[n.Snippet.Name] = n.Place()
			case *lesson.Session:
				first(runsHere, n.Snippet.Name, n.Place())
			case *lesson.Exercise:
				runsHere[n.Exercise.Name] = n.Place()
			case *lesson.Break:
				first(showsHere, n.Snippet.Name, n.Place())
			case *lesson.Show:
				first(showsHere, n.Snippet.Name, n.Place())
			}
			return ast.WalkContinue, nil
		})
		for name, place := range runsHere {
			runs[name] = append(runs[name], place)
			delete(showsHere, name)
		}
		for name, place := range showsHere {
			shows[name] = append(shows[name], place)
		}
	}
	for name, places := range shows {
		runs[name] = append(runs[name], places...)
	}
	return runs
}

// placesOf is where lessons run or show a unit.
func (v *verifier) placesOf(u unit) []string {
	if u.edit != nil {
		return []string{u.edit.Place()}
	}
	return v.lessons[u.name()]
}

// first sets what is not set yet.
func first(m map[string]string, key, value string) {
	if _, ok := m[key]; !ok {
		m[key] = value
	}
}
