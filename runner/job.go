package runner

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"runtime"
	"runtime/debug"
	"sync"

	"bothends/runner/frame"
	"bothends/runner/gocheck"
	"bothends/runner/gocheck/assist"
	"bothends/runner/gocheck/vet"
	"bothends/runner/nameserver"
	"bothends/runner/yaegi"
	"bothends/runner/yaegi/certify"
	"bothends/runner/yaegi/lower"
)

// A job is what a worker is given: one of its fields is set.
type job struct {
	Check   []Program        `json:",omitempty"` // say the outcome of checking these, as JSON
	Execute *yaegi.Program   `json:",omitempty"`
	Try     bool             `json:",omitempty"` // say first why it cannot be executed, or nothing if it is
	Assist  *assist.Request  `json:",omitempty"` // say the answer, as JSON
	Names   *nameserver.Zone `json:",omitempty"` // serve these, and say serving when they are served

	Terminal *terminalJob `json:",omitempty"`

	Rehearse bool `json:",omitempty"` // check a program of our own, and say nothing
}

// rehearsal is the job that a checking worker does before anybody has asked for it.
const rehearsal = `{"Rehearse":true}`

// rehearsed is what is checked then: a small server of what most programs are made of.
const rehearsed = `package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"
)

type server struct {
	mu    sync.Mutex
	lines map[string]int
}

var errEmpty = errors.New("empty")

func (s *server) count(line string) (n int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if line = strings.TrimSpace(line); line == "" {
		return 0, fmt.Errorf("line: %w", errEmpty)
	}
	s.lines[line]++
	return s.lines[line], nil
}

func (s *server) handle(w http.ResponseWriter, r *http.Request) {
	switch n, err := s.count(r.URL.Path); {
	case errors.Is(err, errEmpty):
		http.Error(w, err.Error(), http.StatusBadRequest)
	default:
		json.NewEncoder(w).Encode(n)
	}
}

func main() {
	l, err := net.Listen("tcp", os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	s := &server{lines: map[string]int{}}
	go http.Serve(l, http.HandlerFunc(s.handle))
	for i := range 3 {
		conn, err := net.DialTimeout("tcp", l.Addr().String(), time.Second)
		if err != nil {
			log.Fatal(err)
		}
		func() {
			defer conn.Close()
			_, err = io.Copy(os.Stdout, conn)
			fmt.Println(i, err)
		}()
	}
}
`

// say prints what a worker of ours has to tell the supervisor, as one frame. A
// program's output is its own, and never taken for one.
func say(message []byte) error {
	b, err := frame.Append(nil, message)
	if err == nil {
		_, err = os.Stdout.Write(b)
	}
	return err
}

// collectAt has the garbage of a checking worker collected for the first time at
// 32 MiB in place of 4 MiB: most have come to their end by then.
const collectAt = 800

// prepare sets the runtime of a checking worker for work that is done in milliseconds:
// garbage is collected late, and nobody looks at a profile of the memory.
func prepare() {
	debug.SetGCPercent(collectAt)
	runtime.MemProfileRate = 0
}

// execute does a worker's job. It says by begin that a program which it tries begins.
func execute(text []byte, begin func()) {
	var j job
	if err := json.Unmarshal(text, &j); err != nil {
		fmt.Fprintln(os.Stderr, "job:", err)
		os.Exit(StatusUnavailable)
	}
	switch {
	case j.Execute != nil && j.Try:
		tryProgram(*j.Execute, begin)
		return
	case j.Execute != nil:
		yaegi.Execute(*j.Execute)
	}
	if j.Terminal != nil {
		serveTerminal(*j.Terminal)
	}
	if j.Names != nil {
		err := nameserver.Serve(*j.Names, func() { say([]byte(serving)) })
		fmt.Fprintln(os.Stderr, err)
		os.Exit(StatusUnavailable)
	}
	prepare()
	if j.Rehearse {
		program := map[string]string{"main.go": rehearsed}
		examineAll([]Program{{Name: "one", Files: program}, {Name: "two", Files: program}})
		runtime.GC() // so that the memory which it took is used again
		return
	}
	var found []byte
	var err error
	if j.Assist != nil {
		found, err = json.Marshal(assist.Do(*j.Assist))
	} else {
		found, err = json.Marshal(examineAll(j.Check))
	}
	if err == nil {
		err = say(found)
	}
	if err != nil {
		os.Exit(StatusUnavailable)
	}
}

// examine rewrites a program into what the interpreter gets right, and lists
// what then is left of which that is not known.
func examine(c *gocheck.Checked) checkedProgram {
	if runtime.GOARCH != "amd64" {
		return checkedProgram{Refused: []string{"the interpreter has the standard library for x86-64 alone"}}
	}
	lowered, err := lower.Program(c)
	if err != nil {
		return checkedProgram{Refused: []string{err.Error()}}
	}
	p := checkedProgram{Files: lowered.Sources, Init: yaegi.InitOrder(lowered.Fset, lowered.Info)}
	for _, refusal := range certify.Program(lowered) {
		p.Refused = append(p.Refused, fmt.Sprintf("%s:%d: %s", refusal.File, refusal.Line, refusal.Construct)) // columns are those of the rewritten text
	}
	return p
}

// examineAll checks the programs of a snippet, as many at a time as there are
// processors.
func examineAll(programs []Program) outcome {
	each := make([]outcome, len(programs))
	turns := make(chan struct{}, runtime.GOMAXPROCS(0))
	var all sync.WaitGroup
	for i, p := range programs {
		all.Go(func() {
			turns <- struct{}{}
			each[i] = examineProgram(p)
			<-turns
		})
	}
	all.Wait()
	found := outcome{Programs: map[string]checkedProgram{}}
	for _, o := range each {
		found.Problems = append(found.Problems, o.Problems...)
		found.Findings = append(found.Findings, o.Findings...)
		maps.Copy(found.Programs, o.Programs)
	}
	return found
}

// examineProgram checks one program.
func examineProgram(p Program) (found outcome) {
	checked, problems := gocheck.Load(p.Files)
	for _, problem := range problems {
		found.Problems = append(found.Problems, foundProblem{p.Name, problem.String()})
	}
	if len(problems) > 0 {
		return found
	}
	// What is too much is neither lowered nor vetted, which could take longer
	// than to check it: advice must not keep a program from running.
	if refusal, ok := certify.TooMuch(checked); ok {
		found.Programs = map[string]checkedProgram{p.Name: {Files: checked.Sources, Init: yaegi.InitOrder(checked.Fset, checked.Info), Refused: []string{refusal.String()}}}
		return found
	}
	for _, f := range vet.Program(checked) {
		found.Findings = append(found.Findings, Finding{p.Name, f.Tool, clean([]byte(f.String()))})
	}
	found.Programs = map[string]checkedProgram{p.Name: examine(checked)}
	return found
}
