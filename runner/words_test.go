package runner

import (
	"encoding/json"
	"strings"
	"testing"

	"bothends/runner/frame"
)

// Replies are told from text wherever the pieces end in which it all comes, and by their token.
func TestWords(t *testing.T) {
	reply := func(token, text string) string {
		message, err := json.Marshal(terminalReply{Token: token, Outcome: CellDone, Text: text})
		if err != nil {
			t.Fatal(err)
		}
		b, err := frame.Append(nil, message)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	long := reply("token", strings.Repeat("long", maxReply))
	for _, test := range []struct{ written, text, replies string }{
		{"text\n", "text\n", ""},
		{reply("token", "1"), "", "1"},
		{"BBE" + reply("token", "1") + "B\n" + reply("token", "2") + "end", "BBEB\nend", "12"},
		{reply("other", "1") + reply("token", "2"), reply("other", "1"), "2"},
		{"BE\x01\x00\x00\x00\x00\x02{}", "BE\x01\x00\x00\x00\x00\x02{}", ""},
		{"BE\x02\x00\x00\x00\x00\x02{}", "BE\x02\x00\x00\x00\x00\x02{}", ""},
		{long, long, ""},
		{"BE\x01", "BE\x01", ""},
	} {
		for _, size := range []int{1, 7, len(test.written)} {
			w := wordSplitter{token: "token"}
			var text, replies strings.Builder
			for rest := test.written; rest != ""; {
				n := min(size, len(rest))
				for _, word := range w.write([]byte(rest[:n])) {
					if word.reply != nil {
						replies.WriteString(word.reply.Text)
					} else {
						text.Write(word.text)
					}
				}
				rest = rest[n:]
			}
			text.Write(w.rest())
			if text.String() != test.text || replies.String() != test.replies {
				t.Errorf("%.60q in pieces of %d: text %.60q, replies %.60q", test.written, size, text.String(), replies.String())
			}
		}
	}
}
