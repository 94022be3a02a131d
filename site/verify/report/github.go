package report

import (
	"fmt"
	"io"
	"strings"

	"bothends/site/verify"
)

// GitHub prints workflow commands, which GitHub Actions shows beside the lines
// that they name: each mistake at its own place, and what a run did otherwise at
// the line of the lesson that runs it.
type GitHub struct{ Out io.Writer }

// Result prints an error for each thing that is wrong, and a warning for what an
// author may want to look at.
func (g GitHub) Result(r verify.Result) error {
	lesson, ok := lessonOf(r)
	if !ok {
		lesson = place{file: r.Recording}
	}
	for _, m := range r.Mistakes {
		at, text := cut(m)
		if at.line == 0 { // about a folder, which no line of a diff shows
			at = lesson
		}
		if err := g.error(at, r.Snippet, text); err != nil {
			return err
		}
	}
	for note := range strings.Lines(r.Note) {
		at, text := cut(strings.TrimSuffix(note, "\n"))
		if err := g.tell("warning", at, r.Snippet, text); err != nil {
			return err
		}
	}
	if r.Written || r.Stale == "" && r.Diff == "" {
		return nil
	}
	r.Mistakes, r.Lessons = nil, nil
	_, text, _ := strings.Cut(r.Details(), "\n") // the lesson is where it stands
	return g.error(lesson, r.Snippet, strings.TrimSuffix(text, "\n"))
}

func (g GitHub) error(at place, title, text string) error { return g.tell("error", at, title, text) }

// tell prints an annotation, an error or a warning.
func (g GitHub) tell(kind string, at place, title, text string) error {
	properties := "file=" + property(at.file)
	if at.line > 0 {
		properties += fmt.Sprintf(",line=%d", at.line)
	}
	if at.column > 0 {
		properties += fmt.Sprintf(",col=%d", at.column)
	}
	_, err := fmt.Fprintf(g.Out, "::%s %s,title=%s::%s\n", kind, properties, property(title), data(text))
	return err
}

// data and property escape as GitHub's own toolkit does.
func data(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

func property(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(data(s))
}

// End says that the verification did not come to its end.
func (g GitHub) End(t Total) error {
	if t.Stopped == "" {
		return nil
	}
	_, err := fmt.Fprintf(g.Out, "::error::%s\n", data(t.Stopped))
	return err
}
