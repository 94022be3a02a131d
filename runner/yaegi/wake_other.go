//go:build !(linux && amd64)

package yaegi

// Nothing is interpreted here.

func wakeable()     {}
func threadID() int { return 0 }
func wake(int)      {}
