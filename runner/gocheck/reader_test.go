package gocheck

import (
	"encoding/binary"
	"math"
	"testing"
)

// TestReader reads back what package encoding/binary wrote.
func TestReader(t *testing.T) {
	numbers := []int64{0, 1, -1, 63, 64, 127, 128, -128, 16383, 16384, math.MaxInt64, math.MinInt64}
	var b []byte
	for _, n := range numbers {
		b = append(binary.AppendVarint(binary.AppendUvarint(binary.AppendUvarint(b, uint64(n)), uint64(n)), n), 'x')
	}
	r := reader{string(b)}
	for _, n := range numbers {
		unsigned := r.number()
		r.skip()
		if signed := r.signed(); unsigned != uint64(n) || signed != n {
			t.Errorf("read %d and %d, want %d and %d", unsigned, signed, uint64(n), n)
		}
		if r.byte() != 'x' {
			t.Fatalf("behind %d is something else", n)
		}
	}
	if r.b != "" {
		t.Errorf("%d bytes are left", len(r.b))
	}
}
