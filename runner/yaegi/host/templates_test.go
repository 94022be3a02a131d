package host

import (
	"reflect"
	"testing"
)

// What a template is given is what boxes hold, however deep in maps and lists.
func TestPlain(t *testing.T) {
	types := NewTypes(`[{"Name": "main.T", "Kind": "struct", "Fields": [{"Name": "N", "Type": 1, "Exported": true}]}, {"Name": "int", "Kind": "library"}]`)
	type T struct{ N int }
	box := types.Box(0, T{1})
	itself := map[string]any{}
	itself["self"], itself["again"] = itself, itself
	for _, test := range []struct{ value, want any }{
		{nil, nil},
		{5, 5},
		{box, T{1}},
		{map[string]any{"a": box, "b": nil}, map[string]any{"a": T{1}, "b": nil}},
		{[]any{box, []map[string]any{{"c": box}}}, []any{T{1}, []map[string]any{{"c": T{1}}}}},
		{[2]any{box}, [2]any{T{1}}},
		{&[]any{box}, &[]any{T{1}}},
		{map[string]any(nil), map[string]any(nil)},
		{[]string{"x"}, []string{"x"}},
	} {
		if got := types.Plain(test.value); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%#v: %#v, want %#v", test.value, got, test.want)
		}
	}
	types.Plain(itself) // ends
}
