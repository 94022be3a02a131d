package main

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"time"
)

// The name, as it stands in a message.
var name = []byte("\x03www\x07example\x04test\x00")

// question takes the client's, and says what it has to ask.
func question(server net.PacketConn) ([]byte, net.Addr, error) {
	server.SetReadDeadline(time.Now().Add(patience))
	buf := make([]byte, 600)
	n, client, err := server.ReadFrom(buf)
	if err != nil {
		return nil, nil, errors.New("no question came")
	}
	q := buf[:n]
	asked := append(bytes.Clone(name), 0, 1, 0, 1)
	if n < 12 || q[2]&0xf8 != 0 || q[4] != 0 || q[5] != 1 ||
		!bytes.HasPrefix(q[12:], asked) {
		return nil, nil, fmt.Errorf("%q asks for no address "+
			"of www.example.test", q)
	}
	return q[:12+len(asked)], client, nil
}

// answer begins one: the question again, with a code, and how
// many records follow.
func answer(q []byte, code, records byte) []byte {
	a := bytes.Clone(q)
	a[2], a[3] = 0x85, 0x80|code
	a[7], a[9], a[11] = records, 0, 0
	return a
}

// record appends one.
func record(a, owner []byte, kind byte, data string) []byte {
	a = append(a, owner...)
	a = append(a, 0, kind, 0, 1, 0, 0, 1, 44, 0, byte(len(data)))
	return append(a, data...)
}

const right = "\x7f\x00\x00\x07" // 127.0.0.7

// reply makes what the server sends, one datagram or several.
func reply(property string, q []byte) [][]byte {
	pointer := []byte{0xc0, 12}
	one := record(answer(q, 0, 1), pointer, 1, right)
	switch property {
	case "asks":
		return [][]byte{record(answer(q, 0, 1), name, 1, right)}
	case "pointer":
		return [][]byte{one}
	case "alias":
		a := record(answer(q, 0, 2), pointer, 5, "\x05other\xc0\x10")
		owner := []byte{0xc0, byte(len(a) - 8)}
		return [][]byte{record(a, owner, 1, right)}
	case "other-id":
		forged := record(answer(q, 0, 1), pointer, 1, "\x7f\x00\x00\x09")
		forged[1]++
		return [][]byte{forged, one}
	case "nobody":
		return [][]byte{answer(q, 3, 0)}
	case "cut-short":
		return [][]byte{one[:len(one)-9]}
	}
	return nil // silent
}

func try(property string) error {
	server, err := net.ListenPacket("udp", "127.0.0.1:1053")
	if err != nil {
		return err
	}
	q, client, err := question(server)
	if err != nil {
		return err
	}
	for _, datagram := range reply(property, q) {
		_, err := server.WriteTo(datagram, client)
		if err != nil {
			return err
		}
	}
	return nil
}

func main() {
	report(os.Args[1], try(os.Args[1]))
}
