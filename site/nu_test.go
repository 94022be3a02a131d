package site

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bothends/site/assets"
	"bothends/site/lesson"
	"bothends/site/page"
	"bothends/site/search"
)

// checker is the Nu Html Checker, as npm ci puts it there.
const checker = "testdata/nu/node_modules/vnu-jar/build/dist/vnu.jar"

// A finding is something that the checker has to say of a file.
type finding struct {
	URL     string `json:"url"`
	Type    string `json:"type"`
	Line    int    `json:"lastLine"`
	Column  int    `json:"lastColumn"`
	Message string `json:"message"`
	Extract string `json:"extract"`
}

// Every page is valid HTML, and every drawing valid, as it is built and as it is
// served: the Nu checker has nothing to say of any.
func TestValid(t *testing.T) {
	java, err := exec.LookPath("java")
	if err != nil {
		t.Fatal("no java in PATH to run the Nu Html Checker; install it: apt-get install default-jre-headless")
	}
	if _, err := os.Stat(checker); err != nil {
		t.Fatalf("%v: install the Nu Html Checker: make validator", err)
	}
	dir := t.TempDir()
	files := 0
	put := func(name string, body []byte) {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, body, 0o666); err != nil {
			t.Fatal(err)
		}
		files++
	}
	b := theBook(t)
	for name, body := range render(t, b, page.Options{Base: "https://example.org/book/"}) {
		if ext := path.Ext(name); ext == ".html" || ext == ".svg" {
			put("built/"+name, body)
		}
	}
	var found bytes.Buffer
	if err := page.RenderSearch(&found, b, search.New(b).Find("a \"close\" <b>"), assets.Load(), page.Options{Live: true}); err != nil {
		t.Fatal(err)
	}
	put("served/"+lesson.SearchPage, found.Bytes())
	for _, l := range b.Lessons() {
		var w bytes.Buffer
		if err := page.Render(&w, b, l, assets.Load(), page.Options{Live: true, Watch: "key"}); err != nil {
			t.Fatal(err)
		}
		put("served/"+l.Path, w.Bytes())
	}
	// The checker of style sheets is older than container queries, so those are not held
	// to it. It recurses deeply.
	cmd := exec.Command(java, "-Xss4m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
		"-jar", checker, "--format", "json", "--also-check-svg", "--skip-non-html", dir)
	var said bytes.Buffer
	cmd.Stderr = &said
	failed := cmd.Run()
	var result struct{ Messages []finding }
	if err := json.Unmarshal(said.Bytes(), &result); err != nil {
		t.Fatalf("the checker ended with %v and said\n%s", failed, said.Bytes())
	}
	// It takes files for those of another origin, which a page's policy would not let it
	// load; that browsers do is tried with them, see package assets.
	result.Messages = slices.DeleteFunc(result.Messages, func(f finding) bool {
		return f.Type == "info" && strings.HasPrefix(f.Message, "Resource violates Content Security Policy")
	})
	for _, f := range result.Messages {
		t.Errorf("%s:%d:%d: %s: %s\n\t%s", filepath.Base(filepath.Dir(f.URL))+"/"+path.Base(f.URL), f.Line, f.Column, f.Type, f.Message, f.Extract)
	}
	if failed != nil && len(result.Messages) == 0 {
		t.Errorf("the checker ended with %v", failed)
	}
	if files < 2*len(b.Lessons()) {
		t.Errorf("only %d files were looked at", files)
	}
}
