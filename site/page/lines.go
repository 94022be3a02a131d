package page

import (
	"html/template"
	"slices"
	"strconv"
	"strings"

	"bothends/site/lesson"
)

// linePrefix is how the ids of the lines of a file begin, so that #server-L12 leads
// to line 12 of the first server on the page, and #server-log.go-L3 into a file of
// it that is not main.go. Programs of that name that come later have their snippet's
// name in front.
func (v *view) linePrefix(s *lesson.Snippet, f *lesson.File) string {
	prefix := f.Program
	if f.Base != "main.go" {
		prefix += "-" + f.Base
	}
	if of := v.numbered[prefix]; of != "" && of != s.Name {
		prefix = s.Name + "-" + prefix
	}
	v.numbered[prefix] = s.Name
	return prefix + "-L"
}

// numbered puts before each line of code what its number is shown by, and what a link
// to it finds. The style sheet counts, so what is copied is the code alone; the script
// makes the number lead to the line, where those who go from link to link need not
// pass by.
func numbered(code template.HTML, prefix string) template.HTML {
	var b strings.Builder
	n := 0
	for line := range strings.SplitAfterSeq(string(code), "\n") {
		if n++; strings.TrimSpace(line) == "" { // nobody links to that
			b.WriteString("<i></i>" + line)
			continue
		}
		id := template.HTMLEscapeString(prefix + strconv.Itoa(n))
		b.WriteString(`<i id="` + id + `"></i>` + line)
	}
	return template.HTML(b.String())
}

// marked puts before each of some lines what marks it.
func marked(code template.HTML, lines []int) template.HTML {
	var b strings.Builder
	n := 0
	for line := range strings.SplitAfterSeq(string(code), "\n") {
		if n++; slices.Contains(lines, n) {
			b.WriteString(`<b class="lit"></b>`)
		}
		b.WriteString(line)
	}
	return template.HTML(b.String())
}

// A showView is what the template of a piece of code is given.
type showView struct {
	Hue, Program, File string
	Caption, Marked    template.HTML
	Code               template.HTML
}

func (v *view) newShowView(program, file string, code template.HTML, look lesson.Look) showView {
	show := showView{Hue: hue(program), Program: program, File: file, Caption: title(look.Caption), Code: marked(code, look.Marked)}
	switch spans := v.spans(look.Marked); {
	case len(look.Marked) == 1:
		show.Marked = v.words.html("marked-line", spans)
	case len(look.Marked) > 1:
		show.Marked = v.words.html("marked-lines", spans)
	}
	return show
}

// spans names lines in words, for those who do not see the marks.
func (v *view) spans(lines []int) string {
	var all []string
	for i := 0; i < len(lines); {
		first := i
		for i++; i < len(lines) && lines[i] == lines[i-1]+1; i++ {
		}
		if i-first == 1 {
			all = append(all, strconv.Itoa(lines[first]))
		} else {
			all = append(all, v.words.say("range", lines[first], lines[i-1]))
		}
	}
	return strings.Join(all, ", ")
}
