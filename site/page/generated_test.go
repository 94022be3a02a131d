package page

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"bothends/site/assets"
	"bothends/site/lesson"
)

func TestGenerated(t *testing.T) {
	b, err := lesson.Open(fstest.MapFS{
		"lessons/index.md":          {Data: []byte("+++\ntitle = \"B\"\n+++\n\n")},
		"lessons/01-p/index.md":     {Data: []byte("+++\ntitle = \"P\"\n+++\n\n")},
		"snippets/a/server/main.go": {Data: []byte("package main\n\nimport \"net\"\n\nfunc main() {\n\tnet.Pipe()\n}\n")},
		"lessons/01-p/010-l.md":     {Data: []byte("+++\ntitle = \"L\"\ngoal = \"G\"\n[terms]\n\"Half <close>\" = \"as `CloseWrite` does\"\n+++\n\nA [word](/glossary.html#half-<close>).\n\n```run a\n```\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := Generated(b); !slices.Equal(got, []string{"glossary.html", "calls.html"}) {
		t.Fatalf("generated %q", got)
	}
	if html := render(t, b, "p/l.html", Options{}); !strings.Contains(html, `<a href="../glossary.html">Glossary</a>`) || !strings.Contains(html, `<a href="../glossary.html#half-%3Cclose%3E" class="term" aria-details="define:half-&lt;close&gt;">word</a>`) {
		t.Errorf("the page does not link to the glossary:\n%s", html)
	}
	for name, want := range map[string]string{
		"glossary.html": "<dt id=\"half-&lt;close&gt;\">Half &lt;close&gt;</dt>\n<dd>as <code>CloseWrite</code> does. <span class=\"explained\"><a href=\"p/l.html\">L</a></span></dd>\n",
		"calls.html":    "<h2 id=\"calls\">Calls</h2>\n<dl>\n<dt><code>net.Pipe</code></dt>\n<dd><a href=\"p/l.html\">L</a></dd>\n</dl>\n",
	} {
		var w bytes.Buffer
		if err := RenderGenerated(&w, b, name, assets.Load(), Options{}); err != nil {
			t.Fatal(err)
		}
		html := w.String()
		if !strings.Contains(html, want) || !strings.Contains(html, `<a href="`+name+`" aria-current="page">`) {
			t.Errorf("%s lacks %s\n%s", name, want, html)
		}
		for what, pattern := range forbidden {
			if found := pattern.FindString(html); found != "" {
				t.Errorf("%s has %s: %s", name, what, found)
			}
		}
	}
	if err := RenderGenerated(new(bytes.Buffer), b, "none.html", assets.Load(), Options{}); err == nil {
		t.Error("a page that there is not was rendered")
	}
}
