package wire

import (
	"bytes"
	"testing"
)

// A change of any byte of a sealed file is seen, unless it takes the seal itself away.
func TestSeal(t *testing.T) {
	trace := Trace{Most: 1 << 10}
	trace.Add(Frame{Data: make([]byte, 60)}, Packet{})
	file, err := trace.Pcap("the recorded run of x" + Unsealed)
	if err != nil {
		t.Fatal(err)
	}
	sealed := Seal(file)
	if SealFault(sealed) || !SealFault(file) || len(sealed) != len(file) {
		t.Errorf("sealed %v, before %v", SealFault(sealed), SealFault(file))
	}
	if _, err := ReadPcap(bytes.NewReader(sealed)); err != nil {
		t.Error(err)
	}
	mark := bytes.Index(sealed, []byte(sealMark))
	for i := range sealed {
		if mark <= i && i < mark+len(sealMark) {
			continue
		}
		changed := bytes.Clone(sealed)
		if changed[i] ^= 0xff; !SealFault(changed) {
			t.Errorf("byte %d", i)
		}
	}
	if plain, _ := trace.Pcap("a run"); SealFault(plain) || !bytes.Equal(Seal(plain), plain) {
		t.Error("a file without a seal has one")
	}
}
