package nameserver

import (
	"encoding/binary"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"
)

var testZone = Zone{
	"echo.example":       {Addresses: []netip.Addr{netip.MustParseAddr("127.0.0.2"), netip.IPv6Loopback()}},
	"also.example":       {Addresses: []netip.Addr{netip.MustParseAddr("127.0.0.2")}},
	"www.example":        {CNAME: "web.example"},
	"web.example":        {CNAME: "echo.example"},
	"mail.example":       {MX: []MX{{10, "echo.example"}, {0, ""}}, TXT: []string{`a \ "b"`, strings.Repeat("x", 300)}},
	"_echo._tcp.example": {SRV: []SRV{{1, 2, 7, "echo.example"}}, NS: []string{"echo.example"}},
	"large.example":      {TXT: []string{strings.Repeat("x", 600)}},
	"huge.example":       {TXT: slices.Repeat([]string{strings.Repeat("x", MaxText)}, MaxRecords)},
	"slow.example":       {Answer: Never},
	"to-slow.example":    {CNAME: "slow.example"},
	"broken.example":     {Answer: ServFail},
	"to-broken.example":  {CNAME: "broken.example"},
	"closed.example":     {Answer: Refused},
	"gone.example":       {Answer: NXDomain},
	"to-gone.example":    {CNAME: "gone.example"},
}

// ask returns the reply to a query that change may have changed, or nil.
func ask(t *testing.T, name string, kind uint16, datagram bool, change func(*dns.Msg)) *dns.Msg {
	t.Helper()
	q := new(dns.Msg).SetQuestion(name, kind)
	if change != nil {
		change(q)
	}
	query, err := q.Pack()
	if err != nil {
		t.Fatal(err)
	}
	b := newServer(testZone).answer(query, datagram)
	if b == nil {
		return nil
	}
	reply := new(dns.Msg)
	if err := reply.Unpack(b); err != nil {
		t.Fatal(err)
	}
	if reply.Id != q.Id || !reply.Response {
		t.Errorf("reply %v to query %v", reply.MsgHdr, q.MsgHdr)
	}
	return reply
}

func TestAnswers(t *testing.T) {
	tests := []struct {
		name, kind, rcode string
		want              []string // records, in zone-file notation with single spaces
	}{
		{"echo.example.", "A", "NOERROR", []string{"echo.example. 300 IN A 127.0.0.2"}},
		{"eCHo.EXAmple.", "AAAA", "NOERROR", []string{"echo.example. 300 IN AAAA ::1"}},
		{"echo.example.", "MX", "NOERROR", nil},
		{"echo.example.", "TYPE65280", "NOERROR", nil},
		{"echo.example.", "ANY", "NOERROR", []string{"echo.example. 300 IN A 127.0.0.2", "echo.example. 300 IN AAAA ::1"}},
		{"www.example.", "A", "NOERROR", []string{"www.example. 300 IN CNAME web.example.", "web.example. 300 IN CNAME echo.example.", "echo.example. 300 IN A 127.0.0.2"}},
		{"www.example.", "MX", "NOERROR", []string{"www.example. 300 IN CNAME web.example.", "web.example. 300 IN CNAME echo.example."}},
		{"www.example.", "CNAME", "NOERROR", []string{"www.example. 300 IN CNAME web.example."}},
		{"2.0.0.127.in-addr.arpa.", "PTR", "NOERROR", []string{"2.0.0.127.in-addr.arpa. 300 IN PTR also.example.", "2.0.0.127.in-addr.arpa. 300 IN PTR echo.example."}},
		{"1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa.", "PTR", "NOERROR",
			[]string{"1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa. 300 IN PTR echo.example."}},
		{"mail.example.", "MX", "NOERROR", []string{"mail.example. 300 IN MX 10 echo.example.", "mail.example. 300 IN MX 0 ."}},
		{"mail.example.", "TXT", "NOERROR", []string{`mail.example. 300 IN TXT "a \\ \"b\""`,
			`mail.example. 300 IN TXT "` + strings.Repeat("x", 255) + `" "` + strings.Repeat("x", 45) + `"`}},
		{"_echo._tcp.example.", "SRV", "NOERROR", []string{"_echo._tcp.example. 300 IN SRV 1 2 7 echo.example."}},
		{"_echo._tcp.example.", "NS", "NOERROR", []string{"_echo._tcp.example. 300 IN NS echo.example."}},
		{"example.", "A", "NOERROR", nil}, // names end in it
		{"127.in-addr.arpa.", "PTR", "NOERROR", nil},
		{"nobody.example.", "A", "NXDOMAIN", nil},
		{"x.echo.example.", "A", "NXDOMAIN", nil},
		{"3.0.0.127.in-addr.arpa.", "PTR", "NXDOMAIN", nil},
		{".", "NS", "NXDOMAIN", nil},
		{"gone.example.", "A", "NXDOMAIN", nil},
		{"to-gone.example.", "A", "NXDOMAIN", []string{"to-gone.example. 300 IN CNAME gone.example."}},
		{"broken.example.", "A", "SERVFAIL", nil},
		{"to-broken.example.", "A", "SERVFAIL", nil},
		{"closed.example.", "A", "REFUSED", nil},
		{"echo.example.", "AXFR", "REFUSED", nil},
	}
	for _, test := range tests {
		kind, ok := dns.StringToType[test.kind]
		if !ok {
			kind = 65280
		}
		reply := ask(t, test.name, kind, true, nil)
		var got []string
		for _, r := range reply.Answer {
			got = append(got, strings.ReplaceAll(r.String(), "\t", " "))
		}
		if dns.RcodeToString[reply.Rcode] != test.rcode || !slices.Equal(got, test.want) {
			t.Errorf("%s %s: %s %q; want %s %q", test.name, test.kind, dns.RcodeToString[reply.Rcode], got, test.rcode, test.want)
		}
		if known := test.rcode == "NOERROR" || test.rcode == "NXDOMAIN"; reply.Authoritative != known || reply.Truncated || !reply.RecursionAvailable {
			t.Errorf("%s %s: flags %+v", test.name, test.kind, reply.MsgHdr)
		}
	}
	for _, name := range []string{"slow.example.", "to-slow.example."} {
		if reply := ask(t, name, dns.TypeA, true, nil); reply != nil {
			t.Errorf("%s is answered: %v", name, reply)
		}
	}
}

// What does not fit is cut, and the client told: at 512 bytes without EDNS, at
// what it says with it, at 1232 at most; and not at all over TCP.
func TestTruncation(t *testing.T) {
	edns := func(size uint16) func(*dns.Msg) { return func(q *dns.Msg) { q.SetEdns0(size, false) } }
	tests := []struct {
		name      string
		datagram  bool
		change    func(*dns.Msg)
		records   int
		truncated bool
	}{
		{"large.example.", true, nil, 0, true},
		{"large.example.", true, edns(512), 0, true},
		{"large.example.", true, edns(100), 0, true}, // counts as 512
		{"large.example.", true, edns(1232), 1, false},
		{"large.example.", false, nil, 1, false},
		{"huge.example.", true, edns(65535), 1, true}, // one of 1000 bytes in 1232
		{"huge.example.", false, nil, MaxRecords, false},
	}
	for _, test := range tests {
		reply := ask(t, test.name, dns.TypeTXT, test.datagram, test.change)
		if len(reply.Answer) != test.records || reply.Truncated != test.truncated {
			t.Errorf("%+v: %d records, truncated %v", test, len(reply.Answer), reply.Truncated)
		}
		if (test.change != nil) != (reply.IsEdns0() != nil) {
			t.Errorf("%+v: EDNS is answered by %v", test, reply.IsEdns0())
		}
	}
}

func TestOddQueries(t *testing.T) {
	tests := []struct {
		name, rcode string
		change      func(*dns.Msg)
	}{
		{"no question", "FORMERR", func(q *dns.Msg) { q.Question = nil }},
		{"two questions", "FORMERR", func(q *dns.Msg) { q.Question = append(q.Question, q.Question[0]) }},
		{"an update", "NOTIMP", func(q *dns.Msg) { q.Opcode = dns.OpcodeUpdate }},
		{"another class", "REFUSED", func(q *dns.Msg) { q.Question[0].Qclass = dns.ClassCHAOS }},
		{"a later EDNS", "BADVERS", func(q *dns.Msg) { q.SetEdns0(1232, false); q.IsEdns0().SetVersion(1) }},
		{"any class", "NOERROR", func(q *dns.Msg) { q.Question[0].Qclass = dns.ClassANY }},
	}
	for _, test := range tests {
		reply := ask(t, "echo.example.", dns.TypeA, true, test.change)
		if got := dns.RcodeToString[reply.Rcode]; got != test.rcode && !(test.rcode == "BADVERS" && reply.Rcode == dns.RcodeBadVers) {
			t.Errorf("%s: %s; want %s", test.name, got, test.rcode)
		}
	}
	s := newServer(testZone)
	header := make([]byte, 12)
	header[5] = 1 // one question, which is not there
	for query, want := range map[string]int{
		"":                                  -1,
		string(header[:11]):                 -1,
		string(header) + "\xc0\x0c\x00\x01": dns.RcodeFormatError, // a name that points to itself
		"\x12\x34\x80" + string(header[3:]): -1,                   // an answer
		string(header) + "\x3fabc":          dns.RcodeFormatError,
		string(header[:4]) + "\xff\xff\xff\xff\xff\xff\xff\xff\x00": dns.RcodeFormatError,
	} {
		got := -1
		if reply := s.answer([]byte(query), true); reply != nil {
			got = int(reply[3] & 0xf)
		}
		if got != want {
			t.Errorf("%q: rcode %d; want %d", query, got, want)
		}
	}
}

func FuzzAnswer(f *testing.F) {
	for _, name := range []string{"echo.example.", "www.example.", "large.example.", "slow.example.", "nobody.example."} {
		q := new(dns.Msg).SetQuestion(name, dns.TypeANY)
		for range 2 {
			b, err := q.Pack()
			if err != nil {
				f.Fatal(err)
			}
			f.Add(b, true)
			f.Add(b, false)
			q.SetEdns0(4096, true)
		}
	}
	f.Add([]byte("\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\xc0\x0c\x00\x01\x00\x01"), true)
	s := newServer(testZone)
	f.Fuzz(func(t *testing.T, query []byte, datagram bool) {
		reply := s.answer(query, datagram)
		if reply == nil {
			return
		}
		if most := map[bool]int{true: ednsSize, false: dns.MaxMsgSize}[datagram]; len(reply) > most {
			t.Errorf("%d bytes; at most %d", len(reply), most)
		}
		if binary.BigEndian.Uint16(reply) != binary.BigEndian.Uint16(query) || reply[2]&0x80 == 0 {
			t.Errorf("%x answers %x", reply, query)
		}
	})
}
