package wire

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
)

// Unsealed ends the comment of a file that is to be sealed.
const Unsealed = sealMark + "0000000000000000"

const (
	sealMark   = "; sum "
	sealDigits = len(Unsealed) - len(sealMark)
)

// Seal puts the sum of a whole file, its comments too, into its own comment, where
// [Unsealed] stands: a change of any byte can be seen then. Without it the file stays.
func Seal(file []byte) []byte {
	if at, sum := seal(file); at >= 0 {
		file = bytes.Clone(file)
		copy(file[at:], sum)
	}
	return file
}

// SealFault says whether a file has been changed since it was sealed. Of one that never
// was, nothing is known.
func SealFault(file []byte) bool {
	at, sum := seal(file)
	return at >= 0 && string(file[at:at+sealDigits]) != sum
}

// seal is where the sum stands, and what it is to be; at is -1 where there is no place
// for it. It is counted as if it were the digits of Unsealed.
func seal(file []byte) (at int, sum string) {
	at = bytes.Index(file, []byte(sealMark))
	if at < 0 || len(file) < at+len(Unsealed) {
		return -1, ""
	}
	h := sha256.New()
	h.Write(file[:at])
	h.Write([]byte(Unsealed))
	h.Write(file[at+len(Unsealed):])
	return at + len(sealMark), hex.EncodeToString(h.Sum(nil)[:sealDigits/2])
}
