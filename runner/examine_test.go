package runner

import (
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"bothends/runner/gocheck"
	"bothends/runner/gocheck/vet"
)

// examined is what BenchmarkExamine examines.
const examined = "testdata/notes.go"

// BenchmarkExamine is what every run of a program that nobody has run before
// waits for: check, lower and certify, and what vet adds to it. A worker is a fresh
// process, so what counts is the first time in one, and in one that a pool has kept. Milliseconds are by the
// clock; those of cpu are of processor time, which a busy machine does not
// lengthen as much. The ns/op of first have the start of the process in them.
func BenchmarkExamine(b *testing.B) {
	for name, process := range map[string]string{"first": firstName, "rehearsed": rehearsedName} {
		b.Run(name, func(b *testing.B) { benchmarkExamination(b, process) })
	}
	b.Run("again", func(b *testing.B) {
		for b.Loop() {
			examineOnce(b.Fatal)
		}
	})
}

// benchmarkExamination examines in processes of that name.
func benchmarkExamination(b *testing.B, process string) {
	var sum examination
	for b.Loop() {
		cmd := exec.Command("/proc/self/exe")
		cmd.Args[0] = process
		out, err := cmd.Output()
		if err != nil {
			b.Fatal(err)
		}
		var once examination
		if _, err := fmt.Sscan(string(out), &once.clock, &once.cpu, &once.vetCPU); err != nil {
			b.Fatal(err)
		}
		sum = examination{sum.clock + once.clock, sum.cpu + once.cpu, sum.vetCPU + once.vetCPU}
	}
	b.ReportMetric(sum.clock/float64(b.N), "ms")
	b.ReportMetric(sum.cpu/float64(b.N), "cpu-ms")
	b.ReportMetric(sum.vetCPU/float64(b.N), "vet-cpu-ms")
}

// An examination is the milliseconds that one took: check, lower and certify
// by the clock and of the processor, and vet.
type examination struct{ clock, cpu, vetCPU float64 }

// These are os.Args[0] of processes that examine once: one that has just begun, and
// one that has rehearsed it, as the workers of a pool have.
const (
	firstName     = "examine-once"
	rehearsedName = "examine-rehearsed"
)

// first examines the program in a process of that name, prints what it took,
// and ends.
func first() {
	if os.Args[0] == firstName || os.Args[0] == rehearsedName {
		prepare()
		if os.Args[0] == rehearsedName {
			execute([]byte(rehearsal), func() {})
		}
		e := examineOnce(func(args ...any) { panic(fmt.Sprint(args...)) })
		fmt.Println(e.clock, e.cpu, e.vetCPU)
		os.Exit(0)
	}
}

func examineOnce(fatal func(...any)) examination {
	source, err := os.ReadFile(examined)
	if err != nil {
		fatal(err)
	}
	began, used := time.Now(), processorTime()
	checked, problems := gocheck.Load(map[string]string{"main.go": string(source)})
	if problems != nil {
		fatal(problems)
	}
	examine(checked)
	clock, cpu := time.Since(began), processorTime()-used
	if findings := vet.Program(checked); findings != nil {
		fatal(findings)
	}
	return examination{milliseconds(clock), milliseconds(cpu), milliseconds(processorTime() - used - cpu)}
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// processorTime is what this process has used.
func processorTime() time.Duration {
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
