package certify

import "testing"

// What package fmt takes operands for, from its documentation: "%[2]*.[1]*f".
func TestOperandVerbs(t *testing.T) {
	for format, want := range map[string]string{
		"":               "",
		"x\n":            "",
		"%v %+d|%-08.3f": "vdf",
		"100%% %5% %s":   "s",
		"%*d %.*f %*.*g": "*d*f**g",
		"%[2]v %w":       "[vw",
		"%[2]*.[1]*[3]w": "[*[*[w",
		"%[1":            "[",
		"%v %":           "v",
		"%é%T":           "éT",
	} {
		if got := string(operandVerbs(format)); got != want {
			t.Errorf("%q: %q, want %q", format, got, want)
		}
	}
}
