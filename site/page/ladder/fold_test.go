package ladder

import (
	"strings"
	"testing"
)

func TestFold(t *testing.T) {
	data := "1 packet client.1 > server.7  ACK  seq 1:11  ack 1  10 bytes\n"
	ack := "1 packet server.7 > client.1  ACK  seq 1  ack 11\n"
	other := "1 packet client.2 > server.7  ACK  seq 1:11  ack 1  10 bytes\n"
	udp := "1 packet client.1 > server.7  UDP  10 bytes\n"
	far := strings.Replace(data, "packet", "arrives", 1)
	farACK := strings.Replace(ack, "packet", "arrives", 1)
	prints := "1 client prints hello\n"
	for _, test := range []struct {
		name, rows, want string
	}{
		{"few", strings.Repeat(data, minFold-1), "- - - -"},
		{"many", strings.Repeat(data, 9), "- [8 more segments, 80 bytes]"},
		{"with acknowledgements", strings.Repeat(data+ack, 3) + data, "- [3 more segments, 30 bytes and 3 ACKs back]"},
		{"on a link", strings.Repeat(data, 6) + strings.Repeat(far+ack, 6) + strings.Repeat(farACK, 6), "- - [5 more segments, 50 bytes and 6 ACKs back]"},
		{"on a link, few", strings.Repeat(data, 3) + strings.Repeat(far, 3), "- - - - - -"},
		{"an arrival of nothing that left", data + far + far, "- -"},
		{"an acknowledgement does not begin a run", ack + strings.Repeat(data, 5), "- - [4 more segments, 40 bytes]"},
		{"a line of output ends a run", strings.Repeat(data, 5) + prints + data, "- [4 more segments, 40 bytes] - -"},
		{"another connection ends a run", strings.Repeat(data, 5) + other, "- [4 more segments, 40 bytes] -"},
		{"datagrams", strings.Repeat(udp, 6), "- [5 more datagrams, 50 bytes]"},
		{"what is remarkable is not folded", strings.Repeat(strings.TrimSuffix(data, "\n")+"  [retransmission]\n", 6), "- - - - - -"},
		{"nor what changes a state", strings.Repeat(strings.TrimSuffix(data, "\n")+"  (ESTABLISHED, SYN-RECEIVED>ESTABLISHED)\n", 6), "- - - - - -"},
	} {
		_, steps := parseLadder(t, "client server\n"+test.rows).steps()
		var got []string
		for _, s := range steps {
			if s.fold == nil {
				got = append(got, "-")
				continue
			}
			packets, acks := s.fold.words(s.say)
			got = append(got, "["+join(" ", packets, acks)+"]")
		}
		if text := strings.Join(got, " "); text != test.want {
			t.Errorf("%s: got %s, want %s", test.name, text, test.want)
		}
	}
}

func TestTooManyRows(t *testing.T) {
	l := parseLadder(t, "client server\n"+strings.Repeat("1 client prints hello\n", MaxRows+50))
	_, steps := l.steps()
	if len(steps) != MaxRows || steps[MaxRows-1].left != 51 {
		t.Errorf("%d steps, the last leaves %d out", len(steps), steps[len(steps)-1].left)
	}
	for what, text := range map[string]string{"text": l.Text(), "html": l.HTML()} {
		if !strings.Contains(text, "and 51 rows more, not drawn") {
			t.Errorf("%s does not say so", what)
		}
	}
	checkHTML(t, l.HTML())
}

func TestNoLifelines(t *testing.T) {
	l := &Ladder{ID: "x"}
	if l.HTML() != "" || l.Text() != "" {
		t.Errorf("a drawing of nothing: %q %q", l.HTML(), l.Text())
	}
}
