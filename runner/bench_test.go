package runner

import (
	"fmt"
	"strconv"
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
	b.Run("box-packets", func(b *testing.B) {
		for b.Loop() {
			events := runPackets(b, echoPair(), Options{Packets: true})
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

// BenchmarkRoundTrip is one of many small messages to a server and back, as the
// client measures it, without its packets and with them.
func BenchmarkRoundTrip(b *testing.B) {
	const trips = 1000
	client := `package main

import (
	"fmt"
	"io"
	"net"
	"time"
)

func main() {
	c, err := net.Dial("tcp", "127.0.0.1:7")
	if err != nil {
		return
	}
	b := make([]byte, 5)
	began := time.Now()
	for i := 0; i < 1000; i++ {
		c.Write([]byte("hello"))
		io.ReadFull(c, b)
	}
	fmt.Println(time.Since(began).Nanoseconds())
	c.Close()
}
`
	for _, packets := range []bool{false, true} {
		b.Run(fmt.Sprintf("packets=%v", packets), func(b *testing.B) {
			total := 0
			for b.Loop() {
				files := echoPair()
				files["client/main.go"] = client
				events := runPackets(b, files, Options{Packets: packets})
				n, err := strconv.Atoi(strings.TrimSpace(texts(events, "client", Stdout)))
				if err != nil {
					b.Fatal(err)
				}
				total += n
			}
			b.ReportMetric(float64(total)/float64(b.N)/trips, "ns/trip")
			b.ReportMetric(0, "ns/op")
		})
	}
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

// BenchmarkCalls is what it costs to tell a program's calls: of one whole run of
// the pair, and of one round trip of two programs that talk for long.
func BenchmarkCalls(b *testing.B) {
	const trips = 500 // the calls of so many are all told
	talk := map[string]string{
		"server/main.go": echoServer,
		"client/main.go": `package main

import (
	"fmt"
	"net"
	"time"
)

func main() {
	c, err := net.Dial("tcp", "127.0.0.1:7")
	if err != nil {
		panic(err)
	}
	b := make([]byte, 5)
	began := time.Now()
	for i := 0; i < ` + fmt.Sprint(trips) + `; i++ {
		c.Write(b)
		c.Read(b)
	}
	fmt.Println(time.Since(began).Nanoseconds())
}
`,
		"scenario.toml": strings.Replace(echoScenario, "args = [\"hello\"]\n", "", 1),
	}
	for _, calls := range []bool{false, true} {
		measure := func(b *testing.B, files map[string]string) (printed string) {
			s, err := NewSnippet("test", files)
			if err != nil {
				b.Fatal(err)
			}
			var events []Event
			if _, err := Run(b.Context(), s, Options{Calls: calls}, func(e Event) { events = append(events, e) }); err != nil {
				b.Fatal(err)
			}
			return texts(events, "client", Stdout)
		}
		b.Run(fmt.Sprintf("pair/calls=%t", calls), func(b *testing.B) {
			for b.Loop() {
				if got := measure(b, echoPair()); got != "hello\n" {
					b.Fatalf("client printed %q", got)
				}
			}
		})
		b.Run(fmt.Sprintf("trip/calls=%t", calls), func(b *testing.B) {
			total, runs := 0, 0
			for b.Loop() {
				took, err := strconv.Atoi(strings.TrimSpace(measure(b, talk)))
				if err != nil {
					b.Fatal(err)
				}
				total, runs = total+took, runs+1
			}
			b.ReportMetric(float64(total)/float64(runs*trips), "ns/trip")
		})
	}
}
