package index

import (
	"regexp"
	"strings"

	"bothends/runner"
)

// function is how a cell begins that declares one, which cannot stand in another.
var function = regexp.MustCompile(`^func\s+[\pL_(]`)

// asProgram is a terminal's cells as a file, from which the types of names can be
// found: it need not compile, since a cell may declare a name again.
func asProgram(s *runner.Session, terminal string) string {
	var imports, outside, inside strings.Builder
	for _, p := range packages {
		imports.WriteString("import \"" + p + "\"\n")
	}
	for _, c := range s.Cells {
		switch {
		case c.Terminal != terminal:
		case function.MatchString(strings.TrimSpace(c.Text)):
			outside.WriteString(c.Text + "\n")
		default:
			inside.WriteString(c.Text + "\n")
		}
	}
	return "package main\n" + imports.String() + outside.String() + "func main() {\n" + inside.String() + "}\n"
}

// namesInSession lists what the cells of a session use of the library.
func (x *Names) namesInSession(s *runner.Session) []string {
	var names []string
	for _, t := range s.Terminals {
		names = append(names, namesIn(x.library, map[string]string{"cells.go": asProgram(s, t)}, func(error) {})...)
	}
	return names
}
