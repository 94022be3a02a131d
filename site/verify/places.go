package verify

import (
	"slices"

	"github.com/yuin/goldmark/ast"

	"bothends/site/lesson"
)

// lessonsOf lists the files of the lessons that show or run each snippet.
func lessonsOf(b *lesson.Book) map[string][]string {
	all := map[string][]string{}
	for _, l := range b.Lessons() {
		ast.Walk(l.Doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			var name string
			switch n := n.(type) {
			case *lesson.Run:
				name = n.Snippet.Name
			case *lesson.Break:
				name = n.Snippet.Name
			case *lesson.Exercise:
				name = n.Exercise.Name
			case *lesson.Show:
				name = n.Snippet.Name
			default:
				return ast.WalkContinue, nil
			}
			if entering && !slices.Contains(all[name], l.File) {
				all[name] = append(all[name], l.File)
			}
			return ast.WalkContinue, nil
		})
	}
	return all
}
