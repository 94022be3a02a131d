package gocheck

// A reader takes numbers off a text, as package encoding/binary puts them there.
type reader struct{ b string }

// number takes one off that binary.AppendUvarint wrote.
func (r *reader) number() (n uint64) {
	if b := r.b[0]; b < 0x80 { // most are small
		r.b = r.b[1:]
		return uint64(b)
	}
	for i := 0; ; i++ {
		b := r.b[i]
		n |= uint64(b&0x7f) << (7 * i)
		if b < 0x80 {
			r.b = r.b[i+1:]
			return n
		}
	}
}

// signed takes one off that binary.AppendVarint wrote.
func (r *reader) signed() int64 {
	n := r.number()
	return int64(n>>1) ^ -int64(n&1)
}

// skip passes over a number.
func (r *reader) skip() {
	i := 0
	for r.b[i] >= 0x80 {
		i++
	}
	r.b = r.b[i+1:]
}

func (r *reader) byte() byte {
	b := r.b[0]
	r.b = r.b[1:]
	return b
}
