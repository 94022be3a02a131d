package runner

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// BenchmarkObserve is what it costs to capture packets and to tell calls, as ratios
// to the same without: of one whole run of the smallest real snippet, and of one
// round trip of a small message, as the client measures it. Beside each run that is
// observed goes one that is not, before it or after it in turn, so that what else the
// machine does falls on both.
func BenchmarkObserve(b *testing.B) {
	for _, o := range []struct {
		name    string
		options Options
	}{
		{"nothing", Options{}}, // how far from 1 chance alone leads
		{"packets", Options{Packets: true}},
		{"calls", Options{Calls: true}},
		{"packets+calls", Options{Packets: true, Calls: true}},
	} {
		b.Run(o.name, func(b *testing.B) {
			var run, trip [2][]time.Duration // without and with
			for n := 0; b.Loop(); n++ {
				for i := range run {
					i = (i + n) % 2
					options := [2]Options{{}, o.options}[i]
					began := time.Now()
					if got := texts(runPackets(b, echoPair(), options), "client", Stdout); got != "hello\n" {
						b.Fatalf("client printed %q", got)
					}
					run[i] = append(run[i], time.Since(began))
					trip[i] = append(trip[i], roundTrips(b, options))
				}
			}
			b.ReportMetric(median(run[1])/median(run[0]), "x/run")
			b.ReportMetric(median(trip[1])/median(trip[0]), "x/trip")
			b.ReportMetric(median(trip[1])/trips, "ns/trip")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// median is what a few runs that something else disturbed do not move, in nanoseconds.
func median(all []time.Duration) float64 {
	slices.Sort(all)
	return float64(all[len(all)/2].Nanoseconds())
}

const trips = 500 // the calls of so many are all told

// roundTrips is how long messages took to a server and back.
func roundTrips(b *testing.B, o Options) time.Duration {
	b.Helper()
	files := echoPair()
	files["scenario.toml"] = strings.Replace(echoScenario, "args = [\"hello\"]\n", "", 1)
	files["client/main.go"] = `package main

import (
	"fmt"
	"io"
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
		io.ReadFull(c, b)
	}
	fmt.Println(time.Since(began).Nanoseconds())
	c.Close()
}
`
	took, err := strconv.Atoi(strings.TrimSpace(texts(runPackets(b, files, o), "client", Stdout)))
	if err != nil {
		b.Fatal(err)
	}
	return time.Duration(took)
}
