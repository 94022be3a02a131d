package runner

import (
	"go/build"
	"io"
	"runtime"
	"strings"
)

// builds holds for a file of a program that go build compiles where programs run: on
// Linux, without cgo, with the Go version that programs are checked as. Others, such
// as x_windows.go, _x.go or one with //go:build ignore, are no part of it. Where a
// constraint cannot be read the compiler is to say so.
func builds(file, source string) bool {
	c := build.Default
	c.GOOS, c.GOARCH, c.CgoEnabled, c.BuildTags, c.UseAllFiles = "linux", runtime.GOARCH, false, nil, false
	c.OpenFile = func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(source)), nil }
	match, err := c.MatchFile("", file)
	return match || err != nil
}
