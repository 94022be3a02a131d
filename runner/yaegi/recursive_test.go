package yaegi

import (
	"reflect"
	"testing"
	"testing/fstest"

	"github.com/traefik/yaegi/interp"
)

// recursiveTypes are the types of a program that lead back to themselves.
func recursiveTypes(t *testing.T, declarations string, before map[string]reflect.Type) map[string]reflect.Type {
	t.Helper()
	in := interp.New(interp.Options{SourcecodeFilesystem: fstest.MapFS{}})
	source, err := parse(in.FileSet(), Program{Files: map[string]string{"main.go": "package main\n\n" + declarations + "\n\nfunc main() {}\n"}})
	if err != nil {
		t.Fatal(err)
	}
	_, types, err := compileParts(in, source, before)
	if err != nil {
		t.Fatal(err)
	}
	return types
}

// Each type leads to the others, and to none that stands in for them.
func TestRecursiveTypes(t *testing.T) {
	types := recursiveTypes(t, `type Hub struct { clients map[*Client]bool; first Client }
type Client struct { name string; hub *Hub; next []Client; send func(*Client) chan Hub }
type Plain struct { n int }`, nil)
	hub, client := types["main/Hub"], types["main/Client"]
	if len(types) != 2 || hub == nil || client == nil {
		t.Fatalf("types %v", types)
	}
	field := func(t reflect.Type, i int) reflect.Type { return t.Field(i).Type }
	for _, same := range [][2]reflect.Type{
		{field(hub, 0).Key().Elem(), client},
		{field(hub, 1), client},
		{field(client, 1).Elem(), hub},
		{field(client, 2).Elem(), client},
		{field(client, 3).In(0).Elem(), client},
		{field(client, 3).Out(0).Elem(), hub},
	} {
		if same[0] != same[1] {
			t.Errorf("%v is not %v", same[0], same[1])
		}
	}
	if hub.Size() != reflect.TypeFor[map[int]int]().Size()+client.Size() {
		t.Errorf("a Hub has %d bytes, a Client %d", hub.Size(), client.Size())
	}
}

// A type is that of the program before as long as it, and all that it leads to, is declared alike.
func TestRecursiveTypesStay(t *testing.T) {
	const list, tree = "type List struct { next *List; of Tree }", "type Tree struct { left, right *Tree }"
	before := recursiveTypes(t, list+"\n"+tree, nil)
	for _, test := range []struct {
		name, declarations string
		list, tree         bool
	}{
		{"alike", tree + "\n" + list, true, true},
		{"one changed", "type List struct { before *List; of Tree }\n" + tree, false, true},
		{"what it leads to changed", list + "\ntype Tree struct { left, right *Tree; n int }", false, false},
		{"one left out", tree, true, true},
	} {
		after := recursiveTypes(t, test.declarations, before)
		if got := after["main/List"] == before["main/List"]; got != test.list {
			t.Errorf("%s: List is the same: %t", test.name, got)
		}
		if got := after["main/Tree"] == before["main/Tree"]; got != test.tree {
			t.Errorf("%s: Tree is the same: %t", test.name, got)
		}
	}
}
