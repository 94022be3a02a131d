package runner

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestLineSplitter(t *testing.T) {
	long := strings.Repeat("x", maxLine)
	tests := []struct {
		name   string
		writes []string
		flush  bool // not the last one
		want   []string
	}{
		{"lines", []string{"a\nb\n"}, false, []string{"a|", "b|"}},
		{"a line in pieces", []string{"he", "llo", "\n"}, false, []string{"hello|"}},
		{"empty lines", []string{"\n\n"}, false, []string{"|", "|"}},
		{"no newline at the end", []string{"a\nb"}, false, []string{"a|", "b"}},
		{"a letter in two pieces", []string{"\xc3", "\xa9\n"}, false, []string{"é|"}},
		{"a prompt with half a letter waits for the rest", []string{"a\xc3"}, true, []string{"a"}},
		{"a long line is cut", []string{long + "yz\n"}, false, []string{long, "yz|"}},
		{"not within a letter", []string{long[1:] + "é\n"}, false, []string{long[1:], "é|"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			emit := func(text string, partial bool) {
				if !partial {
					text += "|"
				}
				got = append(got, text)
			}
			var l lineSplitter
			for _, w := range test.writes {
				l.write([]byte(w), time.Time{}, emit)
			}
			l.flush(!test.flush, emit)
			if !slices.Equal(got, test.want) {
				t.Errorf("got %.80q; want %.80q", got, test.want)
			}
		})
	}
}
