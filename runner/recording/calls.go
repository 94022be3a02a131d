package recording

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"bothends/runner"
)

// callForm is a call as it stands in a recording.
var callForm = regexp.MustCompile(`(?s)^([a-z0-9_]+)\((.*)\) = (\?|-?\d+)(?: ([A-Z][A-Z0-9]*|errno \d+))?(?:  (\S+\.go:\d+))?$`)

// parseCall reads what SocketCall.Told wrote. A recorded call is what it says
// and no more: how long it took is chance.
func parseCall(s string) (*runner.SocketCall, error) {
	m := callForm.FindStringSubmatch(s)
	if m == nil {
		return nil, fmt.Errorf("%s is no call; one reads NAME(ARGUMENTS) = RESULT, with the name of its error behind -1, and two blanks and FILE.go:LINE behind that if it is known", text(s))
	}
	c := &runner.SocketCall{Name: m[1], Args: m[2], Result: m[3], Errno: m[4], Line: m[5], FD: -1}
	first, _, _ := strings.Cut(c.Args, ",")
	if c.Name == "socket" {
		first = c.Result
	}
	if fd, err := strconv.Atoi(first); err == nil {
		c.FD = fd
	}
	return c, nil
}

// recordCalls leaves out calls that are noise, and numbers descriptors as if the
// sockets that the others show were all that a process has open: each gets the
// lowest number that is free, from 3 on, as the kernel gives them. The runtime's
// own descriptors depend on the engine and on chance.
func recordCalls(events []runner.Event) []runner.Event {
	numbers := map[string]descriptors{}
	return slices.DeleteFunc(events, func(e runner.Event) bool {
		if e.Kind != runner.Call {
			return false
		}
		if e.Call.Noise {
			return true
		}
		if numbers[e.Process] == nil {
			numbers[e.Process] = descriptors{}
		}
		numbers[e.Process].number(e.Call)
		return false
	})
}

// descriptors are those of one process: the kernel's number to the recorded one.
type descriptors map[string]string

// name returns the recorded number of a descriptor. One that was made just now
// is another one than the last of that number.
func (d descriptors) name(fd string, made bool) string {
	if n, err := strconv.Atoi(fd); err != nil || n <= 2 {
		return fd // a standard stream, or none
	}
	if made {
		delete(d, fd)
	}
	if known := d[fd]; known != "" {
		return known
	}
	taken := map[string]bool{}
	for _, name := range d {
		taken[name] = true
	}
	n := 3
	for taken[strconv.Itoa(n)] {
		n++
	}
	d[fd] = strconv.Itoa(n)
	return d[fd]
}

var (
	firstNumber = regexp.MustCompile(`^-?\d+`)
	pairNumbers = regexp.MustCompile(`\[(\d+), (\d+)\]$`)
)

// number replaces the descriptors in a call.
func (d descriptors) number(c *runner.SocketCall) {
	switch c.Name {
	case "socket":
	case "socketpair":
		if m := pairNumbers.FindStringSubmatchIndex(c.Args); m != nil {
			one, two := d.name(c.Args[m[2]:m[3]], true), d.name(c.Args[m[4]:m[5]], true)
			c.Args = fmt.Sprintf("%s[%s, %s]", c.Args[:m[0]], one, two)
		}
	default:
		fd := firstNumber.FindString(c.Args)
		c.Args = d.name(fd, false) + c.Args[len(fd):]
		if c.Name == "close" && c.Result == "0" {
			delete(d, fd)
		}
	}
	if slices.Contains([]string{"socket", "accept", "accept4"}, c.Name) && c.Errno == "" && c.Result != "?" {
		c.Result = d.name(c.Result, true)
	}
}

// withoutOrder brings the calls of a process that serves several others at once
// into an order that does not depend on chance: sorted, without descriptors.
func withoutOrder(lines []line) []line {
	lines = slices.Clone(lines)
	for i, l := range lines {
		name, rest, _ := strings.Cut(l.text, "(")
		switch name {
		case "socket":
			rest = resultNumber.ReplaceAllString(rest, ") = {descriptor}")
		case "accept", "accept4":
			rest = resultNumber.ReplaceAllString(rest, ") = {descriptor}")
			fallthrough
		default:
			rest = firstNumber.ReplaceAllString(rest, "{descriptor}")
		}
		lines[i].text = portName.ReplaceAllString(name+"("+rest, "{port}")
	}
	return sortLines(lines)
}

var resultNumber = regexp.MustCompile(`\) = \d+$`)

var readForm = regexp.MustCompile(`^read\((\d+), ".*"(?:\.\.\.)?, \d+\) = ([1-9]\d*)$`)

// joinReads makes one of reads on one descriptor that follow each other: where a
// stream is cut into reads is chance. What they brought was written by somebody,
// and is compared there.
func joinReads(lines []line) []line {
	var out []line
	last, sum := "", 0 // the descriptor of the read that out ends with
	for _, l := range lines {
		m := readForm.FindStringSubmatch(l.text)
		if m == nil {
			out, last = append(out, l), ""
			continue
		}
		n, err := strconv.Atoi(m[2])
		if err != nil {
			n = 0 // no read is so long
		}
		if m[1] != last {
			out, last, sum = append(out, l), m[1], 0
		}
		sum += n
		out[len(out)-1].text = fmt.Sprintf("read(%s, …) = %d in all", last, sum)
	}
	return out
}
