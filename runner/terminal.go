package runner

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"bothends/runner/cell"
	"bothends/runner/frame"
	"bothends/runner/yaegi"
)

// A terminalJob makes a worker a terminal. It reads commands from its standard input,
// which its cells do not get to see, and writes what becomes of cells to standard error
// among what they write there: so the box knows in what order it all came. By the token
// a reply is told from that; a cell that finds out the token, and writes a reply of its own,
// shows its reader something wrong about itself, and nothing more.
type terminalJob struct {
	Name  string
	Token string
}

// A terminalCommand is one for a terminal.
type terminalCommand struct {
	Cell      string `json:",omitempty"` // run the cell Text, which is called that
	Text      string `json:",omitempty"`
	Interrupt bool   `json:",omitempty"`
}

// A terminalReply says how the cell has ended that it runs.
type terminalReply struct {
	Token   string
	Outcome string
	Text    string
}

// What a command and a reply have at most, in bytes. JSON has six for one where that
// stands for something in HTML.
const (
	maxCommand = 6*MaxCell + 1<<10
	maxText    = 8 << 10 // what is said of one cell
	maxReply   = 6*maxText + 1<<10
)

// serveTerminal is a terminal, from its first cell to its last.
func serveTerminal(j terminalJob) {
	commands, err := takeStdin()
	if err != nil {
		fmt.Fprintln(os.Stderr, "terminal:", err)
		os.Exit(StatusUnavailable)
	}
	t := yaegi.NewTerminal(j.Name)
	cells := make(chan terminalCommand, MaxCells)
	go func() {
		defer os.Exit(0) // the session is over
		readFrames(commands, func(message []byte) {
			var c terminalCommand
			switch err := json.Unmarshal(message, &c); {
			case err != nil:
			case c.Interrupt:
				t.Interrupt()
			default:
				t.Expect(true)
				cells <- c
			}
		})
	}()
	var declared cell.Declarations
	for c := range cells {
		reply := runCell(t, &declared, c)
		t.Expect(false)
		reply.Token = j.Token
		reply.Text = shortened(reply.Text)
		if err := tellReply(reply); err != nil {
			os.Exit(StatusUnavailable) // a cell has closed it
		}
	}
}

// shortened is what is said of one cell, of this.
func shortened(text string) string {
	if len(text) <= maxText {
		return text
	}
	return strings.ToValidUTF8(text[:maxText], "") + " …"
}

// tellReply writes a reply, in one piece if that is taken.
func tellReply(r terminalReply) error {
	b, err := json.Marshal(r)
	if err == nil {
		b, err = frame.Append(nil, b)
	}
	for err == nil && len(b) > 0 {
		var n int
		if n, err = syscall.Write(2, b); err == syscall.EINTR {
			err = nil
		}
		b = b[max(0, n):]
	}
	return err
}

// takeStdin moves the commands away from standard input, which then is at its end.
func takeStdin() (fd int, err error) {
	const above = 40 // what the cells open gets the numbers from 3 on
	if fd, err = unix.FcntlInt(0, unix.F_DUPFD_CLOEXEC, above); err != nil {
		return -1, err
	}
	var p [2]int
	if err := unix.Pipe(p[:]); err != nil {
		return -1, err
	}
	unix.Close(p[1])
	if err := unix.Dup2(p[0], 0); err != nil {
		return -1, err
	}
	return fd, unix.Close(p[0])
}

// readFrames takes frames until their end, or until something else comes.
func readFrames(fd int, take func(message []byte)) {
	var held []byte
	buffer := make([]byte, 4<<10)
	for {
		n, err := syscall.Read(fd, buffer)
		if err == syscall.EINTR {
			continue
		}
		if err != nil || n == 0 {
			return
		}
		held = append(held, buffer[:n]...)
		for {
			message, rest, err := frame.Cut(held, maxCommand)
			if err == frame.ErrShort {
				break
			}
			if err != nil {
				return
			}
			take(message)
			held = rest
		}
	}
}

// runCell runs one cell and says how it ended.
func runCell(t *yaegi.Terminal, declared *cell.Declarations, c terminalCommand) terminalReply {
	p, problems := declared.Program(c.Cell, c.Text)
	if len(problems) > 0 {
		r := terminalReply{Outcome: CellProblem}
		var lines []string
		for _, problem := range problems {
			if problem.Refused {
				r.Outcome = CellRefused
			}
			lines = append(lines, problem.String())
		}
		r.Text = strings.Join(lines, "\n")
		return r
	}
	declared.Keep(p)
	var wanted []string
	for i := range p.Values {
		wanted = append(wanted, cell.ValueName(i), cell.TextName(i))
	}
	end := t.Execute(p.Program, p.Variables, wanted, p.Place)
	switch {
	case end.Left:
		return terminalReply{Outcome: CellInterrupted, Text: TextGoesOn}
	case end.Interrupted:
		return terminalReply{Outcome: CellInterrupted}
	case end.Unknown != "":
		return terminalReply{Outcome: CellRefused, Text: fmt.Sprintf("%s:1:1: the interpreter cannot tell what Go would do here: %s", c.Cell, end.Unknown)}
	case end.Panic != "":
		return terminalReply{Outcome: CellPanicked, Text: strings.TrimRight(end.Panic, "\n")}
	case p.Nil:
		return terminalReply{Outcome: CellDone, Text: "nil"}
	}
	var values []reflect.Value
	texts := map[int]string{}
	for i := range p.Values {
		values = append(values, end.Values[cell.ValueName(i)])
		if p.Texts[i] {
			texts[i] = end.Values[cell.TextName(i)].String()
		}
	}
	return terminalReply{Outcome: CellDone, Text: cell.Show(values, p.Values, texts)}
}
