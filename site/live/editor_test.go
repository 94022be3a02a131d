package live

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"bothends/runner/gocheck/assist"
)

// An editor asks over HTTP and is answered in JSON; what is no question is refused.
func TestEditor(t *testing.T) {
	addr := start(t, testServer(t, Options{}))
	ask := func(path string, q, into any) (status int, text string) {
		t.Helper()
		b, err := json.Marshal(q)
		if err != nil {
			t.Fatal(err)
		}
		got := call(t.Context(), t, "POST", "http://"+addr+"/edit/"+path, string(b), "Content-Type", "application/json")
		text = body(t, got)
		if got.StatusCode == http.StatusOK {
			if err := json.Unmarshal([]byte(text), into); err != nil {
				t.Errorf("%s: %v: %s", path, err, text)
			}
		}
		return got.StatusCode, text
	}
	const unused = "package main\n\nfunc main() {\n\tx := 1\n}\n"
	var found []assist.Diagnostic
	if status, text := ask("problems", map[string]any{"files": map[string]string{"main.go": unused}}, &found); status != 200 || len(found) != 1 ||
		found[0].Message != "declared and not used: x" || found[0].Fix == nil {
		t.Errorf("problems: %d, %s", status, text)
	}
	if status, text := ask("problems", map[string]any{"files": map[string]string{"main.go": "package main\n\nfunc main() {}\n"}}, &found); status != 200 || text != "[]\n" {
		t.Errorf("no problems: %d, %s", status, text)
	}
	var formatted assist.Formatted
	q := map[string]any{"files": map[string]string{"main.go": "package main\nfunc main(){fmt.Println()}"}, "file": "main.go", "imports": true}
	if status, text := ask("format", q, &formatted); status != 200 || formatted.Source != "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println() }\n" {
		t.Errorf("format: %d, %s", status, text)
	}
	var completion assist.Completion
	const source = "package main\n\nimport \"net\"\n\nfunc main() { net.Dia }\n"
	q = map[string]any{"files": map[string]string{"main.go": source}, "file": "main.go", "offset": strings.Index(source, " }")}
	if status, text := ask("complete", q, &completion); status != 200 || len(completion.Items) == 0 || completion.Items[0].Label != "Dial" || completion.Items[0].Doc == "" {
		t.Errorf("complete: %d, %s", status, text)
	}
	for _, test := range []struct {
		path   string
		q      any
		status int
	}{
		{"problems", map[string]any{}, 400},
		{"problems", map[string]any{"files": map[string]string{"../x.go": ""}}, 400},
		{"problems", map[string]any{"files": map[string]string{"main.go": strings.Repeat("x", 256<<10+1)}}, 413},
		{"format", map[string]any{"files": map[string]string{"main.go": ""}, "file": "other.go"}, 400},
		{"complete", map[string]any{"files": map[string]string{"main.go": ""}, "file": "main.go", "offset": "x"}, 400},
		{"other", map[string]any{}, 405},
	} {
		if status, text := ask(test.path, test.q, nil); status != test.status {
			t.Errorf("%s %.60v: %d, %.100s; want %d", test.path, test.q, status, text, test.status)
		}
	}
}
