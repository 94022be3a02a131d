package gobuild

import "testing"

// The limit is put into every program but those that set one.
func TestWithStack(t *testing.T) {
	plain := map[string]string{"main.go": "package main\n\nfunc main() {}\n"}
	if files := withStack(plain); len(files) != 2 || files[stackFile] == "" || len(plain) != 1 {
		t.Errorf("%q, of %q", files, plain)
	}
	own := map[string]string{"main.go": "package main\n\nimport \"runtime/debug\"\n\nfunc main() { debug.SetMaxStack(1) }\n"}
	if files := withStack(own); len(files) != 1 {
		t.Errorf("%q", files)
	}
}
