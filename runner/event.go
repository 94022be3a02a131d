package runner

import (
	"encoding/json"
	"fmt"
	"math"
	"time"

	"bothends/runner/wire"
)

// Kind says what an [Event] reports.
type Kind string

// The kinds of event. A reader of events must pass over kinds it does not know.
const (
	Start   Kind = "start"   // a process began to run the reader's program; Args, Engine, Why; again, if the interpreter could not begin it and it was compiled
	Listen  Kind = "listen"  // a process was seen listening, or bound for UDP; Network, Address
	Stdout  Kind = "stdout"  // a line on standard output; Text, Partial
	Stderr  Kind = "stderr"  // a line on standard error; Text, Partial
	Stdin   Kind = "stdin"   // a line given to standard input; Text, Partial
	Call    Kind = "call"    // a process made a call on a socket, and it ended; Call
	Exit    Kind = "exit"    // a process ended; Status or Signal
	Limit   Kind = "limit"   // a bound of the run was reached; Limit, Text
	Note    Kind = "note"    // something the runner has to say, such as a [Finding]; Text
	Problem Kind = "problem" // the program does not compile; Text reads FILE:LINE:COLUMN: message

	// Only of a session. Process is the terminal.
	CellRun Kind = "cell"  // a terminal began to run a cell; Cell, Text: its source
	Waits   Kind = "waits" // the cell waits in a call on a socket; Cell, Text: the call, such as accept
	Value   Kind = "value" // the cell has ended; Cell, Outcome, Text

	// Only of a run whose packets are captured. They concern no one process;
	// which has which end stands in the packet.
	Segment  Kind = "segment"  // a TCP segment crossed the loopback; Packet
	Datagram Kind = "datagram" // a UDP datagram or an ICMP message did; Packet
	Arrival  Kind = "arrival"  // what was sent over a simulated link has come to the other host; Arrives
)

// The names of limits, in [Event.Limit].
const (
	LimitTime      = "time"      // wall-clock time of the run
	LimitMemory    = "memory"    // memory of one process
	LimitOutput    = "output"    // bytes printed by one process
	LimitProcesses = "processes" // threads of one process
)

// An Event is one thing that happened in a run. Everything that shows a run
// (terminal, page, live stream, recording, verify) reads events and nothing
// else. Text is valid UTF-8 with control characters made visible: it is data,
// never markup.
type Event struct {
	Time    time.Duration // since the run began, on one monotonic clock for all processes
	Process string        // the process it concerns; empty for the run as a whole
	Kind    Kind

	Text    string   // stdout, stderr, stdin: one line without its newline; limit, note, problem: a sentence; cell, value: lines with newlines between them
	Partial bool     // stdout, stderr, stdin: no newline yet, the next event of this process and kind continues the line
	Args    []string // start: the program's arguments, without its name
	Engine  Engine   // start: what executes the program
	Why     string   // start: why it is not the interpreter, if it is not
	Network string   // listen: tcp, udp or unix
	Address string   // listen: host:port or path
	Status  int      // exit: the exit status, 0 to 255
	Signal  string   // exit: the signal that ended the process, such as "killed"; empty if it exited
	Limit   string   // limit: which one
	Cell    string   // cell, waits, value: the cell's name
	Outcome string   // value: how it ended, such as CellDone

	Packet *wire.Packet // segment, datagram; its text is not cleaned, see wire.Packet.String
	Call   *SocketCall  // call

	// arrival: the packet of an earlier event, now with the receiver's states before
	// it and after. On a link, the packet of that event leaves these as they were.
	Arrives *wire.Packet
}

// eventJSON is the one JSON form of an Event: times are milliseconds with
// three decimals, and what a kind does not use is left out.
type eventJSON struct {
	Milliseconds float64      `json:"ms"`
	Process      string       `json:"process,omitempty"`
	Kind         Kind         `json:"kind"`
	Text         *string      `json:"text,omitempty"`
	Partial      bool         `json:"partial,omitempty"`
	Args         []string     `json:"args,omitempty"`
	Engine       Engine       `json:"engine,omitempty"`
	Why          string       `json:"why,omitempty"`
	Network      string       `json:"network,omitempty"`
	Address      string       `json:"address,omitempty"`
	Call         *callJSON    `json:"call,omitempty"`
	Status       *int         `json:"status,omitempty"`
	Signal       string       `json:"signal,omitempty"`
	Limit        string       `json:"limit,omitempty"`
	Cell         string       `json:"cell,omitempty"`
	Outcome      string       `json:"outcome,omitempty"`
	Packet       *wire.Packet `json:"packet,omitempty"`
	Arrives      *wire.Packet `json:"arrives,omitempty"`
}

// MarshalJSON writes the event in the form that -json and the live stream use.
func (e Event) MarshalJSON() ([]byte, error) {
	j := eventJSON{
		Milliseconds: math.Round(float64(e.Time)/float64(time.Microsecond)) / 1000,
		Process:      e.Process, Kind: e.Kind, Partial: e.Partial, Args: e.Args, Engine: e.Engine, Why: e.Why,
		Network: e.Network, Address: e.Address, Signal: e.Signal, Limit: e.Limit, Cell: e.Cell, Outcome: e.Outcome, Packet: e.Packet, Arrives: e.Arrives,
	}
	switch e.Kind {
	case Call:
		j.Call = newCallJSON(e.Call)
	case Stdout, Stderr, Stdin, Limit, Note, Problem, CellRun, Waits, Value:
		j.Text = &e.Text // an empty line is a line
	case Exit:
		if e.Signal == "" {
			j.Status = &e.Status // status 0 is a status
		}
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (e *Event) UnmarshalJSON(b []byte) error {
	var j eventJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	if j.Kind == "" {
		return fmt.Errorf("event without a kind: %s", b)
	}
	*e = Event{
		Time:    time.Duration(math.Round(j.Milliseconds*1000)) * time.Microsecond,
		Process: j.Process, Kind: j.Kind, Partial: j.Partial, Args: j.Args, Engine: j.Engine, Why: j.Why,
		Network: j.Network, Address: j.Address, Signal: j.Signal, Limit: j.Limit, Cell: j.Cell, Outcome: j.Outcome, Packet: j.Packet, Arrives: j.Arrives,
	}
	if j.Packet == nil && (e.Kind == Segment || e.Kind == Datagram) {
		return fmt.Errorf("%s without a packet: %s", e.Kind, b)
	}
	if j.Arrives == nil && e.Kind == Arrival {
		return fmt.Errorf("%s of no packet: %s", e.Kind, b)
	}
	if j.Call != nil {
		e.Call = j.Call.call()
	}
	if j.Text != nil {
		e.Text = *j.Text
	}
	if j.Status != nil {
		e.Status = *j.Status
	}
	return nil
}
