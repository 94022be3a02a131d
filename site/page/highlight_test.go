package page

import (
	"regexp"
	"strings"
	"testing"
)

func TestHighlight(t *testing.T) {
	for _, test := range []struct{ code, language, want string }{
		{"if a == \"<b>\" { // c\n\treturn 0x1f, nil\n}\n", "go",
			`<span class="k">if</span> a == <span class="s">&#34;&lt;b&gt;&#34;</span> { <span class="c">// c</span>` +
				"\n\t" + `<span class="k">return</span> <span class="n">0x1f</span>, <span class="n">nil</span>` + "\n}"},
		{"x := `a\nb` /* c\nd */ + 'z' + '\\n' + 1.5e3", "go",
			"x := <span class=\"s\">`a\nb`</span> <span class=\"c\">/* c\nd */</span> + " +
				`<span class="s">&#39;z&#39;</span> + <span class="s">&#39;\n&#39;</span> + <span class="n">1.5e3</span>`},
		{"var forward, nilly []byte", "go", `<span class="k">var</span> forward, nilly []<span class="k">byte</span>`},
		{"[[process]]\nname = \"server\" # first\ncount = 3", "toml",
			`<span class="k">[[process]]</span>` + "\n" + `name = <span class="s">&#34;server&#34;</span> <span class="c"># first</span>` +
				"\n" + `count = <span class="n">3</span>`},
		{"$ go run .\nhello", "console", "$ go run .\n" + `<span class="o">hello</span>`},
		{"unfinished := \"", "go", `unfinished := <span class="s">&#34;</span>`},
		{"a := `x\r\ny` // z\r\nb", "go", "a := <span class=\"s\">`x\r\ny`</span> <span class=\"c\">// z</span>\r\nb"},
		{"\x00 $ é", "go", "\ufffd $ é"},
		{"a <b>\n", "", "a &lt;b&gt;"},
		{"a <b>\n", "no-such-language", "a &lt;b&gt;"},
	} {
		if got := string(highlight(test.code, test.language)); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.language, got, test.want)
		}
	}
}

// Whatever a reader types, highlighting only adds marks to it.
func FuzzHighlight(f *testing.F) {
	for _, code := range []string{"package main", "\"\\\"\\\"", "`a\r\nb", "/* x", "'", "0x", "// a\r\n\r", "\xff\xfe"} {
		f.Add(code)
	}
	marks := regexp.MustCompile(`</?span[^>]*>`)
	f.Fuzz(func(t *testing.T, code string) {
		plain := string(highlight(code, ""))
		if got := marks.ReplaceAllString(string(highlight(code, "go")), ""); strings.TrimRight(got, "\n") != strings.TrimRight(plain, "\n") {
			t.Errorf("%q became %q; want %q", code, got, plain)
		}
	})
}
