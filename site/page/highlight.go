package page

import (
	"html/template"
	"path"
	"strings"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

// highlight marks up code of a language, as a fence names it. Code of a
// language that is not known stays plain.
//
// There are as many classes as the style sheet has colours: k keyword, s
// string, c comment, n number, o output of a command.
func highlight(code, language string) template.HTML {
	code = strings.TrimSuffix(code, "\n")
	var b strings.Builder
	lexer := lexers.Get(language)
	if language == "" || lexer == nil {
		template.HTMLEscape(&b, []byte(code))
		return template.HTML(b.String())
	}
	tokens, err := chroma.Tokenise(lexer, nil, code)
	if err != nil { // a lexer's fault; the code is as good without colours
		return highlight(code, "")
	}
	was := ""
	for _, t := range tokens {
		class := class(t.Type)
		if strings.TrimSpace(t.Value) == "" {
			class = was // blanks have no colour: let the span go on
		}
		if class != was {
			if was != "" {
				b.WriteString("</span>")
			}
			if class != "" {
				b.WriteString(`<span class="` + class + `">`)
			}
			was = class
		}
		template.HTMLEscape(&b, []byte(t.Value))
	}
	if was != "" {
		b.WriteString("</span>")
	}
	return template.HTML(strings.ReplaceAll(b.String(), "\n</span>", "</span>\n"))
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

// language is the language of a file, by its name.
func language(file string) string {
	switch ext := strings.TrimPrefix(path.Ext(file), "."); ext {
	case "go", "toml":
		return ext
	}
	return ""
}
