package runner

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"bothends/runner/yaegi"
)

// BenchmarkEchoPair is one whole run of the smallest real snippet, from source
// to the end of its last process: in the box, there with a name server, under the
// interpreter without a box, and built and run with the Go toolchain.
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
	b.Run("no-box", func(b *testing.B) {
		for b.Loop() {
			server, client := freePortPair(b)
			runPair(b, interpreted(b, server), interpreted(b, client, "hello"))
		}
	})
	b.Run("go-build", func(b *testing.B) {
		if _, err := exec.LookPath("go"); err != nil {
			b.Fatal("the Go toolchain is what this compares with: ", err)
		}
		for b.Loop() {
			server, client := freePortPair(b)
			runPair(b, built(b, server), built(b, client, "hello"))
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

// freePortPair returns the pair on a port that nobody has, with a server that
// says when it listens: without a box there is neither port 7 nor its tables.
func freePortPair(b *testing.B) (server, client string) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	address := ln.Addr().String()
	ln.Close()
	server = strings.Replace(echoServer, "127.0.0.1:7", address, 1)
	server = strings.Replace(server, "\tfor {\n", "\tfmt.Println(\"ready\")\n\tfor {\n", 1)
	return server, strings.Replace(echoClient, "127.0.0.1:7", address, 1)
}

// runPair starts the server, waits until it is ready, and runs the client.
func runPair(b *testing.B, server, client *exec.Cmd) {
	out, err := server.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := server.Start(); err != nil {
		b.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "ready\n" {
		b.Fatalf("server printed %q, %v", line, err)
	}
	said, err := client.Output()
	if string(said) != "hello\n" {
		b.Fatalf("client printed %q, %v", said, err)
	}
	server.Process.Kill()
	server.Wait()
}

// bareName is os.Args[0] of a process that is only the interpreter.
const bareName = "bare-interpreter"

// bare executes the program on standard input, in a process of that name.
func bare() {
	if os.Args[0] == bareName {
		var program yaegi.Program
		if err := json.NewDecoder(os.Stdin).Decode(&program); err != nil {
			panic(err)
		}
		yaegi.Execute(program)
	}
}

func interpreted(b *testing.B, source string, args ...string) *exec.Cmd {
	files := map[string]string{"main.go": source}
	imports := importsOf(files)
	program, err := json.Marshal(yaegi.Program{Name: "main", Args: args, Files: files, Imports: imports})
	if err != nil {
		b.Fatal(err)
	}
	cmd := exec.Command("/proc/self/exe")
	cmd.Args[0] = bareName
	cmd.Stdin = strings.NewReader(string(program))
	return cmd
}

func built(b *testing.B, source string, args ...string) *exec.Cmd {
	dir := b.TempDir()
	file, program := filepath.Join(dir, "main.go"), filepath.Join(dir, "main")
	if err := os.WriteFile(file, []byte(source), 0o644); err != nil {
		b.Fatal(err)
	}
	if out, err := exec.Command("go", "build", "-o", program, file).CombinedOutput(); err != nil {
		b.Fatal(fmt.Errorf("%w: %s", err, out))
	}
	return exec.Command(program, args...)
}
