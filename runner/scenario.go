package runner

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"bothends/runner/link"
	"bothends/runner/nameserver"
	"bothends/runner/nearest"
	"bothends/runner/strict"
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
//	[names]
//	"echo.example" = ["127.0.0.1", "::1"]
//	"www.example"  = { cname = "echo.example" }
//
//	[[expect]]
//	handshake = ["client", "server"]
//
//	[limits]
//	time = "5s"
//
// Above all of that can stand
//
//	packets = true   # tell, record and draw what crosses the loopback
//	calls = true     # tell and record the programs' calls on sockets
//
// Both are off by default: a recording is read in a diff, and an exchange of two
// lines is ten packets.
//
// By default all processes share one loopback. What a [Link] is, and what can
// be written below [link], stands there.
//
// Without the file, every folder that holds a main.go is a process, those that
// serve first, none with arguments.
//
// Below [names] stands what the programs can look up; there is nothing else. A
// name has its addresses, which must be the loopback's, or a table with
//
//	address = "127.0.0.1"           # or a list, as of the next four
//	mx      = "10 mail.example"
//	srv     = "0 5 7 echo.example"  # priority, weight, port, host
//	ns      = "ns.example"
//	txt     = "hello"
//	cname   = "echo.example"        # alone: the name that this one stands for
//	answer  = "never"               # alone: no answer, ever; or servfail, refused, nxdomain
//
// Reverse names follow from the addresses. The run then has a name server on
// port 53 of 127.0.0.1 and ::1, where a program that wants the port is told that
// it is in use. Without the table, even an empty one, there is no server.
type Scenario struct {
	Processes []Process       `toml:"process"` // in the order in which they start
	Names     nameserver.Zone `toml:"-"`       // what the name server knows; nil if there is none
	Packets   bool            `toml:"packets"` // tell what crosses the loopback, as events of kinds Segment and Datagram, and record it
	Expects   []Expect        `toml:"expect"`  // what must cross the wire in every run
	Limits    Limits          `toml:"limits"`  // the bounds of the run
	Calls     bool            `toml:"calls"`   // tell the programs' calls on sockets, as events of kind Call
	Link      *link.Spec      `toml:"-"`       // what is between its two hosts, see [Link]; nil if all share one loopback
}

// captures says whether a run must see the packets.
func (s *Scenario) captures() bool {
	return s.Packets || slices.ContainsFunc(s.Expects, func(x Expect) bool { return x.Call == "" })
}

// A Process is one program of the scenario at run time.
type Process struct {
	Name    string   `toml:"name"`    // how the process is called: letters, digits, dashes
	Program string   `toml:"program"` // the folder of its program; that of its name if empty
	Args    []string `toml:"args"`    // without the program's name
	Stdin   string   `toml:"stdin"`   // what it reads; nothing if empty
	Count   int      `toml:"count"`   // how many of it run at once, named client-1, client-2, …; 1 if left out
	Wait    string   `toml:"wait"`    // when the next process may start: "listen" (the default of one that serves), "exit" or "none"
	Serves  *bool    `toml:"serves"`  // a server is stopped when all the others have ended; by default whether its name begins with "server"
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
	MinTime       = time.Millisecond
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
	if err := CheckMark(name, text); err != nil {
		return Scenario{}, err
	}
	var s struct {
		Scenario
		Names map[string]any `toml:"names"`
		Link  *Link          `toml:"link"`
	}
	if wrong := strict.Decode(text, &s); wrong != nil {
		return Scenario{}, tomlError(name, wrong[0])
	}
	at := newPlaces(name, text)
	var err error
	if s.Link != nil {
		if s.Scenario.Link, err = s.Link.spec(at); err != nil {
			return Scenario{}, err
		}
	}
	s.Scenario.Names, err = parseNames(at, s.Names, s.Scenario.hosts())
	return s.Scenario, err
}

// Expected is the status with which the scenario expects the process of that
// name to end, such as client or, of several, client-1.
func (s Scenario) Expected(process string) int {
	for _, p := range s.Processes {
		if slices.Contains(p.Names(), process) {
			return p.Exit
		}
	}
	return 0
}

// Serves says whether the process of that name serves others.
func (s Scenario) Serves(process string) bool {
	for _, p := range s.Processes {
		if slices.Contains(p.Names(), process) {
			return p.Serves != nil && *p.Serves
		}
	}
	return process == nameServerName
}

// complete fills in what the conventions say and checks the scenario against
// the programs that there are.
func (s *Scenario) complete(at places, programs []Program) error {
	if len(s.Processes) == 0 {
		s.Processes = conventional(programs)
	}
	seen, total := map[string]bool{}, 0
	for i := range s.Processes {
		p := &s.Processes[i]
		err := p.complete(programs, at.has(processKey(i, "count")))
		var wrong *valueError
		if errors.As(err, &wrong) {
			return fmt.Errorf("%s: %w", at.of(processKey(i, wrong.key)), err)
		}
		if total += p.Count; p.Count > MaxProcesses || total > MaxProcesses {
			return fmt.Errorf("%s: %d processes in one run; at most %d", at.of(processKey(i, "count")), total, MaxProcesses)
		}
		for _, name := range p.Names() {
			if seen[name] {
				return fmt.Errorf("%s: two processes are named %q; give each its own name, or use count", at.of(processKey(i, "name")), name)
			}
			seen[name] = true
		}
	}
	for i := range s.Expects {
		if err := s.Expects[i].complete(s, at, i); err != nil {
			return err
		}
	}
	return s.Limits.complete(at)
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

// A valueError says what is wrong with the value of one key.
type valueError struct{ key, text string }

func (e *valueError) Error() string { return e.text }

// complete fills in what is left out and checks the rest. counted says that the
// count, whatever it is, was written by somebody.
func (p *Process) complete(programs []Program, counted bool) error {
	wrong := func(key, format string, args ...any) error {
		return &valueError{key, fmt.Sprintf("process %q: ", p.Name) + fmt.Sprintf(format, args...)}
	}
	switch {
	case p.Name == "":
		return &valueError{"name", `a process without a name; write name = "server", say`}
	case !validName(p.Name):
		return &valueError{"name", fmt.Sprintf("process name %q: use lower-case letters, digits and dashes, beginning with a letter", p.Name)}
	}
	key := "program"
	if p.Program == "" {
		key, p.Program = "name", p.Name
	}
	var names []string
	for _, q := range programs {
		names = append(names, q.Name)
	}
	if !slices.Contains(names, p.Program) {
		return wrong(key, "no program %s/main.go%s", p.Program, nearest.Hint(p.Program, names))
	}
	if p.Count == 0 && !counted {
		p.Count = 1
	}
	if p.Count < 1 {
		return wrong("count", "count is %d; it must be 1 or more", p.Count)
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
		return wrong("wait", "wait is %q; it must be listen, exit or none", p.Wait)
	}
	if p.Exit < 0 || p.Exit > 255 {
		return wrong("exit", "exit is %d; a status is 0 to 255", p.Exit)
	}
	if n := len(p.Stdin) + len(strings.Join(p.Args, " ")); n > MaxArgs {
		return wrong("args", "%d bytes of arguments and input; at most %d", n, MaxArgs)
	}
	return nil
}

// Names are those of the processes that there are of p in a run.
func (p *Process) Names() []string {
	if p.Count <= 1 {
		return []string{p.Name}
	}
	var names []string
	for n := range p.Count {
		names = append(names, p.Name+"-"+strconv.Itoa(n+1))
	}
	return names
}

func (l *Limits) complete(at places) error {
	if l.Time == 0 && !at.has("limits.time") {
		l.Time = Duration(DefaultTime)
	}
	if l.Memory == 0 {
		l.Memory = DefaultMemory
	}
	if l.Output == 0 && !at.has("limits.output") {
		l.Output = DefaultOutput
	}
	switch {
	case l.Time < Duration(MinTime) || l.Time > Duration(MaxTime):
		return fmt.Errorf("%s: time is %v; between %v and %v, written with its unit, such as \"5s\"", at.of("limits.time"), time.Duration(l.Time), MinTime, MaxTime)
	case l.Memory < 128<<20 || l.Memory > DefaultMemory:
		return fmt.Errorf("%s: memory is %d; between %d and %d bytes", at.of("limits.memory"), l.Memory, 128<<20, DefaultMemory)
	case l.Output <= 0 || l.Output > MaxOutput:
		return fmt.Errorf("%s: output is %d; between 1 and %d bytes", at.of("limits.output"), l.Output, MaxOutput)
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
