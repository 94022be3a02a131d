//go:build race

package certify

import (
	"bytes"
	"context"
	"maps"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// A program's goroutines share what the program has them share, and nothing of the
// interpreter's own: each program's main is run by four goroutines at once, under the
// race detector. (A select once kept the channels of all of them in one place.)
func TestGoroutinesShareNothing(t *testing.T) {
	races, tried := map[string]string{}, 0 // by where they are, with one program each
	var mu sync.Mutex
	each(slices.Concat(load(t, folders[0]), load(t, folders[1])), func(p *program) {
		files, ok := fourTimes(p.files)
		if !ok {
			return
		}
		lowered, err := lowerFiles(files)
		if err != nil {
			t.Errorf("%s, its main run at once: %v", p.path, err)
			return
		}
		found := racesOf(lowered.Sources)
		mu.Lock()
		defer mu.Unlock()
		tried++
		for _, at := range found {
			races[at] = p.path
		}
	})
	for _, at := range slices.Sorted(maps.Keys(races)) {
		t.Errorf("%s: %s", races[at], at)
	}
	t.Logf("%d programs", tried)
}

var (
	mainFunction = regexp.MustCompile(`(?m)^func main\(\) ?\{`)
	sharesItself = regexp.MustCompile(`(?m)^var |os\.Exit|Listen`)
)

// fourTimes makes of a program one whose main is run by several goroutines; it is not ok where
// these would have something in common.
func fourTimes(files map[string]string) (changed map[string]string, ok bool) {
	text := files["main.go"]
	if len(files) != 1 || sharesItself.MatchString(text) || !mainFunction.MatchString(text) {
		return nil, false
	}
	text = mainFunction.ReplaceAllString(text, "func once() {") + `
func main() {
	done := make(chan bool)
	for range 4 {
		go func() {
			defer func() { recover(); done <- true }()
			once()
		}()
	}
	for range 4 {
		<-done
	}
}
`
	return map[string]string{"main.go": text}, true
}

// racesOf are the places of the interpreter's in which races were seen.
func racesOf(files map[string]string) (at []string) {
	ctx, cancel := context.WithTimeout(context.Background(), hangs)
	defer cancel()
	cmd := exec.CommandContext(ctx, "/proc/self/exe")
	cmd.Args[0] = bareName
	cmd.Env = append(os.Environ(), "GORACE=halt_on_error=0 exitcode=0")
	cmd.Stdin = input(files)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	cmd.Run() // what is asked for is what the detector says
	for report := range strings.SplitSeq(stderr.String(), "==================") {
		if strings.Contains(report, "WARNING: DATA RACE") && !looksAtType.MatchString(report) {
			at = append(at, racePlace(report))
		}
	}
	return at
}

// looksAtType is of a receiver that is copied for a look at its type, and thrown away.
var looksAtType = regexp.MustCompile(`reflect\.Value\.Interface\(\)\n.*\n  github\.com/traefik/yaegi/interp\.genFunctionWrapper\.func1`)

var interpreterLine = regexp.MustCompile(`yaegi@[^/]*/(\S+:\d+)`)

// racePlace names a race by the first lines of the interpreter that it has.
func racePlace(report string) string {
	var lines []string
	for _, m := range interpreterLine.FindAllStringSubmatch(report, 2) {
		lines = append(lines, m[1])
	}
	return strings.Join(lines, ", ")
}
