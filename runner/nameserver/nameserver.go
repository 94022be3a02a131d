// Package nameserver is the DNS server of one run, as a worker: it knows the
// names that the run's scenario gives, and nothing else.
//
// It answers over UDP and TCP on port 53 of the loopback that it finds, as the
// resolver of an ordinary machine does. It asks nobody: a name that it does not
// know does not exist. There are no zone transfers, no updates, no signatures
// and no cache.
//
// Those who ask are a reader's programs. The server parses what they send, so
// it is one of the box's workers and holds nothing that they do not (package
// box). What it takes is bounded: queries over UDP are answered one after the
// other, TCP connections are few, messages have the protocol's own bounds.
//
// Start at [Serve]. Sources: RFC 1034, 1035, 2308, 6891, 8020.
package nameserver

import "net/netip"

// A Zone is what a server knows: names, in lower case and without the final
// dot, and what there is of each. The reverse names of all addresses follow
// from it.
type Zone map[string]Name

// A Name is what there is of one name. The zero value exists and has nothing.
type Name struct {
	Addresses []netip.Addr `json:",omitempty"` // A and AAAA
	CNAME     string       `json:",omitempty"` // the name that this one stands for; it has nothing else then
	MX        []MX         `json:",omitempty"`
	SRV       []SRV        `json:",omitempty"`
	NS        []string     `json:",omitempty"`
	TXT       []string     `json:",omitempty"`
	Answer    Answer       `json:",omitempty"` // what is answered in place of records
}

// MX says who takes mail, RFC 1035, section 3.3.9.
type MX struct {
	Preference uint16
	Host       string
}

// SRV says where a service is, RFC 2782.
type SRV struct {
	Priority, Weight, Port uint16
	Target                 string
}

// An Answer is what is answered to every question about a name that has no
// records.
type Answer string

// The answers that are none.
const (
	Never    Answer = "never"    // nothing at all: who asks waits until its time is up
	ServFail Answer = "servfail" // the server has failed
	Refused  Answer = "refused"  // the server does not want to
	NXDomain Answer = "nxdomain" // there is no such name
)

// Answers lists them.
func Answers() []string {
	return []string{string(Never), string(ServFail), string(Refused), string(NXDomain)}
}

// Bounds on a zone, so that every answer fits into a message.
const (
	MaxNames   = 100
	MaxRecords = 32   // of one name
	MaxText    = 1000 // bytes of one TXT record
	MaxChain   = 8    // CNAMEs, one leading to the next
)
