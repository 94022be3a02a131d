package live

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"bothends/runner/exercise"
	"bothends/site/lesson"
)

// The book's own exercise is checked over HTTP: its solution holds, its starter does
// not, and what the peer does is not told.
func TestCheck(t *testing.T) {
	book, err := lesson.Open(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	x := book.Exercises["echo-server"]
	addr := start(t, testServer(t, Options{Book: book}))
	check := func(source string) (verdicts []string, last ending) {
		t.Helper()
		form := url.Values{"exercise": {x.Name}, "main.go": {source}}
		next := streamed(call(t.Context(), t, "POST", "http://"+addr+"/check", form.Encode(), "Content-Type", formType, "Accept", streamType).Body)
		for e := next(); e.data != ""; e = next() {
			var m message
			var v exercise.Verdict
			switch e.name {
			case "":
				if err := json.Unmarshal([]byte(e.data), &m); err != nil || m.Event.Process == exercise.PeerProcess || m.Property == "" {
					t.Errorf("%v: %s", err, e.data)
				}
			case "verdict":
				if err := json.Unmarshal([]byte(e.data), &v); err != nil {
					t.Error(err)
				}
				verdicts = append(verdicts, string(v.State)+" "+v.Property)
			case "end":
				if err := json.Unmarshal([]byte(e.data), &last); err != nil {
					t.Error(err)
				}
			}
		}
		return verdicts, last
	}
	var all []string
	for _, p := range x.Properties {
		all = append(all, "held "+p.ID)
	}
	if got, end := check(x.Solution["main.go"]); !slices.Equal(got, all) || end.Status != 0 || !strings.HasPrefix(end.Text, "All ") {
		t.Errorf("the solution: %q, %+v; want %q", got, end, all)
	}
	got, end := check(x.Starter["main.go"])
	if !slices.Contains(got, "failed "+x.Fails) || end.Failed != x.Fails || end.Status != 1 {
		t.Errorf("the starter: %q, %+v; want %s to fail", got, end, x.Fails)
	}
	if got, end := check("package main\n\nfunc main() { x := 1 }\n"); end.Problems != 1 || !strings.HasPrefix(got[0], "untried ") {
		t.Errorf("what does not compile: %q, %+v", got, end)
	}
	form := url.Values{"exercise": {x.Name}, "main.go": {"package main\n\nfunc main() { x := 1 }\n"}}
	text := body(t, call(t.Context(), t, "POST", "http://"+addr+"/check", form.Encode(), "Content-Type", formType))
	for _, want := range []string{">main.go:3:15:</span> declared and not used: x", ">Nothing ran: the compiler found an error.</p>", "– Not tried.", `<a class="original" href="`, "x := 1 }\n</textarea>"} {
		if !strings.Contains(text, want) {
			t.Errorf("without a script: there is no %s in\n%s", want, text)
		}
	}
	form.Set("main.go", x.Starter["main.go"])
	text = body(t, call(t.Context(), t, "POST", "http://"+addr+"/check", form.Encode(), "Content-Type", formType))
	if !strings.Contains(text, "✕ Did not hold.</strong> ") || !strings.Contains(text, " hold.</p>") {
		t.Errorf("of the starter, without a script: %s", text)
	}
	plain, err := json.Marshal(map[string]any{"exercise": x.Name, "files": x.Starter})
	if err != nil {
		t.Fatal(err)
	}
	if text = body(t, call(t.Context(), t, "POST", "http://"+addr+"/check", string(plain), "Content-Type", "application/json")); !strings.Contains(text, "FAIL ") {
		t.Errorf("of the starter, as text: %s", text)
	}
	for q, want := range map[string]int{`{"exercise":"none","files":{"main.go":""}}`: http.StatusNotFound, `{"exercise":"echo-server"}`: http.StatusBadRequest} {
		if got := call(context.Background(), t, "POST", "http://"+addr+"/check", q, "Content-Type", "application/json"); got.StatusCode != want {
			t.Errorf("%s: status %d; want %d", q, got.StatusCode, want)
		}
	}
}
