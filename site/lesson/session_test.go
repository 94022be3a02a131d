package lesson

import (
	"slices"
	"testing"
	"testing/fstest"
)

// A session stands in pieces, of which the last is known, and each can be linked to.
func TestSessionInPieces(t *testing.T) {
	fsys := bookOf(t, "testdata/base.txtar")
	fsys["snippets/two/session.txt"] = &fstest.MapFile{Data: []byte(
		"-- server: socket --\n1\n-- server: accept --\n2\n-- client: socket --\n3\n-- client: connect --\n4\n")}
	fsys["lessons/01-tcp/030-x.md"] = &fstest.MapFile{Data: []byte("+++\ntitle = \"X\"\ngoal = \"X.\"\n+++\n\n" +
		"```session two#server:socket..accept\n```\n\nThen [the client](#session:two:client:socket).\n\n" +
		"```session two#client:socket..connect\n```\n\n```question two\nassert: server prints \"1\"\nWhat?\n\n- [ ] A. :: No.\n- [x] B. :: Yes.\n```\n")}
	b, err := Open(fsys)
	if err != nil {
		t.Fatal(err)
	}
	l := b.Lesson("tcp/x.html")
	var got []string
	for n := range nodes[*Session](l.Doc) {
		cells := n.ID()
		for _, c := range n.Cells() {
			cells += " " + c.Terminal + ":" + c.Name
		}
		if n.Last {
			cells += " last"
		}
		got = append(got, cells)
	}
	want := []string{"session:two server:socket server:accept", "session:two:client:socket client:socket client:connect last"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if s := b.Snippets["two"]; len(l.Sessions) != 1 || len(l.Runs) != 0 || len(s.Claims) != 1 || s.File("client/connect").Source != "4\n" {
		t.Errorf("sessions %q, runs %q, %d claims", l.Sessions, l.Runs, len(s.Claims))
	}
	if !slices.Contains(l.folders(), "two") {
		t.Errorf("the lesson's sum is of %q; want two among them", l.folders())
	}
}
