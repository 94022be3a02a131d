package search

import (
	"os"
	"testing"

	"bothends/site/lesson"
	"bothends/site/packed"
)

// BenchmarkSearch measures this book: what the index adds to a build, what it adds to
// one after a change to one lesson, and a server's work.
func BenchmarkSearch(b *testing.B) {
	book, err := lesson.Open(os.DirFS("../.."))
	if err != nil {
		b.Fatal(err)
	}
	files := Files(book)
	b.Run("whole", func(b *testing.B) {
		size, small := 0, 0
		for b.Loop() {
			size, small = 0, 0
			for _, f := range files {
				script := f.Make(nil)
				size += len(script)
				for _, form := range packed.Forms(script) {
					small += len(form.Body) / len(packed.Codings())
				}
			}
		}
		b.ReportMetric(float64(size), "bytes")
		b.ReportMetric(float64(small), "compressed-bytes")
	})
	b.Run("change", func(b *testing.B) {
		f := files[len(files)/2]
		script := f.Make(nil)
		for b.Loop() {
			known := Lines(script)
			delete(known, f.Lessons[len(f.Lessons)/2].Path)
			packed.Forms(f.Make(known))
		}
	})
	b.Run("server", func(b *testing.B) {
		for b.Loop() {
			New(book)
		}
	})
	x := New(book)
	for _, query := range []string{"close", "SetReadDeadline", "adress alredy in use", "a b c d e f g h i j k l"} {
		b.Run(query, func(b *testing.B) {
			for b.Loop() {
				x.Find(query)
			}
		})
	}
}
