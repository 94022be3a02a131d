package runner

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/tools/txtar"
)

// SessionFile stands in a snippet's folder in place of programs: its [Session].
const SessionFile = "session.txt"

// What one session may hold.
const (
	MaxTerminals   = 4
	MaxCells       = 200              // that are run in one session, those that are run again included
	MaxCell        = 8 << 10          // bytes of a cell
	MaxSessionTime = 10 * time.Minute // of one that a reader has open
	MaxSessionIdle = 3 * time.Minute  // in which nothing was run, nor interrupted
)

// A Session is a snippet that is run cell by cell: several terminals, each an
// interpreter in a process of its own, on one loopback. In a snippet's folder it is
// written as session.txt, with a line above each cell that says whose it is and what
// it is called:
//
//	-- server: socket --
//	server, err := syscall.Socket(
//		syscall.AF_INET, syscall.SOCK_STREAM, 0)
//	-- client: socket --
//	client, err := syscall.Socket(
//		syscall.AF_INET, syscall.SOCK_STREAM, 0)
//
// The cells stand in the order in which the author runs them. A cell is statements,
// declarations, or both, as they may stand in a function; what it declares at its top
// level is there for the terminal's later cells. Packages of the standard library
// need no import. A cell that ends in an expression has the value of that.
//
// A variable that is declared anew with the same type is the same one with a new value;
// with another type it is another one, and functions declared before keep the old one.
// A function that is declared anew is the new one for all. A type is declared once, and
// a later cell may not ask an interface for it.
type Session struct {
	Terminals []string // in the order of their first cells
	Cells     []Cell   // in the author's order
}

// A Cell is a piece of a session's text.
type Cell struct {
	Terminal string
	Name     string // within the terminal: letters, digits, dashes; places in problems begin with it
	Text     string
	Line     int // of its first line in session.txt; 0 if it is from elsewhere
}

// Cell returns the cell of that name, or nil.
func (s *Session) Cell(terminal, name string) *Cell {
	i := slices.IndexFunc(s.Cells, func(c Cell) bool { return c.Terminal == terminal && c.Name == name })
	if i < 0 {
		return nil
	}
	return &s.Cells[i]
}

// ParseSession reads session.txt. Errors begin with file and line.
func ParseSession(file string, text []byte) (*Session, error) {
	if err := CheckMark(file, text); err != nil {
		return nil, err
	}
	a, s, line := txtar.Parse(text), &Session{}, 1
	if strings.TrimSpace(string(a.Comment)) != "" {
		return nil, fmt.Errorf("%s:1: text before the first cell; a cell begins with a line such as -- server: bind --", file)
	}
	line += bytes.Count(a.Comment, []byte("\n"))
	for _, f := range a.Files {
		terminal, name, ok := strings.Cut(f.Name, ":")
		c := Cell{Terminal: strings.TrimSpace(terminal), Name: strings.TrimSpace(name), Text: string(f.Data), Line: line + 1}
		switch {
		case !ok:
			return nil, fmt.Errorf("%s:%d: %q names no cell; write, say, -- server: bind --", file, line, f.Name)
		case s.Cell(c.Terminal, c.Name) != nil:
			return nil, fmt.Errorf("%s:%d: %s has a cell %s already", file, line, c.Terminal, c.Name)
		}
		if err := c.check(); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, line, err)
		}
		line += 1 + bytes.Count(f.Data, []byte("\n"))
		if !slices.Contains(s.Terminals, c.Terminal) {
			s.Terminals = append(s.Terminals, c.Terminal)
		}
		s.Cells = append(s.Cells, c)
	}
	switch {
	case len(s.Cells) == 0:
		return nil, fmt.Errorf("%s: no cell; one begins with a line such as -- server: bind --", file)
	case len(s.Cells) > MaxCells:
		return nil, fmt.Errorf("%s: %d cells, where %d are the most", file, len(s.Cells), MaxCells)
	case len(s.Terminals) > MaxTerminals:
		return nil, fmt.Errorf("%s: %d terminals, where %d are the most", file, len(s.Terminals), MaxTerminals)
	}
	return s, nil
}

// check says what is wrong with a cell but its code.
func (c Cell) check() error {
	switch {
	case !validName(c.Terminal):
		return fmt.Errorf("%q is no name of a terminal; use letters, digits and dashes", c.Terminal)
	case !validName(c.Name):
		return fmt.Errorf("%q is no name of a cell; use letters, digits and dashes", c.Name)
	case len(c.Text) > MaxCell:
		return fmt.Errorf("cell %s has more than %d KiB", c.Name, MaxCell>>10)
	case strings.TrimSpace(c.Text) == "":
		return fmt.Errorf("cell %s is empty", c.Name)
	}
	return nil
}

// programs are a session's, as a snippet has them: for each terminal its cells, as if
// they were files.
func (s *Session) programs() []Program {
	var all []Program
	for _, t := range s.Terminals {
		p := Program{Name: t, Files: map[string]string{}}
		for _, c := range s.Cells {
			if c.Terminal == t {
				p.Files[c.Name] = c.Text
			}
		}
		all = append(all, p)
	}
	return all
}

// arrange makes each terminal a process of the scenario, which may say nothing of
// processes itself.
func (s *Session) arrange(at places, in *Scenario) error {
	for _, no := range []struct {
		key  string
		have bool
	}{{"process", len(in.Processes) > 0}, {"names", in.Names != nil}, {"link", in.Link != nil}, {"expect", len(in.Expects) > 0}} {
		if no.have {
			return fmt.Errorf("%s: a session has no %s; take it away, or write programs in place of %s", at.of(no.key), no.key, SessionFile)
		}
	}
	for _, t := range s.Terminals {
		serves := false
		in.Processes = append(in.Processes, Process{Name: t, Program: t, Count: 1, Wait: WaitNone, Serves: &serves})
	}
	return nil
}
