package yaegi

import (
	"net/http"
	"reflect"
	"regexp"
	"testing"
)

// What package net/http says of a conflict has the two places that are to be replaced, as the
// interpreter registers patterns.
func TestRegistered(t *testing.T) {
	mux := http.NewServeMux()
	handle := reflect.ValueOf(mux).MethodByName("Handle")
	register := func(pattern string) (said any) {
		defer func() { said = recover() }()
		handle.Call([]reflect.Value{reflect.ValueOf(pattern), reflect.ValueOf(http.NotFoundHandler())})
		return nil
	}
	if said := register("GET /{a}"); said != nil {
		t.Fatal(said)
	}
	err, ok := register("GET /{b}").(error)
	if !ok {
		t.Fatal("no conflict")
	}
	trimmed := regexp.MustCompile(`at [^)]*/reflect/`).ReplaceAllString(err.Error(), "at reflect/")
	for _, said := range []string{err.Error(), trimmed} {
		found := registered.FindAllStringSubmatch(said, -1)
		if len(found) != 2 || found[0][1] != "GET /{b}" || found[1][1] != "GET /{a}" {
			t.Errorf("%q in %s", found, said)
		}
	}
}

func TestMuxIn(t *testing.T) {
	var in struct{ Mux http.ServeMux }
	mux := http.NewServeMux()
	for _, test := range []struct {
		v    reflect.Value
		want *http.ServeMux
	}{
		{reflect.ValueOf(mux), mux},
		{reflect.ValueOf(&in).Elem().Field(0), &in.Mux},
		{reflect.ValueOf(3), nil},
		{reflect.Value{}, nil},
	} {
		if got := muxIn(test.v); got != test.want {
			t.Errorf("%v: %p, want %p", test.v, got, test.want)
		}
	}
}
