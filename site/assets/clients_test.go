package assets_test

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"bothends/site/live"
)

// codapiSums are those of the published files, see testdata/codapi/README.md.
var codapiSums = map[string]string{
	"snippet.js":  "sha256-mQ522oZKvez4QBAjn2blAaVAaU5q7PyJYceB/TtF7bc=",
	"settings.js": "sha256-DztHa283sUaxXg7SnwllWM9Bi/aXr1/MitVRJdAaQsM=",
}

// elsewhere serves pages at an origin that is not the server's.
func elsewhere(t *testing.T) (*http.ServeMux, string) {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/favicon.ico", func(http.ResponseWriter, *http.Request) {})
	there := httptest.NewServer(mux)
	t.Cleanup(there.Close)
	return mux, there.URL
}

func foreign(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, "<!doctype html><title>elsewhere</title>\n"+text)
	}
}

// The Go Playground's own script, from a page of another site, runs a program here,
// formats it, and shows what is wrong with it. It is the one of the module x/tools.
func TestPlaygroundScript(t *testing.T) {
	module, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "golang.org/x/tools").Output()
	if err != nil {
		t.Fatal(err)
	}
	static := filepath.Join(strings.TrimSpace(string(module)), "cmd", "present", "static")
	browser := startBrowser(t)
	mux, origin := elsewhere(t)
	address, _ := serve(t, small(t), live.Options{Origins: []string{origin}})
	mux.Handle("GET /static/", http.StripPrefix("/static/", http.FileServer(http.Dir(static))))
	mux.Handle("GET /{$}", foreign(`<script src="/static/jquery.js"></script>
<script src="/static/playground.js"></script>
<textarea id="code"></textarea><div id="output"></div><button id="run">Run</button><button id="fmt">Format</button>
<input type="checkbox" id="imports" checked>
<script>
// The script asks its own site; this one's runner is elsewhere.
$.ajaxPrefilter((o) => { o.url = "`+address+`" + o.url; o.crossDomain = true; });
playground({ codeEl: "#code", outputEl: "#output", runEl: "#run", fmtEl: "#fmt", fmtImportEl: "#imports", enableVet: true });
</script>`))
	b := open(t, browser, origin+"/", "request to "+address)
	write := func(source string) {
		value[bool](b, fmt.Sprintf("(document.querySelector('#code').value = %q, true)", source))
	}
	click := b.click
	output := "document.querySelector('#output').textContent"

	write("package main\nfunc main() { fmt.Println(\"hi\"); os.Exit(3) }")
	click("#fmt")
	b.until(`document.querySelector("#output pre").textContent === ""`)
	value[bool](b, `new Promise((resolve) => { const look = () => document.querySelector("#code").value.includes("import (") ? resolve(true) : requestAnimationFrame(look); look(); })`)
	click("#run")
	b.until(output + `.includes("Program exited")`)
	if got := value[string](b, output); got != "hi\n\nProgram exited: status 3." {
		t.Errorf("it shows %q", got)
	}
	write("package main\n\nfunc main() {\n\tx := 1\n}\n")
	click("#run")
	b.until(output + `.includes("Go build failed")`)
	if got := value[string](b, output); got != "prog.go:4:2: declared and not used: x\n\nGo build failed." {
		t.Errorf("of what does not compile it shows %q", got)
	}
	write("package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfmt.Printf(\"%d\\n\", \"x\")\n}\n")
	click("#run")
	b.until(output + `.includes("Program exited")`)
	if got := value[string](b, output); !strings.Contains(got, "prog.go:6:14: fmt.Printf format %d") || !strings.Contains(got, "Go vet exited.") || !strings.Contains(got, "%!d(string=x)") {
		t.Errorf("of what vet finds it shows %q", got)
	}
}

// Codapi's widget, as npm has it, runs a program here from a page of another site.
func TestCodapiWidget(t *testing.T) {
	browser := startBrowser(t)
	mux, origin := elsewhere(t)
	address, _ := serve(t, small(t), live.Options{Origins: []string{origin}})
	for name, want := range codapiSums {
		source, err := os.ReadFile("testdata/codapi/" + name)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(source)
		if got := "sha256-" + base64.StdEncoding.EncodeToString(sum[:]); got != want {
			t.Fatalf("testdata/codapi/%s is not the published file: %s, want %s", name, got, want)
		}
		mux.HandleFunc("GET /"+name, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/javascript")
			w.Write(source)
		})
	}
	mux.Handle("GET /{$}", foreign(`<script src="/settings.js"></script>
<codapi-settings url="`+address+`/v1"></codapi-settings>
<pre id="good">package main

import "fmt"

func main() { fmt.Println("hi from codapi") }
</pre>
<codapi-snippet id="run-good" sandbox="go" editor="basic" selector="#good"></codapi-snippet>
<pre id="bad">package main

func main() { x := 1 }
</pre>
<codapi-snippet id="run-bad" sandbox="go" editor="basic" selector="#bad"></codapi-snippet>
<script src="/snippet.js"></script>`))
	b := open(t, browser, origin+"/", "request to "+address)
	for id, want := range map[string]string{"run-good": "hi from codapi", "run-bad": "main.go:3:15: declared and not used: x"} {
		b.until(`document.querySelector("#` + id + ` codapi-toolbar button")`)
		b.click("#" + id + " codapi-toolbar button")
		b.until(`document.querySelector("#` + id + ` codapi-output")?.textContent.includes("` + want + `")`)
	}
}
