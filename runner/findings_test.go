package runner

import (
	"slices"
	"testing"
)

// withFindings is a pair of which vet and gofmt have something to say.
func withFindings() map[string]string {
	return map[string]string{
		"server/main.go": "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfmt.Printf(\"%d\\n\", \"up\")\n}\n",
		"client/main.go": "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfmt.Println( \"hello\" )\n}\n",
		"scenario.toml":  "[[process]]\nname = \"server\"\nserves = false\nwait = \"exit\"\n\n[[process]]\nname = \"client\"\ncount = 2\n",
	}
}

// TestFindings: what vet and gofmt have to say comes as notes, once for each
// program, after its start, and changes nothing else.
func TestFindings(t *testing.T) {
	s, err := NewSnippet("test", withFindings())
	if err != nil {
		t.Fatal(err)
	}
	vet := Finding{"server", "vet", `main.go:6:14: fmt.Printf format %d has arg "up" of wrong type string`}
	gofmt := Finding{"client", "gofmt", `main.go:6:14: gofmt writes this line as "\tfmt.Println(\"hello\")"`}
	var r Runner
	for _, when := range []string{"first", "again"} {
		var events []Event
		result, err := r.Run(t.Context(), s, Options{}, func(e Event) { events = append(events, e) })
		if err != nil || result != (Result{}) {
			t.Fatalf("%s: %v, %v", when, result, err)
		}
		if got := texts(events, "server", Stdout); got != "%!d(string=up)\n" {
			t.Errorf("%s: the server printed %q", when, got)
		}
		var notes []string
		started := map[string]bool{}
		for _, e := range events {
			started[e.Process] = started[e.Process] || e.Kind == Start
			if e.Kind == Note {
				notes = append(notes, e.Process+" "+e.Text)
				if !started[e.Process] {
					t.Errorf("%s: %s before the start of %s", when, e.Text, e.Process)
				}
			}
		}
		if want := []string{"server " + vet.String(), "client-1 " + gofmt.String()}; !slices.Equal(notes, want) {
			t.Errorf("%s: notes %q\nwant %q", when, notes, want)
		}
	}

	var found []Finding
	_, err = r.Run(t.Context(), s, Options{Findings: func(f Finding) { found = append(found, f) }}, func(e Event) {
		if e.Kind == Note {
			t.Errorf("a note: %s", e.Text)
		}
	})
	if want := []Finding{gofmt, vet}; err != nil || !slices.Equal(found, want) {
		t.Errorf("found %v, %v\nwant %v", found, err, want)
	}
}

// TestFindingsOfWhatCompiles: who has errors of the compiler to mend is not
// told of others.
func TestFindingsOfWhatCompiles(t *testing.T) {
	files := withFindings()
	files["client/main.go"] = "package main\n\nfunc main() { x := 1 }\n"
	s, err := NewSnippet("test", files)
	if err != nil {
		t.Fatal(err)
	}
	result, err := Run(t.Context(), s, Options{Findings: func(f Finding) { t.Errorf("found %v", f) }}, func(e Event) {
		if e.Kind == Note {
			t.Errorf("a note: %s", e.Text)
		}
	})
	if err != nil || result.Problems != 1 {
		t.Errorf("%v, %v", result, err)
	}
}
