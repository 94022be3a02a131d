package gocheck

import "testing"

// TestRefused holds what Go would compile and Check refuses, by name and place.
func TestRefused(t *testing.T) {
	for _, test := range []struct{ source, want string }{
		{"package main\n\nimport \"unsafe\"\n\nfunc main() {}\n", "main.go:3:8: package unsafe is not available here: it steps around the types that keep a program in bounds"},
		{"package main\n\nimport (\n\t\"fmt\"\n\t_ \"plugin\"\n)\n", "main.go:5:4: package plugin is not available here: a program cannot load code at run time"},
		{"package main\n\n// #include <stdio.h>\nimport \"C\"\n\nfunc main() {}\n", "main.go:4:8: package C is not available here: calling C needs a C compiler, and leaves what can be checked"},
		{"package main\n\nimport \"os/exec\"\n", "main.go:3:8: package os/exec is not available here: a program in its box cannot start another"},
		{"package main\n\nimport _ \"embed\"\n", "main.go:3:10: package embed is not available here: a program has no files to embed"},
		{"package main\n\nimport \"golang.org/x/net/html\"\n", "main.go:3:8: package golang.org/x/net/html is not available here: programs import the standard library only"},
		{"package main\n\nimport \"./lib\"\n", "main.go:3:8: package \"./lib\" is not available here: a program has its own files and the standard library"},
		{"package main\n\nimport \"internal/poll\"\n", "main.go:3:8: use of internal package internal/poll not allowed"},
		{"package main\n\nimport \"net/htp\"\n", "main.go:3:8: package net/htp is not in std"},
		{"package main\n\nvar f string\n\n//go:embed a.txt\nvar g string\n\nfunc main() {}\n", "main.go:5:1: directive //go:embed is not available here: a program has no files to embed"},
		{"package main\n\n//go:linkname now time.now\nfunc now() int64\n\nfunc main() {}\n", "main.go:3:1: directive //go:linkname is not available here: a program has of other packages what they export"},
		{"//go:debug panicnil=1\npackage main\n\nfunc main() {}\n", "main.go:1:1: directive //go:debug is not available here: a program runs with the settings that Go has by itself"},
		{"package main\n\n//go:cgo_import_dynamic x y z\n\nfunc main() {}\n", "main.go:3:1: directive //go:cgo_import_dynamic is not available here: of the directives there are build, fix, generate, noinline, norace, nosplit"},
		{"package main\n\n//line /etc/passwd:1\nfunc main() { x }\n", "main.go:3:1: line directives are not available here: errors name the lines that the reader sees"},
		{"package main\n\nfunc main() { /*line a.go:1:2*/ x }\n", "main.go:3:15: line directives are not available here: errors name the lines that the reader sees"},
		{"package lib\n\nfunc main() {}\n", "main.go:1:9: package lib is not a main package; a program begins with package main"},
	} {
		got := print(Check(map[string]string{"main.go": test.source}))
		if got != test.want+"\n" {
			t.Errorf("%s\n got: %swant: %s", test.source, got, test.want)
		}
	}
}

// TestNotRefused holds what looks like it.
func TestNotRefused(t *testing.T) {
	source := `//go:build ignore

package main

//go:generate stringer
//go:noinline
func f() {}

// see //go:embed, which is not a directive here
 //line by line
func main() { println("//go:embed x", /*line*/ 1); f() }
`
	if problems := Check(map[string]string{"main.go": source}); problems != nil {
		t.Errorf("got\n%s", print(problems))
	}
}

// TestRefusedAreTheLibrarys keeps refusedPackages and std.export apart.
func TestRefusedAreTheLibrarys(t *testing.T) {
	for path := range refusedPackages {
		if standard().packages[path] != nil {
			t.Errorf("package %s is refused, and in std.export", path)
		}
	}
}
