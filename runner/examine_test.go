package runner

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"bothends/runner/gocheck"
)

// examined is what BenchmarkExamine examines.
const examined = "testdata/notes.go"

// BenchmarkExamine is what every run of a program that nobody has run before
// waits for: check, lower and certify. A worker is a fresh process, so what
// counts is the first time in a process, and that is measured in one of its
// own: without the time that it takes to start, and with it, as with-start-ms.
func BenchmarkExamine(b *testing.B) {
	b.Run("first", func(b *testing.B) {
		var first time.Duration
		for b.Loop() {
			out, err := examiner().Output()
			if err != nil {
				b.Fatal(err)
			}
			n, err := strconv.ParseInt(strings.TrimSpace(string(out)), 10, 64)
			if err != nil {
				b.Fatal(err)
			}
			first += time.Duration(n)
		}
		b.ReportMetric(float64(first.Microseconds())/float64(b.N)/1000, "first-ms")
	})
	b.Run("again", func(b *testing.B) {
		source, err := os.ReadFile(examined)
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			examineFiles(map[string]string{"main.go": string(source)})
		}
	})
}

// firstName is os.Args[0] of a process that examines once.
const firstName = "examine-once"

func examiner() *exec.Cmd {
	cmd := exec.Command("/proc/self/exe")
	cmd.Args[0] = firstName
	cmd.Stderr = os.Stderr
	return cmd
}

// first examines the program in a process of that name, prints how many
// nanoseconds it took, and ends.
func first() {
	if os.Args[0] != firstName {
		return
	}
	source, err := os.ReadFile(examined)
	if err != nil {
		panic(err)
	}
	began := time.Now()
	examineFiles(map[string]string{"main.go": string(source)})
	fmt.Println(time.Since(began).Nanoseconds())
	os.Exit(0)
}

func examineFiles(files map[string]string) checkedProgram {
	checked, problems := gocheck.Load(files)
	if len(problems) > 0 {
		panic(problems[0].String())
	}
	return examine(checked)
}
