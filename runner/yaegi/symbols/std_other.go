//go:build !(linux && amd64)

package symbols

// Programs are run on linux/amd64 alone.
const goVersion = ""

var tables []table

func composed() []special { return nil }

type _error struct{ IValue any }
