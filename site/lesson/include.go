package lesson

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// expand puts the text of other files where include fences name them. The
// chain leads from the lesson to file.
//
// It works on text, not on parsed nodes: definitions of links, footnotes and
// the ids of headings then hold across the whole lesson.
func (r *reader) expand(file string, text []byte, chain []string) *source {
	in, out := &source{}, &source{}
	in.add(text, file, 1)
	if !r.bounded(in) {
		return out
	}
	doc, done := Blocks(in.text), 0
	for f := range nodes[*ast.FencedCodeBlock](doc) {
		at := in.at(f.Pos())
		start, stop, closed := extent(in, f)
		if !closed {
			r.mistakes.add(at, "this fence is never closed; end it with a line of as many backquotes")
		}
		word, rest := words(f, in.text)
		if word != "include" {
			continue
		}
		r.empty(in, f)
		if !r.alone(in, f) {
			continue
		}
		if r.included++; r.included > maxIncludes || len(out.text) > maxText {
			r.mistakes.add(at, "too much is included in this lesson: at most %d files, and %d KiB of text", maxIncludes, maxText>>10)
			return out
		}
		included := r.include(at, rest, chain)
		if included == nil {
			continue
		}
		out.add(in.text[done:start], file, in.at(done).line)
		// Blank lines keep its paragraphs apart from those around it.
		out.add([]byte("\n"), file, at.line)
		out.join(included)
		out.add([]byte("\n"), file, at.line)
		done = stop
	}
	if done < len(in.text) {
		out.add(in.text[done:], file, in.at(done).line)
	}
	return out
}

// include reads the file that the fence at one place names; nil if it cannot.
func (r *reader) include(at place, name string, chain []string) *source {
	if name == "" {
		r.mistakes.add(at, "include what? name a file, such as ../_parts/hint.md")
		return nil
	}
	file := path.Join(path.Dir(at.file), name)
	chain = append(slices.Clone(chain), file)
	switch _, err := fs.Stat(r.fsys, file); {
	case !strings.HasPrefix(file, folder+"/"):
		r.mistakes.add(at, "%s lies outside %s/; only text from there can be included", name, folder)
	case slices.Contains(chain[:len(chain)-1], file):
		first := slices.Index(chain, file)
		r.mistakes.add(at, "these files include each other without end: %s", strings.Join(chain[first:], " → "))
	case errors.Is(err, fs.ErrNotExist):
		r.mistakes.add(at, "no file %s to include", file)
	case err != nil:
		r.mistakes.add(at, "include: %v", err)
	case !strings.Contains(file, "/_"):
		r.mistakes.add(at, "%s is a lesson; move what both say into a file of its own, such as %s/_parts/%s", file, folder, path.Base(file))
	default:
		if text, ok := r.read(file); ok {
			return r.expand(file, text, chain)
		}
	}
	return nil
}
