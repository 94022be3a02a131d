package yaegi

import (
	"net/http"
	"net/http/httptest"
	"reflect"
	"testing"
	"time"
)

// A writer is late from its first header on, also where it stands in an interface.
func TestLateHeader(t *testing.T) {
	for _, header := range []func(w http.ResponseWriter){
		func(w http.ResponseWriter) { w.WriteHeader(http.StatusTeapot) },
		func(w http.ResponseWriter) { w.Write([]byte("body")) },
	} {
		handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if late := lateHeader(reflect.ValueOf(&w).Elem()); late != nil {
				t.Errorf("%T is late before its header: %s", w, late.why)
			}
			header(w)
			if late := lateHeader(reflect.ValueOf(&w).Elem()); late == nil || late.why != "superfluous response.WriteHeader call" || late.server == nil {
				t.Errorf("%T is not late after its header: %+v", w, late)
			}
		})
		for _, h := range []http.Handler{handler, http.TimeoutHandler(handler, time.Hour, "")} {
			server := httptest.NewServer(h)
			res, err := http.Get(server.URL)
			if err != nil {
				t.Fatal(err)
			}
			res.Body.Close()
			server.Close()
		}
	}
	var none http.ResponseWriter
	for _, v := range []any{none, httptest.NewRecorder(), 1} {
		if late := lateHeader(reflect.ValueOf(v)); late != nil {
			t.Errorf("%T is late: %+v", v, late)
		}
	}
}

func TestMayHaveMovedIn(t *testing.T) {
	for function, want := range map[string]bool{
		"main.main": false, "main.main.func12": false, "main.(*app).home": false, "main.x.functions": false,
		"main.handler.func1": true, "main.main.func1.2": true, "main.init.func1": true, "main.(*app).routes.func3": true,
	} {
		if got := mayHaveMovedIn(function); got != want {
			t.Errorf("%s: %t", function, got)
		}
	}
}
