package host

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// A decoder tells its options to nobody; that they are found where they are looked for hangs on the
// version of Go.
func TestOptions(t *testing.T) {
	for _, want := range []decoding{{}, {numbers: true}, {strict: true}, {numbers: true, strict: true}} {
		from := json.NewDecoder(strings.NewReader(""))
		if want.numbers {
			from.UseNumber()
		}
		if want.strict {
			from.DisallowUnknownFields()
		}
		if got := options(from); got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
}

// Package json says which field a key means: by its name or that of a tag, however written, and
// perhaps one of what is embedded.
func TestFind(t *testing.T) {
	type Inner struct {
		ID   int
		Name string `json:"title"`
	}
	real := reflect.TypeFor[struct {
		Inner
		ID    string
		State string `json:"state"`
		Quiet string `json:"-"`
	}]()
	types := NewTypes(`[
		{"Name": "main.Outer", "Kind": "struct", "Fields": [
			{"Name": "Inner", "Type": 1, "Exported": true, "Embedded": true}, {"Name": "ID", "Type": 2, "Exported": true},
			{"Name": "State", "Type": 2, "Exported": true}, {"Name": "Quiet", "Type": 2, "Exported": true}]},
		{"Name": "main.Inner", "Kind": "struct", "Fields": [{"Name": "ID", "Type": 2, "Exported": true}, {"Name": "Name", "Type": 2, "Exported": true}]},
		{"Name": "string", "Kind": "library"}]`)
	keys := types.list[0].keys(real)
	for key, want := range map[string][]int{"ID": {1}, "id": {1}, "STATE": {2}, "title": {0, 1}, "Name": nil, "Quiet": nil, "-": nil, "": nil, `"`: nil, "Inner": nil} {
		if got := find(keys, key); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %v, want %v", key, got, want)
		}
	}
}
