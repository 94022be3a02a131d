package main

import (
	"expvar"
	"fmt"
	"net/http"
	"net/http/httptest"
)

func main() {
	expvar.NewInt("visits").Add(3)
	for _, path := range []string{"/debug/vars", "/debug/pprof/"} {
		w := httptest.NewRecorder()
		http.DefaultServeMux.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		fmt.Println(w.Code, w.Header().Get("Content-Type"))
	}
	fmt.Println(expvar.Get("visits"))
}
