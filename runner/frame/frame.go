// Package frame is how the processes of a run tell each other something: in
// messages with their version and their length in front.
//
// Whoever takes frames need not trust who sends them. One of another version is
// refused before any of it is read, as is one that says to be longer than the
// taker allows: what is set aside for it is what has come of it, never what it
// promises. The package knows nothing of what messages mean.
//
// A frame is "BE", a byte for the version, a byte that is zero, the length of the
// message in four bytes, big-endian, and the message. Start at [Append] and [Cut].
package frame

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// Version is that of all messages there are: raise it when the meaning of any
// changes. The processes of a run are one binary, so that another version than
// one's own is none of them.
const Version = 1

const headerSize = 8

// ErrShort says that a frame has not come to its end.
var ErrShort = errors.New("the frame has not come to its end")

// Append appends a message, as a frame.
func Append(to, message []byte) ([]byte, error) {
	if uint64(len(message)) > math.MaxUint32 {
		return to, fmt.Errorf("a message of %d bytes is too long for a frame", len(message))
	}
	to = append(to, 'B', 'E', Version, 0)
	to = binary.BigEndian.AppendUint32(to, uint32(len(message)))
	return append(to, message...), nil
}

// Cut takes the first frame off and returns its message, which is part of b, of
// at most so many bytes, and what follows it. It returns [ErrShort] if there may
// be a frame once more has come; any other error is for good.
func Cut(b []byte, most int) (message, rest []byte, err error) {
	head := [...]byte{'B', 'E', Version, 0}
	for i, want := range head {
		switch {
		case i == len(b):
			return nil, b, ErrShort
		case b[i] == want:
		case i == 2:
			return nil, b, fmt.Errorf("a frame of version %d; this is version %d", b[i], Version)
		default:
			return nil, b, fmt.Errorf("no frame: it begins with %q", b[:min(len(b), len(head))])
		}
	}
	if len(b) < headerSize {
		return nil, b, ErrShort
	}
	length := binary.BigEndian.Uint32(b[len(head):])
	switch {
	case uint64(length) > uint64(max(0, most)):
		return nil, b, fmt.Errorf("a frame of %d bytes, where %d are the most", length, most)
	case uint64(len(b)-headerSize) < uint64(length):
		return nil, b, ErrShort
	}
	end := headerSize + int(length)
	return b[headerSize:end:end], b[end:], nil
}
