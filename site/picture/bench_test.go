package picture

import "testing"

func BenchmarkPNG(b *testing.B) {
	p := Picture{Book: "Both Ends", Title: "A client, call by call", Lifelines: ends, Arrows: []Arrow{{0, 1, "SYN", false}, {1, 0, "SYN ACK", false}, {0, 1, "32 B", true}}}
	for b.Loop() {
		if _, err := p.PNG(); err != nil {
			b.Fatal(err)
		}
	}
}
