package runner

import (
	"strings"
	"testing"
)

// BenchmarkEchoPair is one whole run of the smallest real snippet, from source
// to the end of its last process, alone, with its packets, and with a name
// server. What a box costs is BenchmarkColdRun's to say.
func BenchmarkEchoPair(b *testing.B) {
	b.Run("box", func(b *testing.B) {
		for b.Loop() {
			events, _ := runFiles(b, echoPair())
			if got := texts(events, "client", Stdout); got != "hello\n" {
				b.Fatalf("client printed %q", got)
			}
		}
	})
	b.Run("box-names", func(b *testing.B) {
		files := echoPair()
		files["scenario.toml"] += "\n[names]\n\"echo.example\" = \"127.0.0.1\"\n"
		files["client/main.go"] = strings.Replace(echoClient, "127.0.0.1:7", "echo.example:7", 1)
		for b.Loop() {
			events, _ := runFiles(b, files)
			if got := texts(events, "client", Stdout); got != "hello\n" {
				b.Fatalf("client printed %q", got)
			}
		}
	})
}

// BenchmarkFirstLine is the time until the first line that a program prints.
func BenchmarkFirstLine(b *testing.B) {
	s, err := SingleFile("prog.go", "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(\"hello\") }\n", nil, "")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		_, err := Run(b.Context(), s, Options{}, func(e Event) {
			if e.Kind == Stdout {
				b.StopTimer()
			}
		})
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}
