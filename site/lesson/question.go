package lesson

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
)

// A Question is a block that asks. Its children are the question's own blocks,
// then a [Choice] for each answer. What makes the right choice right is among
// the claims of the run that the question is about; one that is about no run
// asks what the reader recalls.
type Question struct {
	ast.BaseBlock
	About string // the run: tcp-echo, or tcp-echo#no-loop; empty for what was read

	place place
}

// A Choice is one answer. Its children are two paragraphs: the answer, and why
// it is right or wrong.
type Choice struct {
	ast.BaseBlock
	Right bool
}

// The kinds of [Question] and [Choice].
var (
	KindQuestion = ast.NewNodeKind("Question")
	KindChoice   = ast.NewNodeKind("Choice")
)

// Kind implements ast.Node.
func (n *Question) Kind() ast.NodeKind { return KindQuestion }

// Kind implements ast.Node.
func (n *Choice) Kind() ast.NodeKind { return KindChoice }

// Dump implements ast.Node.
func (n *Question) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// Dump implements ast.Node.
func (n *Choice) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// question makes the node of a fence "question" out of its body:
//
//	What does the second client see?
//
//	- [ ] It is refused. :: The kernel completes the handshake by itself.
//	- [x] It waits. :: Its connection stands in the backlog.
//
// A fence "question tcp-echo" is about that snippet's run, "question
// tcp-echo#no-loop" about that of a break, and asserts what decides it:
//
//	assert: client-2 prints "connected" before "got"
func (r *reader) question(l *Lesson, f *ast.FencedCodeBlock, rest string, ctx parser.Context) ast.Node {
	s, at := l.source, l.source.at(f.Pos())
	if !r.alone(s, f) {
		return nil
	}
	found, s := directives(s, f, "assert")
	if !r.ask(at, rest, r.claims(found), len(found)) {
		return nil
	}
	if f.Lines().Len() == 0 {
		r.mistakes.add(at, "a question without text; %s", howToAsk)
		return nil
	}
	start, stop := f.Lines().At(0).Start, f.Lines().At(f.Lines().Len()-1).Stop
	body := parsePiece(s, start, stop, subContext(ctx))
	list, ok := body.LastChild().(*ast.List)
	if !ok {
		r.mistakes.add(at, "a question ends with its choices; %s", howToAsk)
		return nil
	}
	n := &Question{About: rest, place: at}
	for body.FirstChild() != list {
		if _, two := body.FirstChild().(*ast.List); two {
			r.mistakes.add(s.at(body.FirstChild().Pos()), "a question has one list, that of its choices; %s", howToAsk)
			return nil
		}
		n.AppendChild(n, body.FirstChild())
	}
	if !n.HasChildren() {
		r.mistakes.add(at, "nothing is asked before the choices; %s", howToAsk)
	}
	r.choices(s, at, n, list, ctx)
	return n
}

// Guesses lists the places of questions that come before the lesson's first run
// and are about no run: most likely they should assert something.
func (l *Lesson) Guesses() []string {
	var all []string
	for n := l.Doc.FirstChild(); n != nil && len(l.Runs)+len(l.Sessions) > 0 && n.Kind() != KindRun && n.Kind() != KindSession; n = n.NextSibling() {
		if q, ok := n.(*Question); ok && q.About == "" {
			all = append(all, q.place.String())
		}
	}
	return all
}

// ask notes what a question is about. It reports false if that cannot be.
func (r *reader) ask(at place, about string, claims []Claim, written int) bool {
	switch {
	case about == "" && written > 0:
		r.mistakes.add(at, "which run is this asserted of? name it: question tcp-echo")
		return false
	case about == "":
		return true
	case written == 0:
		r.mistakes.add(at, "a question about a run asserts what makes the right choice right: add a line such as assert: client exit 1; one that only asks what was read names no snippet")
	}
	name, id, _ := strings.Cut(about, "#")
	s := r.snippet(at, name)
	if s == nil {
		return false
	}
	r.asked = append(r.asked, asked{at, s, id, claims})
	return true
}

const howToAsk = "write the question, then a list of choices: - [ ] wrong :: why, and one - [x] right :: why"

// choices makes a Choice of each item.
func (r *reader) choices(s *source, at place, n *Question, list *ast.List, ctx parser.Context) {
	right, all := 0, 0
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		all++
		c := r.choice(s, item, ctx)
		if c == nil {
			return
		}
		if c.Right {
			right++
		}
		n.AppendChild(n, c)
	}
	if all < 2 {
		r.mistakes.add(at, "a question has at least two choices")
	} else if right != 1 {
		r.mistakes.add(at, "%d choices are marked as right; mark exactly one with [x]", right)
	}
}

// choice reads one item: "[x] answer :: why".
func (r *reader) choice(s *source, item ast.Node, ctx parser.Context) *Choice {
	block := item.FirstChild()
	if block == nil || block.NextSibling() != nil || block.Type() != ast.TypeBlock || block.Lines().Len() == 0 {
		r.mistakes.add(s.at(item.Pos()), "a choice is one paragraph: - [ ] answer :: why")
		return nil
	}
	at := s.at(block.Lines().At(0).Start)
	start, stop := block.Lines().At(0).Start, block.Lines().At(block.Lines().Len()-1).Stop
	text := string(s.text[start:stop])
	mark := strings.ToLower(text[:min(4, len(text))])
	if mark != "[ ] " && mark != "[x] " {
		r.mistakes.add(at, "a choice begins with [ ] if it is wrong, and with [x] if it is right")
		return nil
	}
	cut := separator(text)
	if cut < 0 || strings.TrimSpace(text[4:cut]) == "" || strings.TrimSpace(text[cut+2:]) == "" {
		r.mistakes.add(at, "this choice does not say why it is right or wrong; write that after ::, with a blank on each side")
		return nil
	}
	c := &Choice{Right: mark == "[x] "}
	for _, part := range [][2]int{{start + 4, start + cut}, {start + cut + 2, stop}} {
		p := parsePiece(s, part[0], part[1], subContext(ctx)).FirstChild()
		if p != nil && p.Kind() == ast.KindList && p.(*ast.List).IsOrdered() {
			r.mistakes.add(at, "a number and a full stop begin a list in Markdown; leave the full stop out, or write it 1000\\.")
			return nil
		}
		if p == nil || p.Kind() != ast.KindParagraph || p.NextSibling() != nil {
			r.mistakes.add(at, "a choice and its reason are plain lines of text, with no list, heading or quotation in them")
			return nil
		}
		c.AppendChild(c, p)
	}
	return c
}

// separator returns the index of the first :: that has a blank on each side
// and stands in no code; -1 if there is none. (An IPv6 address is no separator.)
func separator(text string) int {
	blank := func(i int) bool { return strings.ContainsRune(" \t\n", rune(text[i])) }
	for i := 0; i < len(text); i++ {
		if text[i] == '`' {
			run := len(text[i:]) - len(strings.TrimLeft(text[i:], "`"))
			if end := strings.Index(text[i+run:], text[i:i+run]); end >= 0 {
				i += run + end + run - 1
			}
			continue
		}
		if i > 0 && i+2 < len(text) && text[i:i+2] == "::" && blank(i-1) && blank(i+2) {
			return i
		}
	}
	return -1
}
