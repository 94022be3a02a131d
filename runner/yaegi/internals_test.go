package yaegi

import "testing"

// The types that are taken for the interpreter's own have its layout.
func TestLayout(t *testing.T) {
	if err := checkLayout(); err != nil {
		t.Error(err)
	}
}
