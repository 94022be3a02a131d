package nameserver

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/miekg/dns"
)

const (
	ttl       = 300  // seconds for which an answer holds
	ednsSize  = 1232 // bytes of the largest datagram, that of DNS Flag Day 2020
	maxString = 255  // bytes of one string, of which a TXT record has several

	headerSize = 12
)

// An owner is a name with its records.
type owner struct {
	records []dns.RR
	answer  Answer
}

// A server answers queries. It does not change once it is made.
type server struct {
	owners map[string]owner // by name, in lower case, with the final dot
}

func newServer(z Zone) *server {
	s := &server{map[string]owner{}}
	pointers := map[netip.Addr][]string{}
	for name, n := range z {
		s.owners[dns.Fqdn(name)] = owner{records(dns.Fqdn(name), n), n.Answer}
		for _, a := range n.Addresses {
			pointers[a] = append(pointers[a], name)
		}
	}
	for address, names := range pointers {
		slices.Sort(names)
		s.addPointers(address, names)
	}
	// A name that others end in exists, though it has nothing: RFC 8020.
	for name := range s.owners {
		for i := range name {
			if parent := name[i+1:]; name[i] == '.' && parent != "" {
				s.owners[parent] = s.owners[parent]
			}
		}
	}
	return s
}

// addPointers adds the names of an address to its reverse name.
func (s *server) addPointers(address netip.Addr, names []string) {
	reverse, err := dns.ReverseAddr(address.String())
	if err != nil {
		return // no address; there is none in a sound zone
	}
	o := s.owners[reverse]
	for _, name := range slices.Compact(names) {
		o.records = append(o.records, &dns.PTR{Hdr: header(reverse, dns.TypePTR), Ptr: dns.Fqdn(name)})
	}
	s.owners[reverse] = o
}

func header(name string, kind uint16) dns.RR_Header {
	return dns.RR_Header{Name: name, Rrtype: kind, Class: dns.ClassINET, Ttl: ttl}
}

// records are those of one name.
func records(name string, n Name) (all []dns.RR) {
	for _, a := range n.Addresses {
		if a.Is4() {
			all = append(all, &dns.A{Hdr: header(name, dns.TypeA), A: a.AsSlice()})
		} else {
			all = append(all, &dns.AAAA{Hdr: header(name, dns.TypeAAAA), AAAA: a.AsSlice()})
		}
	}
	if n.CNAME != "" {
		all = append(all, &dns.CNAME{Hdr: header(name, dns.TypeCNAME), Target: dns.Fqdn(n.CNAME)})
	}
	for _, mx := range n.MX {
		all = append(all, &dns.MX{Hdr: header(name, dns.TypeMX), Preference: mx.Preference, Mx: dns.Fqdn(mx.Host)})
	}
	for _, srv := range n.SRV {
		all = append(all, &dns.SRV{Hdr: header(name, dns.TypeSRV),
			Priority: srv.Priority, Weight: srv.Weight, Port: srv.Port, Target: dns.Fqdn(srv.Target)})
	}
	for _, host := range n.NS {
		all = append(all, &dns.NS{Hdr: header(name, dns.TypeNS), Ns: dns.Fqdn(host)})
	}
	for _, text := range n.TXT {
		all = append(all, &dns.TXT{Hdr: header(name, dns.TypeTXT), Txt: textStrings(text)})
	}
	return all
}

// textStrings cuts a text into strings, which the library wants in the notation
// of zone files, where a backslash begins an escape.
func textStrings(text string) (all []string) {
	for chunk := range slices.Chunk([]byte(text), maxString) {
		all = append(all, strings.ReplaceAll(string(chunk), `\`, `\\`))
	}
	if all == nil {
		all = []string{""}
	}
	return all
}

// answer returns the reply to a query, cut to what a datagram holds if it came
// in one, or nil where there is none.
func (s *server) answer(query []byte, datagram bool) []byte {
	var q dns.Msg
	err := q.Unpack(query)
	if len(query) < headerSize || q.Response {
		return nil // nothing to answer to, or an answer: two servers would talk for ever
	}
	reply := new(dns.Msg).SetReply(&q)
	switch {
	case q.Opcode != dns.OpcodeQuery:
		reply.Rcode = dns.RcodeNotImplemented
	case err != nil || len(q.Question) != 1:
		reply.Question, reply.Rcode = nil, dns.RcodeFormatError
	case !s.fill(reply, q.IsEdns0()):
		return nil
	}
	size := dns.MaxMsgSize
	if datagram {
		size = datagramSize(q.IsEdns0())
	}
	reply.Truncate(size)
	reply.Compress = true
	b, err := reply.Pack()
	if err != nil {
		return nil // the query's own name cannot be written again
	}
	return b
}

// fill answers the question of the reply, if it is to be answered.
func (s *server) fill(reply *dns.Msg, opt *dns.OPT) (answered bool) {
	if opt != nil {
		reply.SetEdns0(ednsSize, opt.Do())
		if opt.Version() != 0 {
			reply.Rcode = dns.RcodeBadVers
			return true
		}
	}
	reply.Answer, reply.Rcode, answered = s.find(reply.Question[0])
	reply.Authoritative = reply.Rcode == dns.RcodeSuccess || reply.Rcode == dns.RcodeNameError
	reply.RecursionAvailable = true // as far as there is anything: nobody else is to be asked
	return answered
}

// datagramSize is how much of an answer whoever asks can take in one datagram.
func datagramSize(opt *dns.OPT) int {
	if opt == nil {
		return dns.MinMsgSize
	}
	return min(max(dns.MinMsgSize, int(opt.UDPSize())), ednsSize)
}

// find answers one question: the records, or why there are none. It follows
// CNAMEs, as whom a program asks is expected to.
func (s *server) find(q dns.Question) (found []dns.RR, rcode int, answered bool) {
	if q.Qclass != dns.ClassINET && q.Qclass != dns.ClassANY || q.Qtype == dns.TypeAXFR || q.Qtype == dns.TypeIXFR {
		return nil, dns.RcodeRefused, true
	}
	name := strings.ToLower(q.Name)
	for range MaxChain + 1 {
		o, ok := s.owners[name]
		switch {
		case o.answer == Never:
			return nil, 0, false
		case o.answer == ServFail:
			return nil, dns.RcodeServerFailure, true
		case o.answer == Refused:
			return nil, dns.RcodeRefused, true
		case o.answer == NXDomain || !ok:
			return found, dns.RcodeNameError, true
		}
		for _, r := range o.records {
			if kind := r.Header().Rrtype; kind == q.Qtype || q.Qtype == dns.TypeANY {
				found = append(found, r)
			}
		}
		alias := o.alias()
		if alias == nil || q.Qtype == dns.TypeANY || q.Qtype == dns.TypeCNAME {
			return found, dns.RcodeSuccess, true
		}
		found = append(found, alias)
		name = alias.Target
	}
	return nil, dns.RcodeServerFailure, true // a loop, which a sound zone does not have
}

// alias is the CNAME of a name that has one, and then has nothing else.
func (o owner) alias() *dns.CNAME {
	if len(o.records) == 0 {
		return nil
	}
	alias, _ := o.records[0].(*dns.CNAME)
	return alias
}
