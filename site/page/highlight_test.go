package page

import "testing"

func TestHighlight(t *testing.T) {
	for _, test := range []struct{ code, language, want string }{
		{"if a == \"<b>\" { // c\n\treturn 0x1f, nil\n}\n", "go",
			`<span class="k">if</span> a == <span class="s">&#34;&lt;b&gt;&#34;</span> { <span class="c">// c</span>` +
				"\n\t" + `<span class="k">return</span> <span class="n">0x1f</span>, <span class="n">nil</span>` + "\n}"},
		{"a <b>\n", "", "a &lt;b&gt;"},
		{"a <b>\n", "no-such-language", "a &lt;b&gt;"},
	} {
		if got := string(highlight(test.code, test.language)); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.language, got, test.want)
		}
	}
}
