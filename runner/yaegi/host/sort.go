package host

import (
	"cmp"
	"reflect"
	"slices"
	"sort"
	"sync"
	"unsafe"
)

// Sort is slices.Sort for a slice of any ordered type.
func Sort(x any) {
	v := reflect.ValueOf(x)
	switch v.Type().Elem().Kind() {
	case reflect.Int:
		sortAs[int](v)
	case reflect.Int8:
		sortAs[int8](v)
	case reflect.Int16:
		sortAs[int16](v)
	case reflect.Int32:
		sortAs[int32](v)
	case reflect.Int64:
		sortAs[int64](v)
	case reflect.Uint:
		sortAs[uint](v)
	case reflect.Uint8:
		sortAs[uint8](v)
	case reflect.Uint16:
		sortAs[uint16](v)
	case reflect.Uint32:
		sortAs[uint32](v)
	case reflect.Uint64:
		sortAs[uint64](v)
	case reflect.Uintptr:
		sortAs[uintptr](v)
	case reflect.Float32:
		sortAs[float32](v)
	case reflect.Float64:
		sortAs[float64](v)
	case reflect.String:
		sortAs[string](v)
	default:
		panic("host.Sort: not ordered: " + v.Type().String())
	}
}

// sortAs sorts a slice whose elements are E but for their name.
func sortAs[E cmp.Ordered](v reflect.Value) {
	slices.Sort(unsafe.Slice((*E)(v.UnsafePointer()), v.Len()))
}

// SortFunc is slices.SortFunc, which calls its function for the same elements
// in the same order as sort.Slice: both are made of one text.
func SortFunc(x any, less func(i, j int) bool) { sort.Slice(x, less) }

// SortStableFunc is slices.SortStableFunc, in the same way.
func SortStableFunc(x any, less func(i, j int) bool) { sort.SliceStable(x, less) }

// Cap is cap of a slice.
func Cap(x any) int { return reflect.ValueOf(x).Cap() }

// Clear is clear of a map.
func Clear(x any) { reflect.ValueOf(x).Clear() }

// Min is min.
func Min(x, y float64) float64 { return min(x, y) }

// Max is max.
func Max(x, y float64) float64 { return max(x, y) }

// Mutex is sync.Mutex, for programs that do not import it.
type Mutex = sync.Mutex

// OnceFunc is sync.OnceFunc.
func OnceFunc(f func()) func() { return sync.OnceFunc(f) }
