package runner

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/tools/txtar"
)

// ScenarioFile, RecordingFile and CaptureFile stand in a snippet's folder beside its programs.
const (
	ScenarioFile  = "scenario.toml"
	RecordingFile = "recording.txt"
	CaptureFile   = "capture.pcapng" // the frames of the recorded run, if it has packets
)

// MaxSource bounds the source of one snippet, in bytes.
const MaxSource = 256 << 10

// A Snippet is a pair (or more, or one) of programs and the scenario in which they run.
type Snippet struct {
	Name     string
	Programs []Program // by name; at least one
	Scenario Scenario  // complete: every default filled in
	Session  *Session  // if it is run cell by cell: Programs are then its terminals, and their files its cells
}

// A Program is one package main.
type Program struct {
	Name  string            // its folder: server, client, …
	Files map[string]string // file name to source; names end in .go and have no slash
}

// Program returns the program of that name, or nil.
func (s *Snippet) Program(name string) *Program {
	for i := range s.Programs {
		if s.Programs[i].Name == name {
			return &s.Programs[i]
		}
	}
	return nil
}

// LoadSnippet reads the snippet in folder dir of fsys, which has a folder for
// each program. Its name is dir's last element.
func LoadSnippet(fsys fs.FS, dir string) (*Snippet, error) {
	files := map[string]string{}
	err := fs.WalkDir(fsys, dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel := strings.TrimPrefix(name, dir+"/")
		if rel != ScenarioFile && rel != SessionFile && !strings.HasSuffix(rel, ".go") {
			return nil
		}
		if !strings.Contains(rel, "/") && isProgram(rel) {
			return fmt.Errorf("%s: put %s into a folder for its role, such as %s", name, rel, path.Join(dir, "client", rel))
		}
		b, err := ReadFile(fsys, name, MaxSource)
		files[rel] = string(b)
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: no such snippet", dir)
	}
	if err != nil {
		return nil, err
	}
	return NewSnippet(dir, files)
}

// ParseTxtar reads a snippet from a txtar archive, as the Go Playground shares
// several files. What stands before the first marker is prog.go. If no file
// has a folder, the archive is one program.
func ParseTxtar(name string, text []byte) (*Snippet, error) {
	a, files := txtar.Parse(text), map[string]string{}
	if len(strings.TrimSpace(string(a.Comment))) > 0 {
		files["prog.go"] = string(a.Comment)
	}
	for _, f := range a.Files {
		if _, twice := files[f.Name]; twice {
			return nil, fmt.Errorf("%s: two files are named %s", name, f.Name)
		}
		files[f.Name] = string(f.Data)
	}
	return NewSnippet(name, files)
}

// NewSnippet makes a snippet of files named "server/main.go", "client/main.go",
// "scenario.toml", and so on. Files without a folder make a single program. Those that
// go build would not compile are no part of it.
// place names the snippet in errors; its last element, without extension, is
// the snippet's name.
func NewSnippet(place string, files map[string]string) (*Snippet, error) {
	return newSnippet(place, files, builds)
}

// newSnippet takes of the Go files those that compiled chooses.
func newSnippet(place string, files map[string]string, compiled func(file, source string) bool) (*Snippet, error) {
	s := &Snippet{Name: strings.TrimSuffix(path.Base(place), path.Ext(place))}
	var err error
	if s.Programs, err = programsOf(place, files, compiled); err != nil {
		return nil, err
	}
	if text, ok := files[SessionFile]; ok {
		if len(s.Programs) > 0 {
			return nil, fmt.Errorf("%s: a snippet is a session or programs, not both; take away %s or the Go files", place, SessionFile)
		}
		if s.Session, err = ParseSession(path.Join(place, SessionFile), []byte(text)); err != nil {
			return nil, err
		}
		s.Programs = s.Session.programs()
	}
	if len(s.Programs) == 0 {
		return nil, noProgram(place, files)
	}
	slices.SortFunc(s.Programs, func(a, b Program) int { return strings.Compare(a.Name, b.Name) })
	at := places{file: place}
	if text, ok := files[ScenarioFile]; ok {
		file := path.Join(place, ScenarioFile)
		if s.Scenario, err = ParseScenario(file, []byte(text)); err != nil {
			return nil, err
		}
		at = newPlaces(file, []byte(text))
	}
	if s.Session != nil {
		if err := s.Session.arrange(at, &s.Scenario); err != nil {
			return nil, err
		}
	}
	if err := s.Scenario.complete(at, s.Programs); err != nil {
		return nil, err
	}
	return s, nil
}

// programsOf sorts the Go files that compiled chooses into programs, by their folders.
func programsOf(place string, files map[string]string, compiled func(file, source string) bool) ([]Program, error) {
	byName, left, size := map[string]Program{}, map[string]string{}, 0
	for name, source := range files {
		if size += len(source); size > MaxSource {
			return nil, fmt.Errorf("%s: more than %d KiB of source", place, MaxSource>>10)
		}
		if name == ScenarioFile || name == SessionFile {
			continue
		}
		dir, file := path.Split(name)
		dir = cmp.Or(strings.TrimSuffix(dir, "/"), "main")
		if !validName(dir) || !validFile(file) {
			return nil, fmt.Errorf("%s: %q is not a file of a program; programs are named like server/main.go", place, name)
		}
		switch {
		case !isProgram(file):
		case !compiled(file, source):
			left[dir] = max(left[dir], name)
		default:
			if byName[dir].Files == nil {
				byName[dir] = Program{Name: dir, Files: map[string]string{}}
			}
			byName[dir].Files[file] = source
		}
	}
	// A program that is there and yet would not run is no choice of anybody's.
	for _, dir := range slices.Sorted(maps.Keys(left)) {
		if byName[dir].Files == nil {
			return nil, fmt.Errorf("%s: no program; what go build compiles here has none of its Go files, such as %s: see their build constraints", path.Join(place, path.Dir(left[dir])), left[dir])
		}
	}
	return slices.Collect(maps.Values(byName)), nil
}

// noProgram says what there is where no program is.
func noProgram(place string, files map[string]string) error {
	test := ""
	for name := range files {
		if file := path.Base(name); strings.HasSuffix(file, ".go") && !isProgram(file) {
			test = max(test, name)
		}
	}
	if test != "" {
		return fmt.Errorf("%s: no program, only a test, %s; go test runs it", place, test)
	}
	return fmt.Errorf("%s: no program; a snippet has one folder for each process, such as server/main.go", place)
}

// CheckFileName refuses a name that no file of a program has.
func CheckFileName(file string) error {
	if !validFile(file) || len(file) > 64 {
		return fmt.Errorf("%q is not a file of a program; its files are named like main.go", file)
	}
	return nil
}

// validFile holds for names by which the compiler may be given a file. As with go build they
// begin with a letter, a digit or _: with - the name would be an option, with @ a file of options.
func validFile(file string) bool {
	first, _ := utf8.DecodeRuneInString(file)
	return strings.HasSuffix(file, ".go") && (first == '_' || first >= utf8.RuneSelf || unicode.IsLetter(first) || unicode.IsDigit(first)) &&
		!strings.ContainsFunc(file, func(r rune) bool { return r == '/' || r == '\\' || unicode.IsControl(r) })
}

// isProgram holds for Go files but tests, which run executes no more than go
// build compiles them.
func isProgram(file string) bool {
	return strings.HasSuffix(file, ".go") && !strings.HasSuffix(file, "_test.go")
}

// With returns a copy of the snippet in which the named files, such as
// "server/main.go", have other source: a reader's edit. Only files that the
// snippet has can be replaced; its scenario stays. A file that go build would not
// compile any more is no part of its program, as in NewSnippet.
func (s *Snippet) With(edits map[string]string) (*Snippet, error) {
	out := *s
	out.Programs = nil
	left, size, excluded := len(edits), 0, ""
	for _, p := range s.Programs {
		files := map[string]string{}
		for name, source := range p.Files {
			if edit, ok := edits[p.Name+"/"+name]; ok {
				source = edit
				left--
				if !builds(name, edit) {
					excluded = p.Name + "/" + name
					continue
				}
			}
			files[name] = source
			size += len(source)
		}
		if len(files) == 0 {
			return nil, fmt.Errorf("%s: build constraints exclude all Go files in %s; take away the //go:build line that go build does not meet here", excluded, p.Name)
		}
		out.Programs = append(out.Programs, Program{Name: p.Name, Files: files})
	}
	if left > 0 {
		return nil, fmt.Errorf("snippet %s: an edit names a file that it does not have", s.Name)
	}
	if size > MaxSource {
		return nil, fmt.Errorf("snippet %s: more than %d KiB of source", s.Name, MaxSource>>10)
	}
	return &out, nil
}

// SingleFile makes a snippet of one program, run as go run would run it: one
// process, not expected to serve, whatever the file is built for.
func SingleFile(name, source string, args []string, stdin string) (*Snippet, error) {
	named := func(file, _ string) bool { return !strings.HasPrefix(file, "_") }
	s, err := newSnippet(name, map[string]string{path.Base(name): source}, named)
	if err != nil {
		return nil, err
	}
	s.Scenario.Processes[0].Args = args
	s.Scenario.Processes[0].Stdin = stdin
	return s, s.Scenario.Processes[0].complete(s.Programs, false)
}

// Sum identifies the snippet's content: its programs and its scenario. Two
// snippets with the same sum run the same way. A recording carries the sum of
// what it recorded, so that a stale one is noticed without running anything.
func (s *Snippet) Sum() string {
	h := sha256.New()
	s.writePrograms(h)
	if s.Session != nil {
		for _, c := range s.Session.Cells {
			fmt.Fprintf(h, "%s: %s\n", c.Terminal, c.Name)
		}
	}
	for _, p := range s.Scenario.Processes {
		fmt.Fprintf(h, "%q %q %q %q %d %s %v %d\n", p.Name, p.Program, p.Args, p.Stdin, p.Count, p.Wait, *p.Serves, p.Exit)
	}
	fmt.Fprintf(h, "%+v\n", s.Scenario.Limits)
	if s.Scenario.Packets {
		fmt.Fprintln(h, "packets")
	}
	if s.Scenario.Names != nil {
		json.NewEncoder(h).Encode(s.Scenario.Names)
	}
	if s.Scenario.Link != nil {
		json.NewEncoder(h).Encode(s.Scenario.Link)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// programsSum identifies the programs alone: what checking them finds is the same
// however they run.
func (s *Snippet) programsSum() string {
	h := sha256.New()
	s.writePrograms(h)
	return hex.EncodeToString(h.Sum(nil))
}

func (s *Snippet) writePrograms(w io.Writer) {
	for _, p := range s.Programs {
		for _, name := range slices.Sorted(maps.Keys(p.Files)) {
			fmt.Fprintf(w, "%s/%s %d\n%s\n", p.Name, name, len(p.Files[name]), p.Files[name])
		}
	}
}
