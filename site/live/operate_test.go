package live

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"bothends/runner"
)

// A server that is to stop begins no more runs, says so, and lets those finish that
// go on, to a reader whose connection breaks off meanwhile, too.
func TestDrain(t *testing.T) {
	s := testServer(t, Options{Book: openBook(t, txtarFS(t, chatBook)), Drain: time.Minute, Grace: time.Minute})
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	urls, done := make(chan string, 1), make(chan error, 1)
	go func() { done <- s.ListenAndServe(ctx, "127.0.0.1:0", func(url string) { urls <- url }) }()
	addr := strings.Trim(strings.TrimPrefix(<-urls, "http:"), "/")
	status := func(path string) int {
		return call(t.Context(), t, "GET", "http://"+addr+path, "").StatusCode
	}
	if h, r := status("/healthz"), status("/readyz"); h != http.StatusOK || r != http.StatusOK {
		t.Errorf("healthz %d, readyz %d", h, r)
	}
	broken, drop := context.WithCancel(t.Context())
	next := streamed(ask(broken, t, addr, url.Values{"snippet": {"chat"}, "resume": {"1"}, "stdin": {"server"}}).Body)
	run := runOf(t, next())
	if e := next(); e.name != "" {
		t.Fatalf("%+v; want the run to go on", e)
	}
	stop()
	drop()
	for status("/readyz") != http.StatusServiceUnavailable {
	}
	if refused := ask(t.Context(), t, addr, url.Values{"snippet": {"chat"}}); refused.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("a run is answered with %d; want 503", refused.StatusCode)
	}
	next = streamed(again(t.Context(), t, addr, run, 0).Body)
	call(t.Context(), t, "POST", "http://"+addr+"/runs/"+run+"/stdin", `{"process":"server","eof":true}`)
	for e := next(); e.name != "end"; e = next() {
		if e.data == "" {
			t.Fatal("the stream has no end")
		}
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestNotReady(t *testing.T) {
	off := &runner.Unavailable{Layer: "namespaces", Cause: "none", Cure: "allow them"}
	s := testServer(t, Options{Runner: &runner.Runner{Off: off}, Hosts: []string{"book.test"}})
	for path, want := range map[string]int{"/readyz": 503, "/healthz": 200} {
		if got := do(s, request("GET", path, "", "Host", "10.0.0.7:8080")); got.StatusCode != want {
			t.Errorf("%s: status %d; want %d", path, got.StatusCode, want)
		}
	}
	if text := body(t, do(s, request("GET", "/readyz", ""))); !strings.Contains(text, "namespaces: none; allow them") {
		t.Errorf("/readyz says %q", text)
	}
}

// A server that has run out of boxes is not ready until it has one again.
func TestBoxesRunOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		off := &runner.Unavailable{Layer: "namespaces", Cause: "no space left", Cure: "raise the limit"}
		var now error = off
		tried := 0
		b := boxWatch{probe: func() error { tried++; return now }}
		want := func(err error, probes int) {
			t.Helper()
			if got := b.check(); got != err || tried != probes {
				t.Errorf("%v, after %d probes; want %v after %d", got, tried, err, probes)
			}
		}
		want(nil, 0)
		b.saw(&runner.Unavailable{Layer: runner.LayerLink})
		want(nil, 0)
		b.saw(fmt.Errorf("run: %w", off))
		want(off, 0)
		time.Sleep(probeEvery)
		want(off, 1)
		want(off, 1)
		time.Sleep(probeEvery)
		now = nil
		want(nil, 2)
		b.saw(off)
		b.saw(nil) // a run that had one
		want(nil, 2)
	})
}

// Prometheus finds how runs ended; readers find nothing of it.
func TestMetrics(t *testing.T) {
	s := testServer(t, Options{Hosts: []string{"book.test"}})
	form := url.Values{"snippet": {"hello"}, "lesson": {"part/hello.html"}}
	do(s, request("POST", "/run", form.Encode(), "Content-Type", formType))
	form.Set("client/main.go", "package")
	do(s, request("POST", "/run", form.Encode(), "Content-Type", formType))
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.ServeMetrics(ctx, ln) }()
	got, err := http.Get("http://" + ln.Addr().String() + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	text := body(t, got)
	got.Body.Close()
	for _, want := range []string{
		`bothends_runs_total{outcome="planned"} 1`, `bothends_runs_total{outcome="problems"} 1`,
		"bothends_run_seconds_count 2", "bothends_runs_active 0", "bothends_runs_waiting 0", "bothends_ready 1", "go_goroutines",
	} {
		if !strings.Contains(text, want+"\n") && !strings.Contains(text, want+" ") {
			t.Errorf("the metrics have no %s", want)
		}
	}
	if got := do(s, request("GET", "/metrics", "")); got.StatusCode != http.StatusNotFound {
		t.Errorf("/metrics among the pages: status %d", got.StatusCode)
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// A page of an allowed origin may ask for a run and read the answer; no other may.
func TestOrigins(t *testing.T) {
	const book = "https://book.example"
	s := testServer(t, Options{Hosts: []string{"book.test"}, Origins: []string{book}})
	form := url.Values{"snippet": {"hello"}}.Encode()
	tests := []struct {
		method, path, origin string
		status               int
		allowed              bool
	}{
		{"POST", "/run", book, 200, true},
		{"POST", "/run", "https://book.example:8443", 403, false},
		{"POST", "/run", "http://book.example", 403, false},
		{"POST", "/run", "null", 403, false},
		{"GET", "/runs/x/events", book, 404, true},
		{"GET", "/runs/x/events", "https://evil.test", 404, false},
		{"OPTIONS", "/run", book, 204, true},
		{"OPTIONS", "/run", "https://evil.test", 405, false},
	}
	for _, test := range tests {
		got := do(s, request(test.method, test.path, form, "Content-Type", formType, "Accept", streamType,
			"Origin", test.origin, "Sec-Fetch-Site", "cross-site", "Access-Control-Request-Method", "POST"))
		if got.StatusCode != test.status {
			t.Errorf("%s %s from %s: status %d; want %d", test.method, test.path, test.origin, got.StatusCode, test.status)
		}
		want := ""
		if test.allowed {
			want = test.origin
		}
		if h := got.Header.Get("Access-Control-Allow-Origin"); h != want || got.Header.Get("Access-Control-Allow-Credentials") != "" || got.Header.Get("Vary") == "" {
			t.Errorf("%s %s from %s: allowed is %q; want %q; %v", test.method, test.path, test.origin, h, want, got.Header)
		}
	}
	if _, err := New(Options{Book: testBook(t), Origins: []string{"book.example/"}}); err == nil || !strings.Contains(err.Error(), "https://book.example") {
		t.Errorf("an origin that is none: %v", err)
	}
}

// writeCertificate writes a certificate for 127.0.0.1 with that number and its key.
func writeCertificate(t *testing.T, dir string, number int64) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(number), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	text, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for file, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: text}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
		changed := time.Now().Add(time.Duration(number) * time.Second) // the clock of files may be coarse
		if err := os.Chtimes(file, changed, changed); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}

// A renewed certificate is used without a new start; a broken one is not.
func TestCertificate(t *testing.T) {
	dir := t.TempDir()
	cert, key := writeCertificate(t, dir, 1)
	addr := strings.TrimPrefix(start(t, testServer(t, Options{TLSCert: cert, TLSKey: key})), "https://")
	number := func() int64 {
		t.Helper()
		client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, ForceAttemptHTTP2: true}}
		defer client.CloseIdleConnections()
		got, err := client.Get("https://" + addr + "/")
		if err != nil {
			t.Fatal(err)
		}
		got.Body.Close()
		if got.StatusCode != http.StatusOK || got.ProtoMajor != 2 {
			t.Errorf("status %d, %s", got.StatusCode, got.Proto)
		}
		return got.TLS.PeerCertificates[0].SerialNumber.Int64()
	}
	if n := number(); n != 1 {
		t.Errorf("certificate %d; want 1", n)
	}
	writeCertificate(t, dir, 2)
	if n := number(); n != 2 {
		t.Errorf("certificate %d; want the renewed one", n)
	}
	if err := os.WriteFile(cert, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if n := number(); n != 2 {
		t.Errorf("certificate %d; want the old one, as the new one is broken", n)
	}
	if _, err := New(Options{Book: testBook(t), TLSCert: cert, TLSKey: key}); err == nil || !strings.HasPrefix(err.Error(), "TLS: ") {
		t.Errorf("a server with a broken certificate: %v", err)
	}
}
