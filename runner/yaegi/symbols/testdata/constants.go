package main

import (
	"fmt"
	"io/fs"
	"math"
	"net"
	"net/http"
	"os"
	"strconv"
	"syscall"
	"time"
	"unicode"
	"unicode/utf8"
)

func main() {
	fmt.Println(math.Pi, float32(math.E), math.MaxFloat64, math.SmallestNonzeroFloat64)
	fmt.Println(math.Sqrt2*math.Sqrt2, math.MaxInt64, uint64(math.MaxUint64))
	const big = math.MaxUint64 / 3
	fmt.Println(uint64(big), math.MaxFloat64/math.MaxFloat32)
	fmt.Println(net.FlagUp|net.FlagRunning, http.StatusTeapot, http.MethodGet, time.RFC3339)
	fmt.Println(fs.ModeDir|0o755, os.O_RDWR|os.O_CREATE, 3*time.Second)
	fmt.Println(syscall.AF_INET, syscall.SO_REUSEADDR, syscall.ECONNREFUSED, syscall.SIGTERM)
	var r rune = utf8.RuneError
	fmt.Println(r == utf8.RuneError, 'a' < utf8.RuneSelf, unicode.MaxRune, strconv.IntSize)
}
