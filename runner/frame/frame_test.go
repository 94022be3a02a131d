package frame

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestCut(t *testing.T) {
	const most = 5
	for name, test := range map[string]struct {
		bytes         string
		message, rest string
		err           string // in the error; none if empty
	}{
		"a message":              {"BE\x01\x00\x00\x00\x00\x02hi", "hi", "", ""},
		"an empty message":       {"BE\x01\x00\x00\x00\x00\x00", "", "", ""},
		"the longest message":    {"BE\x01\x00\x00\x00\x00\x05hello", "hello", "", ""},
		"two messages":           {"BE\x01\x00\x00\x00\x00\x02hiBE", "hi", "BE", ""},
		"too long":               {"BE\x01\x00\x00\x00\x00\x06", "", "", "a frame of 6 bytes, where 5 are the most"},
		"as long as can be said": {"BE\x01\x00\xff\xff\xff\xff", "", "", "a frame of 4294967295 bytes"},
		"an older version":       {"BE\x00", "", "", "a frame of version 0; this is version 1"},
		"a newer version":        {"BE\x02\x00\x00\x00\x00\x02hi", "", "", "a frame of version 2; this is version 1"},
		"no zero":                {"BE\x01\x01\x00\x00\x00\x02hi", "", "", "no frame"},
		"something else":         {`{"Worker":0}`, "", "", `no frame: it begins with "{\"Wo"`},
		"nothing":                {"", "", "", ErrShort.Error()},
		"a beginning":            {"B", "", "", ErrShort.Error()},
		"half a length":          {"BE\x01\x00\x00\x00", "", "", ErrShort.Error()},
		"half a message":         {"BE\x01\x00\x00\x00\x00\x02h", "", "", ErrShort.Error()},
	} {
		message, rest, err := Cut([]byte(test.bytes), most)
		if test.err != "" && (err == nil || !strings.Contains(err.Error(), test.err)) {
			t.Errorf("%s: error %v; want %q", name, err, test.err)
		}
		if test.err == "" && (err != nil || string(message) != test.message || string(rest) != test.rest) {
			t.Errorf("%s: %q, %q, %v; want %q, %q", name, message, rest, err, test.message, test.rest)
		}
	}
}

// Whatever comes, in whatever pieces, every frame is within its bound, and makes
// the same bytes again; a stream that is refused is refused from there on.
func FuzzCut(f *testing.F) {
	f.Add([]byte("BE\x01\x00\x00\x00\x00\x02hi"), uint16(2), uint8(3))
	f.Add([]byte("BE\x01\x00\x00\x00\x00\x02hiBE\x01\x00\x00\x00\x00\x00BE"), uint16(8), uint8(1))
	f.Add([]byte("BE\x02\x00\x00\x00\x00\x02hi"), uint16(100), uint8(0))
	f.Add([]byte("BE\x01\x00\xff\xff\xff\xff"), uint16(65535), uint8(9))
	f.Add([]byte("\x00\x00\x00\x18{}"), uint16(9), uint8(9))
	f.Fuzz(func(t *testing.T, stream []byte, most uint16, piece uint8) {
		var taken []byte
		left := stream
		for {
			message, rest, err := Cut(left, int(most))
			if err != nil {
				if again, _, _ := Cut(slices.Concat(left, []byte("BE\x01\x00\x00\x00\x00\x00")), int(most)); !errors.Is(err, ErrShort) && again != nil {
					t.Errorf("%q was refused (%v), and taken when more came", left, err)
				}
				break
			}
			if len(message) > int(most) {
				t.Errorf("a message of %d bytes; %d are the most", len(message), most)
			}
			if taken, err = Append(taken, message); err != nil {
				t.Fatal(err)
			}
			// As long as it is not there whole, there may be a frame, and no other.
			whole := left[:len(left)-len(rest)]
			if _, _, err := Cut(whole[:int(piece)%len(whole)], int(most)); err != ErrShort {
				t.Errorf("a part of %q: %v", whole, err)
			}
			left = rest
		}
		if !bytes.HasPrefix(stream, taken) || len(taken)+len(left) != len(stream) {
			t.Errorf("%q: frames %q, and left %q", stream, taken, left)
		}
	})
}
