package runner

import (
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// examined is what BenchmarkExamine examines.
const examined = "testdata/notes.go"

// BenchmarkExamine is what every run of a program that nobody has run before
// waits for: check, lower and certify. A worker is a fresh process, so what
// counts is the first time in one: first-ms of it by the clock, and first-cpu-ms
// of processor time, which a busy machine does not lengthen as much. The
// ns/op of first have the start of the process in them.
func BenchmarkExamine(b *testing.B) {
	b.Run("first", func(b *testing.B) {
		var clock, cpu float64
		for b.Loop() {
			cmd := exec.Command("/proc/self/exe")
			cmd.Args[0] = firstName
			out, err := cmd.Output()
			if err != nil {
				b.Fatal(err)
			}
			var once [2]float64
			if _, err := fmt.Sscan(string(out), &once[0], &once[1]); err != nil {
				b.Fatal(err)
			}
			clock, cpu = clock+once[0], cpu+once[1]
		}
		b.ReportMetric(clock/float64(b.N), "first-ms")
		b.ReportMetric(cpu/float64(b.N), "first-cpu-ms")
	})
	b.Run("again", func(b *testing.B) {
		for b.Loop() {
			examineOnce(b.Fatal)
		}
	})
}

// firstName is os.Args[0] of a process that examines once.
const firstName = "examine-once"

// first examines the program in a process of that name, prints the
// milliseconds that it took, and ends.
func first() {
	if os.Args[0] != firstName {
		return
	}
	began, used := time.Now(), processorTime()
	examineOnce(func(args ...any) { panic(fmt.Sprint(args...)) })
	clock, cpu := time.Since(began), processorTime()-used
	fmt.Println(float64(clock.Microseconds())/1000, float64(cpu.Microseconds())/1000)
	os.Exit(0)
}

func examineOnce(fatal func(...any)) {
	source, err := os.ReadFile(examined)
	if err != nil {
		fatal(err)
	}
	found := examineAll([]Program{{"main", map[string]string{"main.go": string(source)}}})
	if len(found.Problems) > 0 {
		fatal(found.Problems)
	}
}

// processorTime is what this process has used.
func processorTime() time.Duration {
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
