package page

import (
	"html/template"
	"path"
	"strings"

	"github.com/alecthomas/chroma/v2"

	"bothends/site/lesson"
)

// highlight marks up code of a language, as a fence names it. Code of a
// language that is not known stays plain.
//
// There are as many classes as the style sheet has colours: k keyword, s
// string, c comment, n number, o output of a command.
func highlight(code, language string) template.HTML {
	code = strings.TrimSuffix(code, "\n")
	var b strings.Builder
	tokens, err := tokenise(code, language)
	if err != nil || tokens == nil { // a lexer's fault, or nobody's; the code is as good without colours
		template.HTMLEscape(&b, []byte(code))
		return template.HTML(b.String())
	}
	open, blanks := "", "" // the class of the open span, and what may follow it
	for _, t := range tokens {
		text := strings.TrimRight(t.Value, " \t\n")
		if class := class(t.Type); text != "" && class != open {
			if open != "" {
				b.WriteString("</span>")
			}
			b.WriteString(blanks)
			blanks = ""
			if open = class; class != "" {
				b.WriteString(`<span class="` + class + `">`)
			}
		}
		if text != "" {
			b.WriteString(blanks)
			template.HTMLEscape(&b, []byte(text))
			blanks = ""
		}
		blanks += t.Value[len(text):]
	}
	if open != "" {
		b.WriteString("</span>")
	}
	return template.HTML(b.String() + strings.TrimSuffix(blanks, "\n"))
}

func class(t chroma.TokenType) string {
	switch {
	case t == chroma.KeywordConstant, t.InSubCategory(chroma.LiteralNumber):
		return "n"
	case t.InCategory(chroma.Keyword):
		return "k"
	case t.InSubCategory(chroma.LiteralString):
		return "s"
	case t.InCategory(chroma.Comment):
		return "c"
	case t == chroma.GenericOutput:
		return "o"
	}
	return ""
}

// languageOf is the language of what is shown; a cell of a session is no file.
func languageOf(n *lesson.Show) string {
	if n.Snippet.Session != nil && n.File.Program != "" {
		return "go"
	}
	return language(n.File.Name)
}

// language is the language of a file, by its name.
func language(file string) string {
	switch ext := strings.TrimPrefix(path.Ext(file), "."); ext {
	case "go", "toml":
		return ext
	}
	return ""
}
