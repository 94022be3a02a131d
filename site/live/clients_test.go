package live

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

const (
	goodProgram    = "package main\n\nimport (\n\t\"fmt\"\n\t\"os\"\n)\n\nfunc main() {\n\tfmt.Println(\"hi\")\n\tfmt.Fprintln(os.Stderr, \"oh\")\n\tos.Exit(3)\n}\n"
	brokenProgram  = "package main\n\nfunc main() {\n\tx := 1\n}\n"
	vettedProgram  = "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfmt.Printf(\"%d\\n\", \"x\")\n}\n"
	endlessProgram = "package main\n\nimport (\n\t\"fmt\"\n\t\"net\"\n)\n\nfunc main() {\n\tfmt.Println(\"hi\")\n\tl, _ := net.Listen(\"tcp\", \":7\")\n\tl.Accept()\n}\n"
	twoPrograms    = "-- server/main.go --\npackage main\n\nimport \"net\"\n\nfunc main() {\n\tl, _ := net.Listen(\"tcp\", \":7\")\n\tconn, _ := l.Accept()\n\tconn.Close()\n}\n" +
		"-- client/main.go --\npackage main\n\nimport (\n\t\"fmt\"\n\t\"net\"\n)\n\nfunc main() {\n\tconn, err := net.Dial(\"tcp\", \":7\")\n\tfmt.Println(conn != nil, err)\n}\n"
	shortRun = "-- scenario.toml --\n[limits]\ntime = \"300ms\"\n"
)

// The Playground's protocol: what its server answers, as far as a client sees it.
func TestPlayground(t *testing.T) {
	addr := start(t, testServer(t, Options{}))
	compile := func(path string, form url.Values) (c compiled) {
		t.Helper()
		got := call(t.Context(), t, "POST", "http://"+addr+path, form.Encode(), "Content-Type", formType)
		if err := json.Unmarshal([]byte(body(t, got)), &c); err != nil || got.StatusCode != http.StatusOK {
			t.Errorf("%s: status %d, %v", path, got.StatusCode, err)
		}
		return c
	}
	print := func(c compiled) string {
		var all []string
		for _, e := range c.Events {
			all = append(all, e.Kind+" "+e.Message)
		}
		return strings.Join(all, "|")
	}
	for _, path := range []string{"/compile", "/_/compile"} {
		if c := compile(path, url.Values{"version": {"2"}, "body": {goodProgram}, "withVet": {"true"}}); c.Errors != "" || c.Status != 3 || !c.VetOK ||
			c.VetErrors != "" || print(c) != "stdout hi\n|stderr oh\n" || c.Events[0].Delay < 0 {
			t.Errorf("%s: %+v", path, c)
		}
	}
	if c := compile("/compile", url.Values{"version": {"2"}, "body": {brokenProgram}}); c.Errors != "prog.go:4:2: declared and not used: x\n" || len(c.Events) > 0 {
		t.Errorf("what does not compile: %+v", c)
	}
	if c := compile("/compile", url.Values{"version": {"2"}, "body": {vettedProgram}, "withVet": {"true"}}); c.VetOK ||
		c.VetErrors != `prog.go:6:14: fmt.Printf format %d has arg "x" of wrong type string` || print(c) != "stdout %!d(string=x)\n" {
		t.Errorf("what vet finds: %+v", c)
	}
	if c := compile("/compile", url.Values{"version": {"2"}, "body": {endlessProgram + shortRun}}); c.Errors != "process took too long" || print(c) != "stdout hi\n" {
		t.Errorf("too long: %+v", c)
	}
	if c := compile("/compile", url.Values{"version": {"2"}, "body": {twoPrograms}}); c.Errors != "" || print(c) != "stdout client | true <nil>\n" {
		t.Errorf("two programs: %+v", c)
	}
	if c := compile("/compile", url.Values{"version": {"2"}, "body": {"-- ../x.go --\npackage main\n"}}); !strings.Contains(c.Errors, `"../x.go" is not a file of a program`) {
		t.Errorf("a file outside: %+v", c)
	}
	text := body(t, call(t.Context(), t, "POST", "http://"+addr+"/compile", `{"Body":"package main\n\nfunc main() {}\n","WithVet":true,"More":1}`, "Content-Type", "application/json"))
	if text != `{"Errors":"","Events":[],"Status":0,"IsTest":false,"TestsFailed":0,"VetOK":true}`+"\n" {
		t.Errorf("asked in JSON: %s", text)
	}
	text = body(t, call(t.Context(), t, "POST", "http://"+addr+"/compile", url.Values{"version": {"1"}, "body": {goodProgram}}.Encode(), "Content-Type", formType))
	if text != `{"compile_errors":"","output":"hi\noh\n"}`+"\n" {
		t.Errorf("version 1: %s", text)
	}
	for _, test := range []struct{ body, imports, want string }{
		{"package main\nfunc main(){fmt.Println()}", "true", `{"Body":"package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println() }\n","Error":""}`},
		{"package main\nfunc main(){}\n-- b.go --\npackage main\nvar x=1\n-- go.mod --\nmodule  x\n", "", `{"Body":"package main\n\nfunc main() {}\n-- b.go --\npackage main\n\nvar x = 1\n-- go.mod --\nmodule  x\n","Error":""}`},
		{"package main\nfunc main({}", "", `{"Body":"","Error":"prog.go:2:11: syntax error: unexpected {, expected )"}`},
		{strings.Repeat("-- a.go --\n", 17), "", "17 files; at most 16 are formatted at once"},
	} {
		got := body(t, call(t.Context(), t, "POST", "http://"+addr+"/fmt", url.Values{"body": {test.body}, "imports": {test.imports}}.Encode(), "Content-Type", formType))
		if got != test.want+"\n" {
			t.Errorf("fmt %q: %s; want %s", test.body, got, test.want)
		}
	}
	var v struct{ Version, Release, Name string }
	if err := json.Unmarshal([]byte(body(t, call(t.Context(), t, "GET", "http://"+addr+"/_/version", ""))), &v); err != nil ||
		!strings.HasPrefix(v.Version, v.Release) || v.Name != "Go "+strings.TrimPrefix(v.Release, "go") {
		t.Errorf("version: %+v, %v", v, err)
	}
	if got := call(t.Context(), t, "POST", "http://"+addr+"/share", "x"); got.StatusCode != http.StatusNotFound {
		t.Errorf("share: status %d", got.StatusCode)
	}
}

// Codapi's protocol, with the statuses that its widget knows.
func TestCodapi(t *testing.T) {
	addr := start(t, testServer(t, Options{}))
	if got := call(t.Context(), t, "HEAD", "http://"+addr+"/v1/health", ""); got.StatusCode != http.StatusOK {
		t.Errorf("health: status %d", got.StatusCode)
	}
	exec := func(files map[string]string) (e executed) {
		t.Helper()
		q, err := json.Marshal(map[string]any{"sandbox": "go", "version": "", "command": "run", "files": files, "more": 1})
		if err != nil {
			t.Fatal(err)
		}
		got := call(t.Context(), t, "POST", "http://"+addr+"/v1/exec", string(q), "Content-Type", "application/json")
		if err := json.Unmarshal([]byte(body(t, got)), &e); err != nil || got.StatusCode != http.StatusOK || !strings.HasPrefix(e.ID, "go_run_") || len(e.ID) != len("go_run_9b7b1afd") {
			t.Errorf("status %d, %v, %+v", got.StatusCode, err, e)
		}
		return e
	}
	for name, test := range map[string]struct {
		files          map[string]string
		ok             bool
		stdout, stderr string
	}{
		"exits with 3":     {map[string]string{"": goodProgram}, false, "hi\n", "oh\n"},
		"no mistake":       {map[string]string{"": "package main\n\nfunc main() { f() }\n", "x.go": "package main\n\nimport \"fmt\"\n\nfunc f() { fmt.Print(\"hi\") }\n"}, true, "hi", ""},
		"does not compile": {map[string]string{"": brokenProgram}, false, "", "main.go:4:2: declared and not used: x\n"},
		"takes too long":   {map[string]string{"": endlessProgram, "scenario.toml": "[limits]\ntime = \"300ms\"\n"}, false, "hi\n", "stopped after 300ms\n"},
		"is no program":    {map[string]string{"": "x", "../y": ""}, false, "", "\"../y\" is not a file of a program; programs are named like server/main.go\n"},
	} {
		if e := exec(test.files); e.OK != test.ok || e.Stdout != test.stdout || e.Stderr != test.stderr {
			t.Errorf("%s: %+v; want %+v", name, e, test)
		}
	}
	for q, want := range map[[3]string]int{
		{"POST", `{"sandbox":"python","command":"run","files":{"":"x"}}`, "application/json"}: 404,
		{"POST", `{"sandbox":"go","command":"test","files":{"":"x"}}`, "application/json"}:    404,
		{"POST", `{"sandbox":"go","command":"run"}`, "application/json"}:                      400,
		{"POST", `{`, "application/json"}:                                                     400,
		{"POST", `{}`, "text/plain"}:                                                          400,
		{"GET", ``, ""}:                                                                       405,
	} {
		if got := call(t.Context(), t, q[0], "http://"+addr+"/v1/exec", q[1], "Content-Type", q[2]); got.StatusCode != want {
			t.Errorf("%q: status %d; want %d", q, got.StatusCode, want)
		}
	}
}
