//go:build !linux

package verify

import (
	"regexp"
	"testing"

	"bothends/site/lesson"
)

func pairOnNetwork() {}

func byGoRun(b *testing.B, _ *lesson.Book, _ *regexp.Regexp) {
	b.Skip("a network for each pair is to be had on Linux only")
}
