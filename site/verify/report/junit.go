package report

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"

	"bothends/site/verify"
)

// A JUnit collects results and writes them as one XML document, in the form that
// CI systems read: a suite for the book, and a case for each snippet, break and
// exercise, in the class of the lesson that runs it. A file of the book that has mistakes is a
// case of its own class.
type JUnit struct {
	out   io.Writer
	began time.Time
	suite junitSuite
}

// NewJUnit makes a printer for a book that goes by that name.
func NewJUnit(out io.Writer, book string, began time.Time) *JUnit {
	return &JUnit{out: out, began: began, suite: junitSuite{Name: book}}
}

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Time     string       `xml:"time,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name      string      `xml:"name,attr"`
	Tests     int         `xml:"tests,attr"`
	Failures  int         `xml:"failures,attr"`
	Errors    int         `xml:"errors,attr"`
	Skipped   int         `xml:"skipped,attr"`
	Time      string      `xml:"time,attr"`
	Timestamp string      `xml:"timestamp,attr"`
	Cases     []junitCase `xml:"testcase"`
	Stopped   string      `xml:"system-err,omitempty"`
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	Time    string        `xml:"time,attr"`
	Skipped string        `xml:"skipped,omitempty"` // why: the older schemas have it as text, not as an attribute
	Failure *junitMessage `xml:"failure"`
	Error   *junitMessage `xml:"error"`
	Note    string        `xml:"system-out,omitempty"`
}

type junitMessage struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr,omitempty"`
	Text    string `xml:",chardata"`
}

// Result takes a result.
func (j *JUnit) Result(r verify.Result) error {
	c := junitCase{Class: "snippets", Name: r.Snippet, Time: seconds(r.Elapsed), Note: r.Note}
	if l, ok := lessonOf(r); ok {
		c.Class = l.file
	} else if r.OfBook {
		c.Class = r.Recording
	}
	switch r.State() {
	case verify.Failed:
		c.Failure = &junitMessage{Message: summary(r), Type: "difference", Text: r.Details()}
		j.suite.Failures++
	case verify.Skipped, verify.NotRun:
		c.Skipped = cmp.Or(r.NotRun, r.Skipped)
		c.Note = cmp.Or(c.Note, c.Skipped) // which all CI systems show
		j.suite.Skipped++
	}
	j.suite.Cases = append(j.suite.Cases, c)
	j.suite.Tests++
	return nil
}

// summary is the first thing that is wrong.
func summary(r verify.Result) string {
	switch {
	case len(r.Mistakes) > 0:
		first, _, _ := strings.Cut(r.Mistakes[0], "\n")
		return first
	case r.Stale != "":
		return r.Stale
	}
	return r.Recording + ": the run differs from it"
}

// End writes the document.
func (j *JUnit) End(t Total) error {
	s := j.suite
	s.Time, s.Timestamp, s.Stopped = seconds(t.Elapsed), j.began.UTC().Format("2006-01-02T15:04:05"), t.Stopped
	if t.Stopped != "" {
		s.Errors = max(1, len(t.Unfinished))
	}
	for _, name := range t.Unfinished {
		s.Cases = append(s.Cases, junitCase{Class: "snippets", Name: name, Time: seconds(0), Error: &junitMessage{Message: t.Stopped, Type: "stopped"}})
		s.Tests++
	}
	text, err := xml.MarshalIndent(junitSuites{
		Tests: s.Tests, Failures: s.Failures, Errors: s.Errors, Time: s.Time, Suites: []junitSuite{s},
	}, "", "\t")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(j.out, "%s%s\n", xml.Header, text)
	return err
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }
