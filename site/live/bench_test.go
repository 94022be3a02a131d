package live

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"bothends/runner"
	"bothends/runner/box"
	"bothends/runner/yaegi"
)

var (
	loadReaders = flag.Int("load.readers", 200, "how many readers BenchmarkClass has")
	loadTime    = flag.Duration("load.time", time.Minute, "how `long` they run programs, and as long without a server")
)

// What a server costs is told as ratios to the same programs under the interpreter
// alone: processes of this binary that do nothing but interpret them, unchecked, with no
// box and no server. What the machine can do, and what else it does, is in both.

// pairBook has a pair of programs that can do without a loopback of its own.
const pairBook = `
-- lessons/index.md --
+++
title = "A book"
+++

-- snippets/pair/server/main.go --
package main

import (
	"fmt"
	"net"
	"os"
)

func main() {
	l, err := net.Listen("tcp", os.Args[1])
	if err != nil {
		panic(err)
	}
	fmt.Println(l.Addr())
	conn, err := l.Accept()
	if err != nil {
		panic(err)
	}
	fmt.Fprint(conn, "edit 0")
	conn.Close()
}
-- snippets/pair/client/main.go --
package main

import (
	"fmt"
	"io"
	"net"
	"os"
)

func main() {
	conn, err := net.Dial("tcp", os.Args[1])
	if err != nil {
		panic(err)
	}
	reply, err := io.ReadAll(conn)
	fmt.Println(string(reply), err)
}
-- snippets/pair/scenario.toml --
[[process]]
name = "server"
args = ["127.0.0.1:7"]
[[process]]
name = "client"
args = ["127.0.0.1:7"]
`

// bareName is os.Args[0] of a process that only interprets.
const bareName = "bare-interpreter"

// bare interprets the program on standard input, in a process of that name.
func bare() {
	if os.Args[0] != bareName {
		return
	}
	var p yaegi.Program
	if err := json.NewDecoder(os.Stdin).Decode(&p); err != nil {
		panic(err)
	}
	yaegi.Execute(p)
	os.Exit(0)
}

// A timing is when what was asked for came.
type timing struct{ first, end time.Duration }

// A pair is the programs, and how they run alone.
type pair struct{ server, client string }

func (p pair) edited(n uint64) string {
	return strings.Replace(p.server, "edit 0", fmt.Sprint("edit ", n), 1)
}

// alone runs the edited pair by what makes a command of a program.
func (p pair) alone(n uint64, program func(name, source string, args ...string) *exec.Cmd) (t timing, err error) {
	began := time.Now()
	server := program("server", p.edited(n), "127.0.0.1:0")
	out, err := server.StdoutPipe()
	if err == nil {
		err = server.Start()
	}
	if err != nil {
		return t, err
	}
	defer server.Wait()
	address, err := bufio.NewReader(out).ReadString('\n')
	t.first = time.Since(began)
	if err != nil {
		return t, fmt.Errorf("server printed %q: %w", address, err)
	}
	said, err := program("client", p.client, strings.TrimSpace(address)).Output()
	t.end = time.Since(began)
	if want := fmt.Sprintf("edit %d <nil>\n", n); err == nil && string(said) != want {
		err = fmt.Errorf("client printed %q", said)
	}
	return t, err
}

// interpreted is a program under the interpreter alone.
func interpreted(name, source string, args ...string) *exec.Cmd {
	imports := []string{"fmt", "net", "os"}
	if name == "client" {
		imports = append(imports, "io")
	}
	text, err := json.Marshal(yaegi.Program{Name: name, Args: args, Files: map[string]string{"main.go": source}, Imports: imports})
	if err != nil {
		panic(err)
	}
	cmd := exec.Command("/proc/self/exe")
	cmd.Args[0] = bareName
	cmd.Stdin = strings.NewReader(string(text))
	cmd.Env = []string{"GOMAXPROCS=2"} // as in a box
	return cmd
}

// errRefused is a polite refusal.
var errRefused = fmt.Errorf("refused")

// asked runs the edited pair on the server at addr, as the reader of that number.
func (p pair) asked(ctx context.Context, addr string, reader int, n uint64) (t timing, err error) {
	form := url.Values{"snippet": {"pair"}, "server/main.go": {p.edited(n)}}
	r, err := http.NewRequestWithContext(ctx, "POST", "http://"+addr+"/run", strings.NewReader(form.Encode()))
	if err != nil {
		return t, err
	}
	r.Header.Set("Content-Type", formType)
	r.Header.Set("Accept", streamType)
	r.Header.Set("X-Forwarded-For", fmt.Sprintf("198.51.%d.%d", reader/250, reader%250+1))
	began := time.Now()
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		return t, err
	}
	defer got.Body.Close()
	if got.StatusCode == http.StatusTooManyRequests && got.Header.Get("Retry-After") != "" {
		return t, errRefused
	}
	said, last := "", ending{}
	for next, e := streamed(got.Body), (sent{}); ; {
		if e = next(); e.data == "" {
			break
		}
		var m message
		if e.name == "end" {
			err = json.Unmarshal([]byte(e.data), &last)
		} else if e.name == "" {
			err = json.Unmarshal([]byte(e.data), &m)
		}
		if err != nil {
			return t, err
		}
		if m.Event.Kind == runner.Stdout {
			if t.first == 0 {
				t.first = time.Since(began)
			}
			if m.Event.Process == "client" {
				said = m.Event.Text
			}
		}
	}
	t.end = time.Since(began)
	if last.Retry > 0 {
		return t, errRefused // it has waited in vain
	}
	if want := fmt.Sprintf("edit %d <nil>", n); said != want || last.Text != "Your run ended as planned." {
		err = fmt.Errorf("status %d, client printed %q; %+v; want %q", got.StatusCode, said, last, want)
	}
	return t, err
}

// benchServer serves the pair as serve does.
func benchServer(b *testing.B) (p pair, addr string, pool *box.Pool) {
	b.Helper()
	book := openBook(b, txtarFS(b, pairBook))
	snippet := book.Snippets["pair"]
	pool = box.NewPool(3, time.Hour)
	b.Cleanup(pool.Close)
	s, err := New(Options{Book: book, Runner: &runner.Runner{Boxes: pool}, Proxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	if err != nil {
		b.Fatal(err)
	}
	return pair{snippet.File("server/main.go").Source, snippet.File("client/main.go").Source}, start(b, s), pool
}

// BenchmarkFirstByte is the time until the first byte that a reader's programs print, of an
// edit that nobody has run before, on a server that is warm: it has a box ready. Beside it
// the pair under the interpreter alone, and compiled by Go.
func BenchmarkFirstByte(b *testing.B) {
	p, addr, pool := benchServer(b)
	var served, bare, compiled []time.Duration
	compile := func(name, source string, args ...string) *exec.Cmd {
		dir := b.TempDir()
		file, program := filepath.Join(dir, "main.go"), filepath.Join(dir, "main")
		if err := os.WriteFile(file, []byte(source), 0o644); err != nil {
			b.Fatal(err)
		}
		if out, err := exec.Command("go", "build", "-o", program, file).CombinedOutput(); err != nil {
			b.Fatalf("the Go toolchain is what this compares with: %v: %s", err, out)
		}
		return exec.Command(program, args...)
	}
	note := func(all *[]time.Duration, t timing, err error) {
		if err != nil {
			b.Fatal(err)
		}
		*all = append(*all, t.first)
	}
	for range 3 { // the pool learns what is asked for
		if _, err := p.asked(b.Context(), addr, 1, rand.Uint64()); err != nil {
			b.Fatal(err)
		}
		pool.Wait()
	}
	for b.Loop() {
		t, err := p.asked(b.Context(), addr, 1, rand.Uint64())
		note(&served, t, err)
		pool.Wait()
		t, err = p.alone(rand.Uint64(), interpreted)
		note(&bare, t, err)
		t, err = p.alone(rand.Uint64(), compile)
		note(&compiled, t, err)
	}
	b.ReportMetric(0, "ns/op") // all of them together mean nothing
	b.ReportMetric(ms(quantile(served, 50)), "ms-served")
	b.ReportMetric(ms(quantile(bare, 50)), "ms-bare")
	b.ReportMetric(ms(quantile(compiled, 50)), "ms-compiled")
	b.ReportMetric(ratio(quantile(served, 50), quantile(bare, 50)), "served/bare")
	b.ReportMetric(ratio(quantile(compiled, 50), quantile(served, 50)), "compiled/served")
}

// BenchmarkClass is a class of readers who run, edit and run again for a minute, each
// with some seconds of thought between: every run is right, or politely refused, which is told
// as a share. Then the same readers have the same programs run under the interpreter alone.
func BenchmarkClass(b *testing.B) {
	p, addr, _ := benchServer(b)
	for b.Loop() {
		memory, begun := newPeak(b), processorTime()
		served := class(b, func(reader int, n uint64) (timing, error) { return p.asked(context.Background(), addr, reader, n) })
		b.ReportMetric(float64(memory.stop())/(1<<20), "MB-peak")
		servedCPU := processorTime() - begun
		begun = processorTime()
		bare := class(b, func(_ int, n uint64) (timing, error) { return p.alone(n, interpreted) })
		bareCPU := processorTime() - begun
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(ms(servedCPU)/float64(max(1, len(served.runs))), "cpu-ms")
		b.ReportMetric(ms(bareCPU)/float64(max(1, len(bare.runs))), "cpu-ms-bare")
		b.ReportMetric(float64(len(served.runs))/loadTime.Seconds(), "runs/s")
		b.ReportMetric(float64(len(bare.runs))/loadTime.Seconds(), "runs/s-bare")
		b.ReportMetric(100*float64(served.refused)/float64(max(1, served.refused+len(served.runs))), "%refused")
		for _, q := range []int{50, 99} {
			first, end := served.at(q)
			firstBare, endBare := bare.at(q)
			b.ReportMetric(ms(first), fmt.Sprintf("ms-first-p%d", q))
			b.ReportMetric(ms(end), fmt.Sprintf("ms-end-p%d", q))
			b.ReportMetric(ratio(first, firstBare), fmt.Sprintf("first/bare-p%d", q))
			b.ReportMetric(ratio(end, endBare), fmt.Sprintf("end/bare-p%d", q))
		}
	}
}

// processorTime is what this process has taken, and those below it that have ended: both
// the server and its readers.
func processorTime() (all time.Duration) {
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var usage syscall.Rusage
		if syscall.Getrusage(who, &usage) == nil {
			all += time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
		}
	}
	return all
}

// classRuns are those of a class.
type classRuns struct {
	runs    []timing
	refused int
}

// at is the quantile of first bytes, and of ends.
func (l classRuns) at(percent int) (first, end time.Duration) {
	var firsts, ends []time.Duration
	for _, t := range l.runs {
		firsts, ends = append(firsts, t.first), append(ends, t.end)
	}
	return quantile(firsts, percent), quantile(ends, percent)
}

// class has every reader run something again and again until the time is over.
func class(b *testing.B, run func(reader int, n uint64) (timing, error)) (all classRuns) {
	var mu sync.Mutex
	var readers sync.WaitGroup
	over := time.Now().Add(*loadTime)
	for reader := range *loadReaders {
		readers.Go(func() {
			for time.Now().Before(over) {
				t, err := run(reader, rand.Uint64())
				thought := time.Duration(2+rand.IntN(5)) * time.Second
				mu.Lock()
				switch {
				case err == errRefused:
					all.refused++
					thought = 5 * time.Second // as Retry-After says
				case err != nil:
					b.Error(err)
				default:
					all.runs = append(all.runs, t)
				}
				mu.Unlock()
				time.Sleep(min(thought, max(0, time.Until(over))))
			}
		})
	}
	readers.Wait()
	return all
}

func quantile(all []time.Duration, percent int) time.Duration {
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return all[(len(all)-1)*percent/100]
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func ratio(a, b time.Duration) float64 { return float64(a) / float64(max(b, 1)) }

// A peak is the most memory that this process and those below it had of their own.
type peak struct {
	over chan struct{}
	most chan int64
}

func newPeak(b *testing.B) peak {
	p := peak{make(chan struct{}), make(chan int64)}
	go func() {
		most := int64(0)
		for {
			most = max(most, ownMemory(os.Getpid()))
			select {
			case <-p.over:
				p.most <- most
				return
			case <-time.After(500 * time.Millisecond):
			}
		}
	}()
	return p
}

func (p peak) stop() int64 {
	close(p.over)
	return <-p.most
}

// ownMemory is what a process and those below it have resident and share with no file.
func ownMemory(pid int) (bytes int64) {
	if text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid)); err == nil {
		var size, resident, shared int64
		fmt.Sscan(string(text), &size, &resident, &shared)
		bytes = (resident - shared) * int64(os.Getpagesize())
	}
	children, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, file := range children {
		f, err := os.Open(file)
		if err != nil {
			continue
		}
		text, _ := io.ReadAll(f)
		f.Close()
		for child := range strings.FieldsSeq(string(text)) {
			if n, err := strconv.Atoi(child); err == nil {
				bytes += ownMemory(n)
			}
		}
	}
	return bytes
}
