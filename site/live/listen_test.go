package live

import (
	"context"
	"net"
	"net/http"
	"strings"
	"testing"
)

// start serves s on a free port of the loopback until the test ends, and
// returns its address. The server must then end without an error.
func start(t testing.TB, s *Server) string {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	urls, done := make(chan string, 1), make(chan error, 1)
	go func() { done <- s.ListenAndServe(ctx, "127.0.0.1:0", func(url string) { urls <- url }) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("the server ended with %v", err)
		}
	})
	select {
	case url := <-urls:
		return strings.TrimSuffix(strings.TrimPrefix(url, "http://"), "/")
	case err := <-done:
		done <- err
		t.Fatal(err)
		return ""
	}
}

func TestListenErrors(t *testing.T) {
	s := testServer(t, Options{})
	taken := start(t, s)
	for addr, want := range map[string]string{
		taken:             taken + ": address already in use; stop the other program or choose another with -http",
		"8080":            "8080: missing port in address; write a host and a port of this machine, such as -http 127.0.0.1:8080",
		"127.0.0.1:http?": "127.0.0.1:http?: unknown port; write a host and a port of this machine, such as -http 127.0.0.1:8080",
		"127.0.0.1:70000": "127.0.0.1:70000: invalid port; write a host and a port of this machine, such as -http 127.0.0.1:8080",
		"192.0.2.1:80":    "192.0.2.1:80: not an address of this machine; choose another with -http",
	} {
		err := s.ListenAndServe(t.Context(), addr, func(string) { t.Errorf("%s: ready", addr) })
		if err == nil {
			t.Errorf("%s: no error", addr)
			continue
		}
		if got := err.Error(); got != want {
			t.Errorf("%s:\n got %s\nwant %s", addr, got, want)
		}
	}
}

func TestHosts(t *testing.T) {
	addr := start(t, testServer(t, Options{Hosts: []string{"book.test"}}))
	_, port, _ := net.SplitHostPort(addr)
	for host, status := range map[string]int{
		addr:                       http.StatusOK,
		"localhost:" + port:        http.StatusOK,
		"LOCALHOST:" + port:        http.StatusOK,
		"book.test":                http.StatusOK,
		"book.test:443":            http.StatusOK,
		"localhost":                http.StatusForbidden, // that would be port 80
		"localhost:1":              http.StatusForbidden,
		"127.0.0.2:" + port:        http.StatusForbidden,
		"evil.test:" + port:        http.StatusForbidden,
		"127.0.0.1.nip.io:" + port: http.StatusForbidden,
		"[::1]:" + port:            http.StatusForbidden, // nobody listens there
	} {
		r, err := http.NewRequestWithContext(t.Context(), "GET", "http://"+addr+"/", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = host
		got, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		text := body(t, got)
		got.Body.Close()
		if got.StatusCode != status {
			t.Errorf("host %s: status %d; want %d", host, got.StatusCode, status)
		}
		if status == http.StatusForbidden && !strings.Contains(text, "http://"+addr+"/") {
			t.Errorf("host %s: the answer does not say where to go: %s", host, text)
		}
	}
}

func TestFirstPage(t *testing.T) {
	for addr, want := range map[string]string{
		"127.0.0.1:8080": "http://127.0.0.1:8080/",
		"0.0.0.0:8080":   "http://localhost:8080/",
		"[::]:80":        "http://localhost:80/",
		"[::1]:8080":     "http://[::1]:8080/",
	} {
		a, err := net.ResolveTCPAddr("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		if got := firstPage("http", a); got != want {
			t.Errorf("firstPage(%s) = %s; want %s", addr, got, want)
		}
	}
}
