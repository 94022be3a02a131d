package host

// Nil is what using an interface comes to that is nil.
func Nil() {
	var nothing error
	_ = nothing.Error()
}
