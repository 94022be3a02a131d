package main

import (
	"encoding/binary"
	"strings"
)

// The types of records, as RFC 1035 and RFC 3596 number them.
const (
	typeA     = 1
	typeCNAME = 5
	typeAAAA  = 28
)

// query makes a question for records of one type.
func query(id uint16, name string, kind uint16) []byte {
	const recursionDesired = 0x0100
	var q []byte
	for _, field := range []uint16{
		id, recursionDesired,
		1, 0, 0, 0, // one question, and nothing else
	} {
		q = binary.BigEndian.AppendUint16(q, field)
	}
	for _, label := range strings.Split(name, ".") {
		q = append(q, byte(len(label)))
		q = append(q, label...)
	}
	q = append(q, 0)
	q = binary.BigEndian.AppendUint16(q, kind)
	return binary.BigEndian.AppendUint16(q, 1) // Internet
}
