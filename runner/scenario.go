package runner

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
)

// A Scenario says how a snippet runs: its processes in the order in which they
// start, and the bounds of the run. The zero value means: by convention.
//
// In a snippet's folder it is written as scenario.toml:
//
//	[[process]]
//	name  = "server"
//	args  = ["7"]
//
//	[[process]]
//	name  = "client"
//	args  = ["127.0.0.1", "hello", "7"]
//	count = 3
//
//	[limits]
//	time = "5s"
//
// Without the file, every folder that holds a main.go is a process, those that
// serve first, none with arguments.
type Scenario struct {
	Processes []Process `toml:"process"`
	Limits    Limits    `toml:"limits"`
}

// A Process is one program of the scenario at run time.
type Process struct {
	Name    string   `toml:"name"`    // how the process is called: letters, digits, dashes
	Program string   `toml:"program"` // the folder of its program; Name if empty
	Args    []string `toml:"args"`    // without the program's name
	Stdin   string   `toml:"stdin"`   // what it reads; nothing if empty
	Count   int      `toml:"count"`   // how many of it run at once, named client-1, client-2, …; 1 if zero
	Wait    string   `toml:"wait"`    // when the next process may start: "listen" (the default of one that serves), "exit" or "none"
	Serves  *bool    `toml:"serves"`  // a server is stopped when all the others have ended; by default whether Name begins with "server"
	Exit    int      `toml:"exit"`    // the status it is expected to end with
}

// Limits bound a run. A zero field means the default.
type Limits struct {
	Time   Duration `toml:"time"`   // wall-clock time of the whole run; 10 s by default, at most 60 s
	Memory int64    `toml:"memory"` // bytes of data for each process; 256 MiB by default and at most
	Output int64    `toml:"output"` // bytes that one process may print; 64 KiB by default, at most 1 MiB
}

// The defaults and upper bounds of [Limits], and of what one run may hold.
const (
	DefaultTime   = 10 * time.Second
	MaxTime       = 60 * time.Second
	DefaultMemory = 256 << 20
	DefaultOutput = 64 << 10
	MaxOutput     = 1 << 20
	MaxProcesses  = 16
	MaxArgs       = 4 << 10 // bytes of arguments and input, for each process
)

// When the next process may start.
const (
	WaitListen = "listen" // as soon as this one is seen to listen, or to have bound a UDP port
	WaitExit   = "exit"   // when this one has ended
	WaitNone   = "none"   // at once
)

// Duration is a time.Duration written as in Go: "1.5s".
type Duration time.Duration

// UnmarshalText reads Go's notation.
func (d *Duration) UnmarshalText(b []byte) error {
	v, err := time.ParseDuration(string(b))
	*d = Duration(v)
	return err
}

// ParseScenario reads scenario.toml. Errors begin with name and, where it is
// known, the line.
func ParseScenario(name string, text []byte) (Scenario, error) {
	var s Scenario
	dec := toml.NewDecoder(strings.NewReader(string(text))).DisallowUnknownFields()
	if err := dec.Decode(&s); err != nil {
		return Scenario{}, tomlError(name, err)
	}
	return s, nil
}

// tomlError puts place and cause into one line.
func tomlError(name string, err error) error {
	var strict *toml.StrictMissingError
	if errors.As(err, &strict) && len(strict.Errors) > 0 {
		e := strict.Errors[0]
		line, _ := e.Position()
		return fmt.Errorf("%s:%d: no such key: %s", name, line, strings.Join(e.Key(), "."))
	}
	var bad *toml.DecodeError
	if errors.As(err, &bad) {
		line, column := bad.Position()
		return fmt.Errorf("%s:%d:%d: %s", name, line, column, strings.TrimPrefix(bad.Error(), "toml: "))
	}
	return fmt.Errorf("%s: %w", name, err)
}

// complete fills in what the conventions say and checks the scenario against
// the programs that there are.
func (s *Scenario) complete(place string, programs []Program) error {
	if len(s.Processes) == 0 {
		s.Processes = conventional(programs)
	}
	seen, total := map[string]bool{}, 0
	for i := range s.Processes {
		p := &s.Processes[i]
		if err := p.complete(programs); err != nil {
			return fmt.Errorf("%s: %w", place, err)
		}
		if seen[p.Name] {
			return fmt.Errorf("%s: two processes are named %q; give each its own name, or use count", place, p.Name)
		}
		seen[p.Name] = true
		total += p.Count
	}
	if total > MaxProcesses {
		return fmt.Errorf("%s: %d processes in one run; at most %d", place, total, MaxProcesses)
	}
	if err := s.Limits.complete(); err != nil {
		return fmt.Errorf("%s: limits: %w", place, err)
	}
	return nil
}

// conventional makes one process of each program, servers first.
func conventional(programs []Program) []Process {
	var serving, others []Process
	for _, p := range programs {
		if strings.HasPrefix(p.Name, "server") {
			serving = append(serving, Process{Name: p.Name})
		} else {
			others = append(others, Process{Name: p.Name})
		}
	}
	return append(serving, others...)
}

func (p *Process) complete(programs []Program) error {
	if !validName(p.Name) {
		return fmt.Errorf("process name %q: use lower-case letters, digits and dashes, beginning with a letter", p.Name)
	}
	if p.Program == "" {
		p.Program = p.Name
	}
	if !slices.ContainsFunc(programs, func(q Program) bool { return q.Name == p.Program }) {
		return fmt.Errorf("process %q: no program %s/main.go", p.Name, p.Program)
	}
	if p.Count == 0 {
		p.Count = 1
	}
	if p.Count < 0 {
		return fmt.Errorf("process %q: count is %d; it must be 1 or more", p.Name, p.Count)
	}
	if p.Serves == nil {
		serves := strings.HasPrefix(p.Name, "server")
		p.Serves = &serves
	}
	if p.Wait == "" {
		p.Wait = WaitNone
		if *p.Serves {
			p.Wait = WaitListen
		}
	}
	if !slices.Contains([]string{WaitListen, WaitExit, WaitNone}, p.Wait) {
		return fmt.Errorf("process %q: wait is %q; it must be listen, exit or none", p.Name, p.Wait)
	}
	if p.Exit < 0 || p.Exit > 255 {
		return fmt.Errorf("process %q: exit is %d; a status is 0 to 255", p.Name, p.Exit)
	}
	if n := len(p.Stdin) + len(strings.Join(p.Args, " ")); n > MaxArgs {
		return fmt.Errorf("process %q: %d bytes of arguments and input; at most %d", p.Name, n, MaxArgs)
	}
	return nil
}

func (l *Limits) complete() error {
	if l.Time == 0 {
		l.Time = Duration(DefaultTime)
	}
	if l.Memory == 0 {
		l.Memory = DefaultMemory
	}
	if l.Output == 0 {
		l.Output = DefaultOutput
	}
	switch {
	case l.Time < 0 || l.Time > Duration(MaxTime):
		return fmt.Errorf("time is %v; at most %v", time.Duration(l.Time), MaxTime)
	case l.Memory < 128<<20 || l.Memory > DefaultMemory:
		return fmt.Errorf("memory is %d; between %d and %d bytes", l.Memory, 128<<20, DefaultMemory)
	case l.Output < 0 || l.Output > MaxOutput:
		return fmt.Errorf("output is %d; at most %d bytes", l.Output, MaxOutput)
	}
	return nil
}

// validName holds for names that are safe as a folder, a label and a CSS class.
func validName(s string) bool {
	if s == "" || len(s) > 32 || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	for _, c := range []byte(s) {
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-') {
			return false
		}
	}
	return true
}
