// Package exercise checks what a reader wrote: one side of a connection, by
// running it against a hidden peer.
//
// An exercise is a folder among the snippets:
//
//	snippets/tcp-echo-server/
//		exercise.toml       what the reader writes, and the properties it must have
//		starter/main.go     what the reader begins with
//		solution/main.go    one that has every property
//		_peer/main.go       the other side, which the reader does not see
//
// What peers share is in _kit/kit.go of this package; it becomes part of each, so
// that their own files call its functions as if it lay beside them. Without it a
// peer is no whole program: the underscore keeps the go command away, and package
// verify checks peers instead.
//
// In exercise.toml stands
//
//	reader  = "server"          # which side the reader writes: server or client
//	args    = ["7"]             # the arguments of the reader's program
//	starter = "echoes"          # the property that the starter fails first
//
//	[[property]]
//	id     = "part-of-buffer"
//	held   = "sends back the bytes that were read, and no others"
//	failed = "The whole buffer came back. After n bytes were read, only `buf[:n]` is new."
//	wrong  = '''
//	- conn.Write(buf[:n])
//	+ conn.Write(buf)
//	'''
//
// where failed names what was misunderstood, and wrong, an edit of the solution
// (package edit), is somebody who did: it must fail this property and none
// before. A property may also have
//
//	args   = ["7", "-v"]        # in place of those above
//	stdin  = "yes\n"
//	peer   = ["one", "two"]     # the peer's arguments; its id by default
//	assert = ["client exit 1"]  # of the reader's process, as package recording has it
//
// At the end may stand [limits] with the time of a run, and [names], as in a
// scenario: what the name server knows in each run.
//
// Each property is one run in a box of its own. The peer says what it found in
// one line on its standard output,
//
//	PASS part-of-buffer
//	FAIL part-of-buffer: sent 5 bytes, got 32 back
//	MISS part-of-buffer: no client connected
//
// which the reader's program cannot forge, being another process. A property
// that nobody reports is failed. So is one that is missed, as there was no connection
// to see it on, but not in the property's own words, which would not be true.
//
// The package shows nobody the peer, and judges nothing but what peer and
// process show: how a program is written is not its matter. Start at [Load] and
// [Exercise.Check].
package exercise

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"bothends/runner"
	"bothends/runner/edit"
	"bothends/runner/nameserver"
	"bothends/runner/nearest"
	"bothends/runner/recording"
	"bothends/runner/strict"
)

// File stands in the folder of an exercise, and in that of no snippet.
const File = "exercise.toml"

// kit is Go source that is part of every peer, as the file kitFile.
//
//go:embed _kit/kit.go
var kit string

const (
	kitFile  = "kit.go"
	kitPlace = "runner/exercise/_kit/kit.go"
)

// folder is where an exercise has a program: its name, and for the peer the one
// that the go command passes over.
func folder(program string) string {
	if program == PeerProcess {
		return "_" + program
	}
	return program
}

// An Exercise is one that a reader can try.
type Exercise struct {
	Name       string
	Dir        string // snippets/tcp-echo-server
	Reader     string // the process that the reader writes: server or client
	Properties []Property
	Fails      string // the property that the starter fails
	FailsLine  int    // where the exercise's file says so

	Starter, Solution, Peer map[string]string // file name to source; the peer's has the kit

	limits runner.Limits
	names  nameserver.Zone
}

// A Property is one thing that the reader's program must do.
type Property struct {
	ID     string
	Held   string // what it does: "serves a second client after the first"
	Failed string // what is misunderstood if it does not; Markdown's backquotes are code
	Args   []string
	Stdin  string
	Peer   []string // the peer's arguments
	Assert []recording.Assertion
	Wrong  *edit.Edit // of the solution; nil if there is none

	WrongLine int // where Wrong begins in the exercise's file
}

// written is exercise.toml.
type written struct {
	Reader     string            `toml:"reader"`   // which side the reader writes: server or client
	Args       []string          `toml:"args"`     // the arguments of the reader's program
	Starter    string            `toml:"starter"`  // the property that the starter fails first
	Properties []writtenProperty `toml:"property"` // what the program must do; one run for each
	Limits     struct {
		Time runner.Duration `toml:"time"`
	} `toml:"limits"` // time: what each run may take; 5 s by default
	Names map[string]any `toml:"names"` // what the name server knows, as in scenario.toml
}

// writtenProperty is a [[property]] of it.
type writtenProperty struct {
	ID     string   `toml:"id"`     // the peer's argument, and what it reports
	Held   string   `toml:"held"`   // what the program does that has it
	Failed string   `toml:"failed"` // what is misunderstood if it has not
	Args   []string `toml:"args"`   // the arguments of the reader's program, in place of those above
	Stdin  string   `toml:"stdin"`  // what it reads
	Peer   []string `toml:"peer"`   // the peer's arguments; its id by default
	Assert []string `toml:"assert"` // what else must be seen of the reader's process
	Wrong  string   `toml:"wrong"`  // an edit of the solution that must fail this property, and none before
}

// defaultTime is what one run of a property may take.
const defaultTime = 5 * time.Second

// Is reports whether the folder dir of fsys holds an exercise.
func Is(fsys fs.FS, dir string) bool {
	_, err := fs.Stat(fsys, path.Join(dir, File))
	return !errors.Is(err, fs.ErrNotExist) // what else may be wrong with it, Load says
}

// Load reads the exercise in folder dir of fsys. Errors begin with their place.
func Load(fsys fs.FS, dir string) (*Exercise, error) {
	name := path.Join(dir, File)
	text, err := runner.ReadFile(fsys, name, runner.MaxSource)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if err := runner.CheckMark(name, text); err != nil {
		return nil, err
	}
	var w written
	if wrong := strict.Decode(text, &w); wrong != nil {
		return nil, tomlError(name, wrong[0])
	}
	x := &Exercise{Name: path.Base(dir), Dir: dir, Reader: w.Reader, Fails: w.Starter, limits: runner.Limits{Time: w.Limits.Time}}
	if x.limits.Time == 0 {
		x.limits.Time = runner.Duration(defaultTime)
	}
	if err := x.programs(fsys); err != nil {
		return nil, err
	}
	if x.names, err = runner.ParseNames(name, text, w.Names); err != nil {
		return nil, err
	}
	if x.Reader != "server" && x.Reader != "client" {
		return nil, fmt.Errorf(`%s:%d: reader is %q; write reader = "server" or reader = "client", the side that the reader writes`, name, lineOf(text, "reader"), x.Reader)
	}
	return x, x.properties(name, text, w)
}

// programs reads the programs, and adds the kit to the peer.
func (x *Exercise) programs(fsys fs.FS) error {
	for _, p := range []struct {
		name  string
		files *map[string]string
	}{{"starter", &x.Starter}, {"solution", &x.Solution}, {PeerProcess, &x.Peer}} {
		names, err := fs.Glob(fsys, path.Join(x.Dir, folder(p.name), "*.go"))
		if err != nil {
			return fmt.Errorf("%s: %w", x.Dir, err)
		}
		files := map[string]string{}
		for _, name := range names {
			source, err := runner.ReadFile(fsys, name, runner.MaxSource)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			files[path.Base(name)] = string(source)
		}
		if files["main.go"] == "" {
			return fmt.Errorf("%s: no %s/main.go; an exercise has starter/, solution/ and _peer/", x.Dir, folder(p.name))
		}
		*p.files = files
	}
	if _, twice := x.Peer[kitFile]; twice {
		return fmt.Errorf("%s: %s is part of every peer without that; remove it, or give it another name", path.Join(x.Dir, folder(PeerProcess), kitFile), kitFile)
	}
	x.Peer[kitFile] = kit
	return nil
}

// Place is where a file of a program stands: the starter's, the solution's, or
// that of [PeerProcess].
func (x *Exercise) Place(program, file string) string {
	if program == PeerProcess && file == kitFile {
		return kitPlace
	}
	return path.Join(x.Dir, folder(program), file)
}

var propertyID = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// properties takes the properties over.
func (x *Exercise) properties(name string, text []byte, w written) error {
	var ids []string
	for i, q := range w.Properties {
		at := fmt.Sprintf("%s:%d", name, nthTable(text, i))
		p := Property{ID: q.ID, Held: q.Held, Failed: q.Failed, Args: q.Args, Stdin: q.Stdin, Peer: q.Peer}
		switch {
		case !propertyID.MatchString(p.ID):
			return fmt.Errorf("%s: a property's id has small letters, digits and single dashes, like part-of-buffer; this one is %q", at, p.ID)
		case slices.Contains(ids, p.ID):
			return fmt.Errorf("%s: there is a property %s already", at, p.ID)
		case strings.TrimSpace(p.Held) == "" || strings.TrimSpace(p.Failed) == "":
			return fmt.Errorf("%s: property %s lacks words; held says what the program does, failed what is misunderstood if it does not", at, p.ID)
		}
		ids = append(ids, p.ID)
		if p.Args == nil {
			p.Args = w.Args
		}
		if p.Peer == nil {
			p.Peer = []string{p.ID}
		}
		for _, line := range q.Assert {
			a, err := recording.ParseAssertion(line)
			if err == nil && a.Process != x.Reader {
				err = fmt.Errorf("an exercise asserts only of the reader's own process, %s; the peer reports", x.Reader)
			}
			if err != nil {
				return fmt.Errorf("%s: property %s: %w", at, p.ID, err)
			}
			p.Assert = append(p.Assert, a)
		}
		if q.Wrong != "" {
			var err error
			if p.Wrong, err = edit.Parse("main.go", strings.TrimPrefix(q.Wrong, "\n")); err == nil {
				_, err = p.Wrong.Apply(x.Solution)
			}
			p.WrongLine = lineOfWrong(text, i)
			var wrong *edit.Mistake
			if errors.As(err, &wrong) {
				return fmt.Errorf("%s:%d: property %s: wrong: %w", name, p.WrongLine+wrong.Line-1, p.ID, err)
			}
		}
		x.Properties = append(x.Properties, p)
	}
	x.FailsLine = lineOf(text, "starter")
	switch {
	case len(ids) == 0:
		return fmt.Errorf("%s: no property; write what the program must do as [[property]] with id, held and failed", name)
	case !slices.Contains(ids, x.Fails):
		return fmt.Errorf("%s:%d: starter names the property that the starter fails first%s", name, x.FailsLine, hint(x.Fails, ids))
	}
	return nil
}

func hint(word string, known []string) string {
	if h := nearest.Hint(word, known); h != "" {
		return h
	}
	return "; there are " + strings.Join(known, ", ")
}

// lineOf returns the line in which a key of the top table is set; 1 if none.
func lineOf(text []byte, key string) int {
	for i, line := range strings.Split(string(text), "\n") {
		if k, _, ok := strings.Cut(line, "="); ok && strings.TrimSpace(k) == key {
			return i + 1
		}
	}
	return 1
}

// nthTable returns the line in which the property of that index begins.
func nthTable(text []byte, n int) int {
	for i, line := range strings.Split(string(text), "\n") {
		if strings.TrimSpace(line) == "[[property]]" {
			if n == 0 {
				return i + 1
			}
			n--
		}
	}
	return 1
}

// lineOfWrong returns the line in which the text of wrong begins, of the property of
// that index.
func lineOfWrong(text []byte, n int) int {
	begin := nthTable(text, n)
	for i, line := range strings.Split(string(text), "\n") {
		key, value, ok := strings.Cut(line, "=")
		if i < begin || !ok || strings.TrimSpace(key) != "wrong" {
			continue
		}
		if value = strings.TrimSpace(value); value == `'''` || value == `"""` {
			return i + 2 // it begins behind the newline
		}
		return i + 1
	}
	return begin
}

// tomlError puts place and cause into one line.
func tomlError(name string, e strict.Error) error {
	place, key := name, strings.Join(e.Key, ".")
	if e.Line > 0 {
		place += ":" + strconv.Itoa(e.Line)
	}
	switch {
	case e.Unknown:
		keys := []string{"reader", "args", "starter", "property", "limits", "names", "id", "held", "failed", "stdin", "peer", "assert", "wrong", "time"}
		return fmt.Errorf("%s: %w%s", place, e, nearest.Hint(e.Key[len(e.Key)-1], keys))
	case key == "limits.time":
		return fmt.Errorf(`%s: %s is a string with a unit, such as "5s"`, place, key)
	}
	return fmt.Errorf("%s: %w", place, e)
}
