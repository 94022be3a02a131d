package assets

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestNames(t *testing.T) {
	hashed := regexp.MustCompile(`^assets/[a-z]+\.[0-9a-f]{8}\.(css|js|svg)$`)
	s := Load()
	for _, f := range s.Files() {
		if !hashed.MatchString(f.Path) || f.Type == "" || len(f.Body) == 0 {
			t.Errorf("%s: path %q, type %q, %d bytes", f.Name, f.Path, f.Type, len(f.Body))
		}
		if s.Path(f.Name) != f.Path {
			t.Errorf("Path(%q) = %q", f.Name, s.Path(f.Name))
		}
	}
	for _, name := range []string{"site.css", "run.js", "icon.svg", "watch.js", "watch.css"} {
		if s.Path(name) == "" {
			t.Errorf("%s is not there", name)
		}
	}
}

// What is built of others' packages keeps their licences.
func TestLicences(t *testing.T) {
	for _, name := range built {
		i := slices.IndexFunc(Load().Files(), func(f File) bool { return f.Name == name })
		body := string(Load().Files()[i].Body)
		for _, want := range []string{"@codemirror/view 6.", "@lezer/highlight 1.", "style-mod 4.", "MIT License", "Permission is hereby granted", "Marijn Haverbeke"} {
			if !strings.Contains(body[:min(len(body), 1<<14)], want) {
				t.Errorf("%s does not begin with a notice of %q", name, want)
			}
		}
	}
}

// A style sheet that fetched something would tell another host who reads.
func TestNoRequests(t *testing.T) {
	for _, f := range Load().Files() {
		if f.Type == types[".css"] && (bytes.Contains(f.Body, []byte("url(")) || bytes.Contains(f.Body, []byte("@import"))) {
			t.Errorf("%s fetches something", f.Name)
		}
		if text := strings.ReplaceAll(string(f.Body), "http://www.w3.org/2000/svg", ""); strings.Contains(text, "://") {
			t.Errorf("%s names another host", f.Name)
		}
	}
}
