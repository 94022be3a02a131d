package lesson

import (
	"path"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// A Show is a block that shows a file of a snippet, or a region of one.
type Show struct {
	ast.BaseBlock
	Snippet *Snippet
	File    *File
	Region  string // empty for the whole file
	Code    string // what is shown, without the indentation that all its lines share
	Look    Look

	place place
}

// KindShow is the kind of [Show].
var KindShow = ast.NewNodeKind("Show")

// Kind implements ast.Node.
func (n *Show) Kind() ast.NodeKind { return KindShow }

// Dump implements ast.Node.
func (n *Show) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"File": n.File.Name, "Region": n.Region}, nil)
}

// Place is the line of the lesson where the block stands.
func (n *Show) Place() string { return n.place.String() }

// show makes the node of a fence "show tcp-echo/server/main.go#accept".
func (r *reader) show(l *Lesson, f *ast.FencedCodeBlock, arg string) ast.Node {
	at := l.source.at(f.Pos())
	r.empty(l.source, f)
	arg, look, _ := strings.Cut(arg, " ")
	name, region, hasRegion := strings.Cut(arg, "#")
	snippet, rest, _ := strings.Cut(name, "/")
	if rest == "" || hasRegion && region == "" {
		r.mistakes.add(at, "show what? name a file of a snippet and, if you like, a region: show tcp-echo/server/main.go#accept")
		return nil
	}
	s := r.snippet(at, snippet)
	if s == nil {
		return nil
	}
	file := s.File(rest)
	if file == nil {
		r.noFile(at, s, rest)
		return nil
	}
	n := &Show{Snippet: s, File: file, Region: region, Code: file.Source, place: at}
	if hasRegion {
		text, ok := file.regions[region]
		if !ok {
			r.mistakes.add(at, "no region %q in %s%s", region, path.Join(snippets, name), hasOnly(file.Regions(), region))
			return nil
		}
		n.Code = dedent(text)
	}
	var ok bool
	if n.Look, ok = r.look(at, strings.TrimSpace(look), strings.Count(n.Code, "\n")); !ok {
		r.mistakes.add(at, "after %s there may stand {lines} to mark and a \"caption\", not %s", arg, look)
	}
	return n
}

// noFile says what a snippet has instead of the file that it has not.
func (r *reader) noFile(at place, s *Snippet, name string) {
	program, base, _ := strings.Cut(name, "/")
	p := s.Program(program)
	switch {
	case base != "" && p == nil:
		var roles []string
		for _, p := range s.Programs {
			roles = append(roles, p.Name)
		}
		r.mistakes.add(at, "no role %q in %s/%s%s", program, snippets, s.Name, hasOnly(roles, program))
	case base != "":
		var files []string
		for _, f := range s.Files {
			if f.Program == program {
				files = append(files, f.Base)
			}
		}
		r.mistakes.add(at, "no file %s in %s/%s/%s%s", base, snippets, s.Name, program, hasOnly(files, base))
	default:
		r.mistakes.add(at, "no file %s in %s/%s", name, snippets, s.Name)
	}
}

// dedent takes the tabs off that all lines begin with.
func dedent(text string) string {
	lines, common := strings.SplitAfter(text, "\n"), -1
	for _, line := range lines {
		if strings.TrimSpace(line) == "" {
			continue
		}
		tabs := len(line) - len(strings.TrimLeft(line, "\t"))
		if common < 0 || tabs < common {
			common = tabs
		}
	}
	for i, line := range lines {
		if strings.TrimSpace(line) != "" {
			lines[i] = line[common:]
		}
	}
	return strings.Join(lines, "")
}
