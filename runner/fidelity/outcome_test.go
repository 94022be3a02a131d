package fidelity

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// An Outcome is what a program printed and how it ended.
type Outcome struct {
	Stdout, Stderr string
	Status         int    // the exit status; 128 and the signal's number if one killed it
	Limit          string // the limit at which the run was stopped, in words; empty if it ended by itself
}

// stamp is what package log puts before a line.
var stamp = regexp.MustCompile(`(?m)^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d `)

// signal is the line of a panic that has addresses of the machine's code.
var signal = regexp.MustCompile(`(?m)\n\[signal SIG.*\]$`)

// diff says how an outcome is not what Go made of the program; nothing if it is
// the same. Of standard error as much is compared as is the same in two runs of
// Go: of a panic the lines before the goroutines.
func diff(want, got Outcome) string {
	var b strings.Builder
	if want.Status != got.Status {
		fmt.Fprintf(&b, "status %d; Go: %d\n", got.Status, want.Status)
	}
	b.WriteString(diffText("stdout", want.Stdout, got.Stdout))
	b.WriteString(diffText("stderr", firstWords(want.Stderr), firstWords(got.Stderr)))
	return b.String()
}

func firstWords(stderr string) string {
	text := strings.TrimSpace(stamp.ReplaceAllString(stderr, ""))
	if at := strings.Index("\n"+text, "\ngoroutine "); at >= 0 && !strings.HasPrefix(text, "goroutine ") {
		text = strings.TrimSpace(text[:at])
	}
	return signal.ReplaceAllString(text, "")
}

// diffText shows the first line that differs, with what stands before it.
func diffText(name, want, got string) string {
	if want == got {
		return ""
	}
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	n := 0
	for n < len(w) && n < len(g) && w[n] == g[n] {
		n++
	}
	line := func(lines []string) string {
		if n >= len(lines) {
			return "(nothing more)"
		}
		return fmt.Sprintf("%.200q", lines[n])
	}
	return fmt.Sprintf("%s, line %d\n\t%s\n\tGo: %s\n", name, n+1, line(g), line(w))
}

func TestDiff(t *testing.T) {
	for _, test := range []struct {
		name      string
		want, got Outcome
		differ    string
	}{
		{"equal", Outcome{Stdout: "a\n"}, Outcome{Stdout: "a\n"}, ""},
		{"a line", Outcome{Stdout: "a\nb\n"}, Outcome{Stdout: "a\nc\n"}, "stdout, line 2\n\t\"c\"\n\tGo: \"b\"\n"},
		{"cut short", Outcome{Stdout: "a\nb"}, Outcome{Stdout: "a"}, "stdout, line 2\n\t(nothing more)\n\tGo: \"b\"\n"},
		{"a status", Outcome{Status: 3}, Outcome{Status: 0}, "status 0; Go: 3\n"},
		{"traces", Outcome{Stderr: "panic: x\n\ngoroutine 1 [running]:\n1"}, Outcome{Stderr: "panic: x\n\ngoroutine 1 [running]:\n2"}, ""},
		{"panics", Outcome{Stderr: "panic: x\n\ngoroutine 1 [running]:\n"}, Outcome{Stderr: "panic: y\n\ngoroutine 1 [running]:\n"},
			"stderr, line 1\n\t\"panic: y\"\n\tGo: \"panic: x\"\n"},
		{"the words of a runtime error", Outcome{Stderr: "panic: runtime error: index out of range [1] with length 1\n\ngoroutine 1"},
			Outcome{Stderr: "panic: reflect: slice index out of range\n\ngoroutine 1"},
			"stderr, line 1\n\t\"panic: reflect: slice index out of range\"\n\tGo: \"panic: runtime error: index out of range [1] with length 1\"\n"},
		{"where the code of a runtime error is", Outcome{Stderr: "panic: x\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x1]\n\ngoroutine 1"}, Outcome{Stderr: "panic: x\n\ngoroutine 1"}, ""},
		{"times", Outcome{Stderr: "2009/11/10 23:00:00 x\n"}, Outcome{Stderr: "2009/11/10 23:00:01 x\n"}, ""},
	} {
		if got := diff(test.want, test.got); got != test.differ {
			t.Errorf("%s: got %q; want %q", test.name, got, test.differ)
		}
	}
}
