package slices

import (
	"cmp"
	"iter"
)

// All is slices.All.
func All[Slice ~[]E, E any](s Slice) iter.Seq2[int, E] {
	return func(yield func(int, E) bool) {
		for i, v := range s {
			if !yield(i, v) {
				return
			}
		}
	}
}

// Backward is slices.Backward.
func Backward[Slice ~[]E, E any](s Slice) iter.Seq2[int, E] {
	return func(yield func(int, E) bool) {
		for i := len(s) - 1; i >= 0; i-- {
			if !yield(i, s[i]) {
				return
			}
		}
	}
}

// Values is slices.Values.
func Values[Slice ~[]E, E any](s Slice) iter.Seq[E] {
	return func(yield func(E) bool) {
		for _, v := range s {
			if !yield(v) {
				return
			}
		}
	}
}

// Chunk is slices.Chunk.
func Chunk[Slice ~[]E, E any](s Slice, n int) iter.Seq[Slice] {
	if n < 1 {
		panic("cannot be less than 1")
	}
	return func(yield func(Slice) bool) {
		for i := 0; i < len(s); i += n {
			end := min(i+n, len(s))
			if !yield(s[i:end:end]) {
				return
			}
		}
	}
}

// ChunkList is the list of what slices.Chunk yields.
func ChunkList[Slice ~[]E, E any](s Slice, n int) []Slice {
	if n < 1 {
		panic("cannot be less than 1")
	}
	var list []Slice
	for i := 0; i < len(s); i += n {
		end := min(i+n, len(s))
		list = append(list, s[i:end:end])
	}
	return list
}

// AppendSeq is slices.AppendSeq.
func AppendSeq[Slice ~[]E, E any](s Slice, seq iter.Seq[E]) Slice {
	seq(func(v E) bool {
		s = append(s, v)
		return true
	})
	return s
}

// Collect is slices.Collect.
func Collect[E any](seq iter.Seq[E]) []E {
	var s []E
	seq(func(v E) bool {
		s = append(s, v)
		return true
	})
	return s
}

// Sorted is slices.Sorted.
func Sorted[E cmp.Ordered](seq iter.Seq[E]) []E {
	s := Collect(seq)
	Sort(s)
	return s
}

// SortedFunc is slices.SortedFunc.
func SortedFunc[E any](seq iter.Seq[E], compare func(E, E) int) []E {
	s := Collect(seq)
	SortFunc(s, compare)
	return s
}

// SortedStableFunc is slices.SortedStableFunc.
func SortedStableFunc[E any](seq iter.Seq[E], compare func(E, E) int) []E {
	s := Collect(seq)
	SortStableFunc(s, compare)
	return s
}

// CollectList is slices.Collect for the list of what is yielded.
func CollectList[E any](s []E) []E {
	return s
}

// SortedList is slices.Sorted for the list of what is yielded.
func SortedList[E cmp.Ordered](s []E) []E {
	Sort(s)
	return s
}

// SortedFuncList is slices.SortedFunc for the list of what is yielded.
func SortedFuncList[E any](s []E, compare func(E, E) int) []E {
	SortFunc(s, compare)
	return s
}

// SortedStableFuncList is slices.SortedStableFunc for the list of what is yielded.
func SortedStableFuncList[E any](s []E, compare func(E, E) int) []E {
	SortStableFunc(s, compare)
	return s
}

// ValuesList is the list of what slices.Values yields.
func ValuesList[Slice ~[]E, E any](s Slice) []E {
	var list []E
	for _, v := range s {
		list = append(list, v)
	}
	return list
}
