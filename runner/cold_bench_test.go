package runner

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"bothends/runner/box"
	"bothends/runner/frame"
	"bothends/runner/yaegi"
)

// What a box costs is told as ratios, of runs that take turns: how fast the
// machine is, and what else it is doing, is in both numbers.

// BenchmarkColdRun is a run of the smallest real snippet that nobody has run
// before, from source to the end of its last process: its three workers (one
// checks) in a box, in one that was ready, as bare processes of the same binary,
// and the programs built and run with the Go toolchain. Of a snippet that was run
// before nothing is checked.
func BenchmarkColdRun(b *testing.B) {
	s := benchPair(b)
	for _, known := range []bool{false, true} {
		b.Run(fmt.Sprintf("known=%t", known), func(b *testing.B) {
			programs := checkBare(b, s)
			var boxed, ready, bare, compiled time.Duration
			pool := box.NewPool(1, time.Hour)
			defer pool.Close()
			r, pooled := new(Runner), &Runner{Boxes: pool}
			runBoxed(b, r, s)
			runBoxed(b, pooled, s) // of which the pool learns
			runBoxed(b, pooled, s)
			for b.Loop() {
				if !known {
					r, pooled = new(Runner), &Runner{Boxes: pool}
				}
				boxed += timed(func() { runBoxed(b, r, s) })
				pool.Wait()
				ready += timed(func() { runBoxed(b, pooled, s) })
				pool.Wait()
				bare += timed(func() {
					if !known {
						programs = checkBare(b, s)
					}
					runBare(b, interpretBare(programs))
				})
				compiled += timed(func() { runBare(b, buildBare(b, s)) })
			}
			b.ReportMetric(0, "ns/op") // all of them together mean nothing
			b.ReportMetric(milliseconds(boxed)/float64(b.N), "ms-box")
			b.ReportMetric(milliseconds(bare)/float64(b.N), "ms-bare")
			b.ReportMetric(milliseconds(ready)/float64(b.N), "ms-ready")
			b.ReportMetric(boxed.Seconds()/bare.Seconds(), "box/bare")
			b.ReportMetric(ready.Seconds()/bare.Seconds(), "ready/bare")
			b.ReportMetric(boxed.Seconds()/compiled.Seconds(), "box/compiled")
		})
	}
}

// BenchmarkTwoHundredAtOnce is two hundred cold runs at once, in boxes, with a pool
// too, and as bare processes: how many a second, how long the slowest hundredth
// takes, and what of the processors one run takes, of which a busy machine changes little.
func BenchmarkTwoHundredAtOnce(b *testing.B) {
	const atOnce = 200
	s := benchPair(b)
	pool := box.NewPool(2, time.Hour)
	defer pool.Close()
	var boxed, pooled, bare time.Duration
	var boxedCPU, bareCPU time.Duration
	var boxedEach, bareEach []time.Duration
	for b.Loop() {
		begun := processorTimeTaken()
		boxed += timed(func() { boxedEach = append(boxedEach, together(atOnce, func() { runBoxed(b, new(Runner), s) })...) })
		boxedCPU += processorTimeTaken() - begun
		pooled += timed(func() { together(atOnce, func() { runBoxed(b, &Runner{Boxes: pool}, s) }) })
		pool.Wait()
		begun = processorTimeTaken()
		bare += timed(func() {
			bareEach = append(bareEach, together(atOnce, func() { runBare(b, interpretBare(checkBare(b, s))) })...)
		})
		bareCPU += processorTimeTaken() - begun
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(atOnce*b.N)/boxed.Seconds(), "runs/s-box")
	b.ReportMetric(float64(atOnce*b.N)/pooled.Seconds(), "runs/s-pool")
	b.ReportMetric(float64(atOnce*b.N)/bare.Seconds(), "runs/s-bare")
	b.ReportMetric(bare.Seconds()/boxed.Seconds(), "runs/s-box/bare")
	b.ReportMetric(milliseconds(slowest(boxedEach)), "ms-p99-box")
	b.ReportMetric(slowest(boxedEach).Seconds()/slowest(bareEach).Seconds(), "p99-box/bare")
	b.ReportMetric(milliseconds(boxedCPU)/float64(atOnce*b.N), "cpu-ms-box")
	b.ReportMetric(milliseconds(bareCPU)/float64(atOnce*b.N), "cpu-ms-bare")
	b.ReportMetric(boxedCPU.Seconds()/bareCPU.Seconds(), "cpu-box/bare")
}

// processorTimeTaken is what this process has taken, and those below it that have ended.
func processorTimeTaken() (all time.Duration) {
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var usage syscall.Rusage
		if syscall.Getrusage(who, &usage) == nil {
			all += time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
		}
	}
	return all
}

// benchPair is a pair that can do without a loopback of its own: the server says
// which port it got.
func benchPair(b *testing.B) *Snippet {
	b.Helper()
	server := strings.Replace(echoServer, `"127.0.0.1:7"`, "os.Args[1]", 1)
	server = strings.Replace(server, "\tfor {\n", "\tfmt.Println(ln.Addr())\n\tfor {\n", 1)
	s, err := NewSnippet("test", map[string]string{
		"server/main.go": strings.Replace(server, `"net"`, "\"net\"\n\t\"os\"", 1),
		"client/main.go": strings.Replace(echoClient, `"127.0.0.1:7"`, "os.Args[2]", 1),
		"scenario.toml": "[[process]]\nname = \"server\"\nargs = [\"127.0.0.1:7\"]\n" +
			"[[process]]\nname = \"client\"\nargs = [\"hello\", \"127.0.0.1:7\"]\n[limits]\ntime = \"60s\"\n",
	})
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// runBoxed runs the snippet as it is run for readers.
func runBoxed(b *testing.B, r *Runner, s *Snippet) {
	var events []Event
	result, err := r.Run(b.Context(), s, Options{}, func(e Event) { events = append(events, e) })
	if err != nil || result != (Result{}) || texts(events, "client", Stdout) != "hello\n" {
		b.Errorf("client printed %q; %+v, %v", texts(events, "client", Stdout), result, err)
	}
}

// bareName is os.Args[0] of a process that is a worker without a box.
const bareName = "bare-worker"

// bare does the job on standard input, in a process of that name.
func bare() {
	if os.Args[0] == bareName {
		text, err := io.ReadAll(os.Stdin)
		if err != nil {
			panic(err)
		}
		execute(text, func() {})
		os.Exit(0)
	}
}

// bareWorker is a worker without a box: fork, exec, and its job.
func bareWorker(j job) *exec.Cmd {
	text, err := json.Marshal(j)
	if err != nil {
		panic(err)
	}
	cmd := exec.Command("/proc/self/exe")
	cmd.Args[0] = bareName
	cmd.Stdin = bytes.NewReader(text)
	cmd.Env = []string{"GOMAXPROCS=2"} // as in a box
	return cmd
}

// checkBare has the programs checked.
func checkBare(b *testing.B, s *Snippet) map[string]checkedProgram {
	said, err := bareWorker(job{Check: s.Programs}).Output()
	if err != nil {
		b.Error(err)
		return nil
	}
	text, _, err := frame.Cut(said, maxFindings)
	var found outcome
	if err != nil || json.Unmarshal(text, &found) != nil {
		b.Errorf("the checker said %.100q: %v", said, err)
	}
	return found.Programs
}

// interpretBare is what executes a checked program under the interpreter.
func interpretBare(programs map[string]checkedProgram) func(name string, args ...string) *exec.Cmd {
	return func(name string, args ...string) *exec.Cmd {
		files := programs[name].Files
		return bareWorker(job{Execute: &yaegi.Program{Name: name, Args: args, Files: files, Imports: importsOf(files), Init: programs[name].Init}})
	}
}

// buildBare is what executes a program compiled.
func buildBare(b *testing.B, s *Snippet) func(name string, args ...string) *exec.Cmd {
	return func(name string, args ...string) *exec.Cmd {
		dir := b.TempDir()
		file, program := filepath.Join(dir, "main.go"), filepath.Join(dir, "main")
		if err := os.WriteFile(file, []byte(s.Program(name).Files["main.go"]), 0o644); err != nil {
			b.Fatal(err)
		}
		if out, err := exec.Command("go", "build", "-o", program, file).CombinedOutput(); err != nil {
			b.Fatalf("the Go toolchain is what this compares with: %v: %s", err, out)
		}
		return exec.Command(program, args...)
	}
}

// runBare runs the pair with nothing around it.
func runBare(b *testing.B, program func(name string, args ...string) *exec.Cmd) {
	server := program("server", "127.0.0.1:0")
	out, err := server.StdoutPipe()
	if err == nil {
		err = server.Start()
	}
	if err != nil {
		b.Error(err)
		return
	}
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		b.Errorf("server printed %q, %v", address, err)
	}
	said, err := program("client", "hello", strings.TrimSpace(address)).Output()
	if string(said) != "hello\n" {
		b.Errorf("client printed %q, %v", said, err)
	}
	server.Process.Signal(os.Interrupt)
	server.Wait()
}

// together does something so many times at once, and returns how long each took.
func together(n int, do func()) []time.Duration {
	took := make([]time.Duration, n)
	var all sync.WaitGroup
	for i := range took {
		all.Go(func() { took[i] = timed(do) })
	}
	all.Wait()
	return took
}

func timed(do func()) time.Duration {
	began := time.Now()
	do()
	return time.Since(began)
}

// slowest is the time that one in a hundred takes at least.
func slowest(took []time.Duration) time.Duration {
	slices.Sort(took)
	return took[len(took)*99/100]
}
