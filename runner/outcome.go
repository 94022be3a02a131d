package runner

import (
	"sync"

	"bothends/runner/gocheck/vet"
)

// An outcome is what checking the programs of a snippet found.
type outcome struct {
	Problems []foundProblem
	Findings []Finding // of programs that compile
	Programs map[string]checkedProgram
}

// foundProblem is a problem of a program.
type foundProblem struct {
	Program string
	Text    string // FILE:LINE:COLUMN: message; further lines begin with a tab
}

// The tools whose findings there are.
const (
	ToolVet   = vet.Vet
	ToolGofmt = vet.Gofmt
)

// A Finding is one thing that go vet or gofmt would say about a program that
// compiles. It keeps nothing from running: go run would not look for it.
type Finding struct {
	Program string
	Tool    string // ToolVet or ToolGofmt
	Text    string // FILE:LINE:COLUMN: message
}

// String names the file as one of the snippet, and the tool.
func (f Finding) String() string { return f.Tool + ": " + f.Program + "/" + f.Text }

// A checkedProgram is one that compiles.
type checkedProgram struct {
	Files   map[string]string // the sources that the interpreter is to execute
	Init    []string          // of Files, as yaegi.InitOrder has it
	Refused []string          // what it does not do exactly as Go does: FILE:LINE: construct
}

// maxOutcomes is how many outcomes a Runner keeps, and maxOutcomeBytes of what
// size, as the checker wrote them: one can be large.
const (
	maxOutcomes     = 1000
	maxOutcomeBytes = 64 << 20
)

// outcomes keeps what checking found, by the sum of what was checked: most
// runs are of programs that somebody has run before.
type outcomes struct {
	mu    sync.Mutex
	bySum map[string]outcome
	bytes int // of all of them
}

func (o *outcomes) get(sum string) (outcome, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	found, ok := o.bySum[sum]
	return found, ok
}

// put keeps an outcome of so many bytes.
func (o *outcomes) put(sum string, found outcome, size int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.bySum == nil || len(o.bySum) >= maxOutcomes || o.bytes+size > maxOutcomeBytes {
		o.bySum, o.bytes = map[string]outcome{}, 0 // to begin anew is as good as choosing, and simpler
	}
	o.bySum[sum] = found
	o.bytes += size
}
