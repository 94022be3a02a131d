package slices

import (
	"cmp"

	"bothends/runner/yaegi/host"
)

// Equal is slices.Equal.
func Equal[S ~[]E, E comparable](s1, s2 S) bool {
	if len(s1) != len(s2) {
		return false
	}
	for i := range s1 {
		if s1[i] != s2[i] {
			return false
		}
	}
	return true
}

// EqualFunc is slices.EqualFunc.
func EqualFunc[S1 ~[]E1, S2 ~[]E2, E1, E2 any](s1 S1, s2 S2, eq func(E1, E2) bool) bool {
	if len(s1) != len(s2) {
		return false
	}
	for i, v1 := range s1 {
		if !eq(v1, s2[i]) {
			return false
		}
	}
	return true
}

// Compare is slices.Compare.
func Compare[S ~[]E, E cmp.Ordered](s1, s2 S) int {
	for i, v1 := range s1 {
		if i >= len(s2) {
			return 1
		}
		if c := cmp.Compare(v1, s2[i]); c != 0 {
			return c
		}
	}
	if len(s1) < len(s2) {
		return -1
	}
	return 0
}

// CompareFunc is slices.CompareFunc.
func CompareFunc[S1 ~[]E1, S2 ~[]E2, E1, E2 any](s1 S1, s2 S2, compare func(E1, E2) int) int {
	for i, v1 := range s1 {
		if i >= len(s2) {
			return 1
		}
		if c := compare(v1, s2[i]); c != 0 {
			return c
		}
	}
	if len(s1) < len(s2) {
		return -1
	}
	return 0
}

// Index is slices.Index.
func Index[S ~[]E, E comparable](s S, v E) int {
	for i := range s {
		if v == s[i] {
			return i
		}
	}
	return -1
}

// IndexFunc is slices.IndexFunc.
func IndexFunc[S ~[]E, E any](s S, f func(E) bool) int {
	for i := range s {
		if f(s[i]) {
			return i
		}
	}
	return -1
}

// Contains is slices.Contains.
func Contains[S ~[]E, E comparable](s S, v E) bool {
	for i := range s {
		if v == s[i] {
			return true
		}
	}
	return false
}

// ContainsFunc is slices.ContainsFunc.
func ContainsFunc[S ~[]E, E any](s S, f func(E) bool) bool {
	for i := range s {
		if f(s[i]) {
			return true
		}
	}
	return false
}

// Insert is slices.Insert.
func Insert[S ~[]E, E any](s S, i int, v ...E) S {
	rest := s[i:]
	m := len(v)
	if m == 0 {
		return s
	}
	n := len(s)
	if i == n {
		return append(s, v...)
	}
	if n+m > host.Cap(s) {
		s2 := append(s[:i], make(S, n+m-i)...)
		copy(s2[i:], v)
		copy(s2[i+m:], rest)
		return s2
	}
	inserted := append([]E(nil), v...) // they may lie in s
	s = s[:n+m]
	copy(s[i+m:], rest)
	copy(s[i:], inserted)
	return s
}

// Delete is slices.Delete.
func Delete[S ~[]E, E any](s S, i, j int) S {
	gone := s[i:j:len(s)]
	if len(gone) == 0 {
		return s
	}
	old := s
	s = append(s[:i], s[j:]...)
	var zero E
	for k := len(s); k < len(old); k++ {
		old[k] = zero
	}
	return s
}

// DeleteFunc is slices.DeleteFunc.
func DeleteFunc[S ~[]E, E any](s S, del func(E) bool) S {
	i := IndexFunc(s, del)
	if i == -1 {
		return s
	}
	for j := i + 1; j < len(s); j++ {
		v := s[j]
		if !del(v) {
			s[i] = v
			i++
		}
	}
	var zero E
	for k := i; k < len(s); k++ {
		s[k] = zero
	}
	return s[:i]
}

// Replace is slices.Replace.
func Replace[S ~[]E, E any](s S, i, j int, v ...E) S {
	gone := s[i:j]
	if len(gone) == 0 {
		return Insert(s, i, v...)
	}
	var zero E
	if j == len(s) {
		s2 := append(s[:i], v...)
		for k := len(s2); k < len(s); k++ {
			s[k] = zero
		}
		return s2
	}
	total := i + len(v) + len(s) - j
	if total > host.Cap(s) {
		s2 := append(s[:i], make(S, total-i)...)
		copy(s2[i:], v)
		copy(s2[i+len(v):], s[j:])
		return s2
	}
	r := s[:total]
	put := append([]E(nil), v...) // they may lie in s
	copy(r[i+len(v):], s[j:])
	copy(r[i:], put)
	for k := total; k < len(s); k++ {
		s[k] = zero
	}
	return r
}

// Clone is slices.Clone.
func Clone[S ~[]E, E any](s S) S {
	if s == nil {
		return nil
	}
	return append(S{}, s...)
}

// Compact is slices.Compact.
func Compact[S ~[]E, E comparable](s S) S {
	if len(s) < 2 {
		return s
	}
	kept := 1
	for k := 1; k < len(s); k++ {
		if s[k] != s[k-1] {
			if k != kept {
				s[kept] = s[k]
			}
			kept++
		}
	}
	var zero E
	for k := kept; k < len(s); k++ {
		s[k] = zero
	}
	return s[:kept]
}

// CompactFunc is slices.CompactFunc.
func CompactFunc[S ~[]E, E any](s S, eq func(E, E) bool) S {
	if len(s) < 2 {
		return s
	}
	kept := 1
	for k := 1; k < len(s); k++ {
		if !eq(s[k], s[k-1]) {
			if k != kept {
				s[kept] = s[k]
			}
			kept++
		}
	}
	var zero E
	for k := kept; k < len(s); k++ {
		s[k] = zero
	}
	return s[:kept]
}

// Grow is slices.Grow.
func Grow[S ~[]E, E any](s S, n int) S {
	if n < 0 {
		panic("cannot be negative")
	}
	n -= host.Cap(s) - len(s)
	if n > 0 {
		length := len(s)
		s = append(s[:host.Cap(s)], make([]E, n)...)
		s = s[:length]
	}
	return s
}

// Clip is slices.Clip.
func Clip[S ~[]E, E any](s S) S {
	return s[:len(s):len(s)]
}

// Reverse is slices.Reverse.
func Reverse[S ~[]E, E any](s S) {
	i := 0
	j := len(s) - 1
	for i < j {
		v := s[i]
		s[i] = s[j]
		s[j] = v
		i++
		j--
	}
}

// Concat is slices.Concat.
func Concat[S ~[]E, E any](lists ...S) S {
	size := 0
	for _, s := range lists {
		size += len(s)
	}
	var joined S
	if size > 0 {
		joined = append(joined, make([]E, size)...)
		joined = joined[:0]
	}
	for _, s := range lists {
		joined = append(joined, s...)
	}
	return joined
}

// Repeat is slices.Repeat.
func Repeat[S ~[]E, E any](x S, count int) S {
	if count < 0 {
		panic("cannot be negative")
	}
	repeated := make(S, len(x)*count)
	for i := 0; i < count; i++ {
		copy(repeated[i*len(x):], x)
	}
	return repeated
}

// Sort is slices.Sort.
func Sort[S ~[]E, E cmp.Ordered](x S) {
	host.Sort(x)
}

// SortFunc is slices.SortFunc.
func SortFunc[S ~[]E, E any](x S, compare func(a, b E) int) {
	host.SortFunc(x, func(i, j int) bool { return compare(x[i], x[j]) < 0 })
}

// SortStableFunc is slices.SortStableFunc.
func SortStableFunc[S ~[]E, E any](x S, compare func(a, b E) int) {
	host.SortStableFunc(x, func(i, j int) bool { return compare(x[i], x[j]) < 0 })
}

// IsSorted is slices.IsSorted.
func IsSorted[S ~[]E, E cmp.Ordered](x S) bool {
	for i := len(x) - 1; i > 0; i-- {
		if cmp.Less(x[i], x[i-1]) {
			return false
		}
	}
	return true
}

// IsSortedFunc is slices.IsSortedFunc.
func IsSortedFunc[S ~[]E, E any](x S, compare func(a, b E) int) bool {
	for i := len(x) - 1; i > 0; i-- {
		if compare(x[i], x[i-1]) < 0 {
			return false
		}
	}
	return true
}

// Min is slices.Min.
func Min[S ~[]E, E cmp.Ordered](x S) E {
	if len(x) < 1 {
		panic("slices.Min: empty list")
	}
	m := x[0]
	for i := 1; i < len(x); i++ {
		m = min(m, x[i])
	}
	return m
}

// MinFunc is slices.MinFunc.
func MinFunc[S ~[]E, E any](x S, compare func(a, b E) int) E {
	if len(x) < 1 {
		panic("slices.MinFunc: empty list")
	}
	m := x[0]
	for i := 1; i < len(x); i++ {
		if compare(x[i], m) < 0 {
			m = x[i]
		}
	}
	return m
}

// Max is slices.Max.
func Max[S ~[]E, E cmp.Ordered](x S) E {
	if len(x) < 1 {
		panic("slices.Max: empty list")
	}
	m := x[0]
	for i := 1; i < len(x); i++ {
		m = max(m, x[i])
	}
	return m
}

// MaxFunc is slices.MaxFunc.
func MaxFunc[S ~[]E, E any](x S, compare func(a, b E) int) E {
	if len(x) < 1 {
		panic("slices.MaxFunc: empty list")
	}
	m := x[0]
	for i := 1; i < len(x); i++ {
		if compare(x[i], m) > 0 {
			m = x[i]
		}
	}
	return m
}

// BinarySearch is slices.BinarySearch.
func BinarySearch[S ~[]E, E cmp.Ordered](x S, target E) (int, bool) {
	i := 0
	j := len(x)
	for i < j {
		h := (i + j) / 2
		if cmp.Less(x[h], target) {
			i = h + 1
		} else {
			j = h
		}
	}
	return i, i < len(x) && cmp.Compare(x[i], target) == 0
}

// BinarySearchFunc is slices.BinarySearchFunc.
func BinarySearchFunc[S ~[]E, E, T any](x S, target T, compare func(E, T) int) (int, bool) {
	i := 0
	j := len(x)
	for i < j {
		h := (i + j) / 2
		if compare(x[h], target) < 0 {
			i = h + 1
		} else {
			j = h
		}
	}
	return i, i < len(x) && compare(x[i], target) == 0
}
