package edit

// A Form is a line that an edit can have, for a reference: words in capitals stand for
// an author's own.
type Form struct{ Line, Means string }

// Forms lists all of them.
func Forms() []Form {
	return []Form{
		{"- TEXT", "this line goes"},
		{"+ TEXT", "this line comes"},
		{"  TEXT", "this line stays, and says where the change is"},
		{"@@", "another change in the same file begins"},
		{"@@ FILE", "another change begins, in that file of the snippet, such as `server/main.go`"},
	}
}
