package generic_test

import (
	gocmp "cmp"
	"fmt"
	goiter "iter"
	"math"
	"math/rand/v2"
	goslices "slices"
	"testing"

	"bothends/runner/yaegi/lower/generic/cmp"
	"bothends/runner/yaegi/lower/generic/iter"
	"bothends/runner/yaegi/lower/generic/slices"
)

type record struct{ key, number int }

// records are many with few keys, so that the order of equal ones shows.
func records(random *rand.Rand, n int) []record {
	list := make([]record, n)
	for i := range list {
		list[i] = record{random.IntN(1 + n/8), i}
	}
	return list
}

// TestSortOrder: elements are compared in the order in which the library
// compares them, and equal ones end where they end there.
func TestSortOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for n := range 300 {
		list := records(random, n)
		for name, sorts := range map[string][2]func([]record, func(a, b record) int){
			"SortFunc":       {goslices.SortFunc[[]record], slices.SortFunc[[]record]},
			"SortStableFunc": {goslices.SortStableFunc[[]record], slices.SortStableFunc[[]record]},
		} {
			var compared [2][][2]int
			var sorted [2][]record
			for i, sort := range sorts {
				sorted[i] = goslices.Clone(list)
				sort(sorted[i], func(a, b record) int {
					compared[i] = append(compared[i], [2]int{a.number, b.number})
					return gocmp.Compare(a.key, b.key)
				})
			}
			if !goslices.Equal(sorted[0], sorted[1]) || !goslices.Equal(compared[0], compared[1]) {
				t.Fatalf("%s of %v: got %v, want %v", name, list, sorted[1], sorted[0])
			}
		}
	}
}

// outcome is what a call returns or panics with, and what it leaves in its
// argument and behind it.
func outcome(list []int, call func([]int) any) (text string) {
	room := make([]int, len(list), len(list)+3)
	copy(room, list)
	defer func() {
		if r := recover(); r != nil {
			text = "panic"
		}
	}()
	result := call(room)
	return fmt.Sprintf("%v of %d, %v", result, capacity(result), room[:cap(room)])
}

func capacity(x any) int {
	if list, ok := x.([]int); ok {
		return cap(list)
	}
	return 0
}

// TestSlices compares with the library what is made of random slices.
func TestSlices(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	even := func(x int) bool { return x%2 == 0 }
	parity := func(x, y int) bool { return x%2 == y%2 }
	for range 3000 {
		list := make([]int, random.IntN(7))
		for i := range list {
			list[i] = random.IntN(5)
		}
		i, j, x := random.IntN(9)-1, random.IntN(9)-1, random.IntN(5)
		more := list[:min(2, len(list))]
		// Capacities of what is collected are left out: they hang on where the
		// compiler puts a slice.
		for name, calls := range map[string][2]func([]int) any{
			"Insert":       {func(l []int) any { return goslices.Insert(l, i, more...) }, func(l []int) any { return slices.Insert(l, i, more...) }},
			"Insert own":   {func(l []int) any { return goslices.Insert(l, i, l[:1]...) }, func(l []int) any { return slices.Insert(l, i, l[:1]...) }},
			"Delete":       {func(l []int) any { return goslices.Delete(l, i, j) }, func(l []int) any { return slices.Delete(l, i, j) }},
			"Replace":      {func(l []int) any { return goslices.Replace(l, i, j, more...) }, func(l []int) any { return slices.Replace(l, i, j, more...) }},
			"Replace own":  {func(l []int) any { return goslices.Replace(l, i, j, l...) }, func(l []int) any { return slices.Replace(l, i, j, l...) }},
			"DeleteFunc":   {func(l []int) any { return goslices.DeleteFunc(l, even) }, func(l []int) any { return slices.DeleteFunc(l, even) }},
			"Compact":      {func(l []int) any { return goslices.Compact(l) }, func(l []int) any { return slices.Compact(l) }},
			"CompactFunc":  {func(l []int) any { return goslices.CompactFunc(l, parity) }, func(l []int) any { return slices.CompactFunc(l, parity) }},
			"Clone":        {func(l []int) any { return goslices.Clone(l) }, func(l []int) any { return slices.Clone(l) }},
			"Clip":         {func(l []int) any { return goslices.Clip(l) }, func(l []int) any { return slices.Clip(l) }},
			"Grow":         {func(l []int) any { return goslices.Grow(l, j) }, func(l []int) any { return slices.Grow(l, j) }},
			"Repeat":       {func(l []int) any { return goslices.Repeat(l, j) }, func(l []int) any { return slices.Repeat(l, j) }},
			"Concat":       {func(l []int) any { return goslices.Concat(l, more, nil, l) }, func(l []int) any { return slices.Concat(l, more, nil, l) }},
			"Reverse":      {func(l []int) any { goslices.Reverse(l); return nil }, func(l []int) any { slices.Reverse(l); return nil }},
			"Sort":         {func(l []int) any { goslices.Sort(l); return nil }, func(l []int) any { slices.Sort(l); return nil }},
			"Index":        {func(l []int) any { return goslices.Index(l, x) }, func(l []int) any { return slices.Index(l, x) }},
			"IndexFunc":    {func(l []int) any { return goslices.IndexFunc(l, even) }, func(l []int) any { return slices.IndexFunc(l, even) }},
			"Contains":     {func(l []int) any { return goslices.Contains(l, x) }, func(l []int) any { return slices.Contains(l, x) }},
			"ContainsFunc": {func(l []int) any { return goslices.ContainsFunc(l, even) }, func(l []int) any { return slices.ContainsFunc(l, even) }},
			"Equal":        {func(l []int) any { return goslices.Equal(l, more) }, func(l []int) any { return slices.Equal(l, more) }},
			"Compare":      {func(l []int) any { return goslices.Compare(l, more) }, func(l []int) any { return slices.Compare(l, more) }},
			"Min":          {func(l []int) any { return goslices.Min(l) }, func(l []int) any { return slices.Min(l) }},
			"Max":          {func(l []int) any { return goslices.Max(l) }, func(l []int) any { return slices.Max(l) }},
			"MaxFunc":      {func(l []int) any { return goslices.MaxFunc(l, gocmp.Compare[int]) }, func(l []int) any { return slices.MaxFunc(l, cmp.Compare[int]) }},
			"IsSorted":     {func(l []int) any { return goslices.IsSorted(l) }, func(l []int) any { return slices.IsSorted(l) }},
			"BinarySearch": {func(l []int) any { n, ok := goslices.BinarySearch(l, x); return fmt.Sprint(n, ok) }, func(l []int) any { n, ok := slices.BinarySearch(l, x); return fmt.Sprint(n, ok) }},
			"Collect":      {func(l []int) any { return fmt.Sprint(goslices.Collect(goslices.Values(l))) }, func(l []int) any { return fmt.Sprint(slices.Collect(slices.Values(l))) }},
			"ValuesList":   {func(l []int) any { return fmt.Sprint(goslices.Collect(goslices.Values(l))) }, func(l []int) any { return fmt.Sprint(slices.ValuesList(l)) }},
			"Chunk":        {func(l []int) any { return fmt.Sprint(goslices.Collect(goslices.Chunk(l, j))) }, func(l []int) any { return fmt.Sprint(slices.Collect(slices.Chunk(l, j))) }},
			"ChunkList":    {func(l []int) any { return fmt.Sprint(goslices.Collect(goslices.Chunk(l, j))) }, func(l []int) any { return fmt.Sprint(slices.ChunkList(l, j)) }},
		} {
			if want, got := outcome(list, calls[0]), outcome(list, calls[1]); got != want {
				t.Errorf("%s of %v with %d, %d, %d: got %s, want %s", name, list, i, j, x, got, want)
			}
		}
	}
}

// TestCompare: not a number, and zero with a sign, have a say.
func TestCompare(t *testing.T) {
	numbers := []float64{math.NaN(), math.Inf(-1), -1, math.Copysign(0, -1), 0, 1, math.Inf(1)}
	for _, x := range numbers {
		for _, y := range numbers {
			if got, want := cmp.Compare(x, y), gocmp.Compare(x, y); got != want {
				t.Errorf("Compare(%v, %v) = %d, want %d", x, y, got, want)
			}
			if got, want := cmp.Less(x, y), gocmp.Less(x, y); got != want {
				t.Errorf("Less(%v, %v) = %v, want %v", x, y, got, want)
			}
		}
	}
}

// TestPull: values come one at a time, until the last, a stop or a panic.
func TestPull(t *testing.T) {
	for name, stopAt := range map[string]int{"to the end": 9, "stopped": 2, "stopped at once": 0} {
		for _, fails := range []bool{false, true} {
			walk := func(said *[]string) func(yield func(int, string) bool) {
				return func(yield func(int, string) bool) {
					defer func() { *said = append(*said, "left") }()
					for i := range 4 {
						if !yield(i, fmt.Sprint("v", i)) {
							return
						}
					}
					if fails {
						panic("after the last")
					}
				}
			}
			pull := func(next func() (int, string, bool), stop func(), said *[]string) []string {
				for i := range 7 {
					if i == stopAt {
						stop()
					}
					func() {
						defer func() { *said = append(*said, fmt.Sprint(recover())) }()
						k, v, ok := next()
						*said = append(*said, fmt.Sprint(k, v, ok))
					}()
				}
				return *said
			}
			var want, got []string
			next, stop := goiter.Pull2(walk(&want))
			pull(next, stop, &want)
			next, stop = iter.Pull2(iter.Seq2[int, string](walk(&got)))
			if pull(next, stop, &got); !goslices.Equal(got, want) {
				t.Errorf("%s, failing %t: got %q, want %q", name, fails, got, want)
			}
		}
	}
}
