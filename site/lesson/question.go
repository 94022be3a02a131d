package lesson

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
)

// A Question is a block that asks. Its children are the question's own blocks,
// then a [Choice] for each answer.
type Question struct{ ast.BaseBlock }

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
func (r *reader) question(l *Lesson, f *ast.FencedCodeBlock, rest string, ctx parser.Context) ast.Node {
	s, at := l.source, l.source.at(f.Pos())
	if rest != "" {
		r.mistakes.add(at, "a question fence has no more words: %s", rest)
	}
	if !r.alone(s, f) {
		return nil
	}
	if f.Lines().Len() == 0 {
		r.mistakes.add(at, "a question without text; %s", howToAsk)
		return nil
	}
	start, stop := f.Lines().At(0).Start, f.Lines().At(f.Lines().Len()-1).Stop
	body := parse(s.masked(start, stop), subContext(ctx))
	list, ok := body.LastChild().(*ast.List)
	if !ok {
		r.mistakes.add(at, "a question ends with its choices; %s", howToAsk)
		return nil
	}
	n := &Question{}
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
	r.choices(l, at, n, list, ctx)
	return n
}

const howToAsk = "write the question, then a list of choices: - [ ] wrong :: why, and one - [x] right :: why"

// choices makes a Choice of each item.
func (r *reader) choices(l *Lesson, at place, n *Question, list *ast.List, ctx parser.Context) {
	right, all := 0, 0
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		all++
		c := r.choice(l, item, ctx)
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
func (r *reader) choice(l *Lesson, item ast.Node, ctx parser.Context) *Choice {
	s, block := l.source, item.FirstChild()
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
		p := parse(s.masked(part[0], part[1]), subContext(ctx)).FirstChild()
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
