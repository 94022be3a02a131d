package lesson

import (
	"errors"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"bothends/runner"
	"bothends/runner/exercise"
	"bothends/runner/nearest"
	"bothends/runner/recording"
)

// snippets is where snippets lie.
const snippets = "snippets"

// A Snippet is a runner's snippet and what lessons need of it. Its sources are
// those that readers see.
type Snippet struct {
	*runner.Snippet
	Files     []*File              // of its programs, in the order in which their processes start
	Recording *recording.Recording // nil: none yet, or one that cannot be read
	Capture   []byte               // its frames, as pcapng; nil if there is none
	Claims    []Claim              // what questions about its run assert
	Breaks    []*Break             // in the order in which lessons have them

	others     map[string]*File // files of no program, such as scenario.toml
	unreadable error            // why its recording cannot be read

	captureFault func() string // asked for once
}

func (s *Snippet) recordingFile() string {
	return path.Join(snippets, s.Name, runner.RecordingFile)
}

// File returns the file of that name, such as server/main.go, or nil.
func (s *Snippet) File(name string) *File {
	for _, f := range s.Files {
		if f.Name == name {
			return f
		}
	}
	return s.others[name]
}

// Processes lists the processes that execute the named program, in order.
func (s *Snippet) Processes(program string) []runner.Process {
	var all []runner.Process
	for _, p := range s.Scenario.Processes {
		if p.Program == program {
			all = append(all, p)
		}
	}
	return all
}

var snippetName = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// snippets loads every snippet and exercise of the book: none has to do with another
// one, so several are read at a time.
func (r *reader) snippets() {
	entries, err := fs.ReadDir(r.fsys, snippets)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		r.mistakes.add(place{snippets, 0}, "%v", err)
	}
	var dirs []string
	for _, e := range entries {
		if !e.IsDir() || hidden(e) {
			continue
		}
		dir := path.Join(snippets, e.Name())
		if !snippetName.MatchString(e.Name()) {
			r.mistakes.add(place{dir, 0}, "name a snippet with small letters, digits and single dashes, like tcp-echo")
			continue
		}
		dirs = append(dirs, dir)
	}
	read := make([]*reader, len(dirs))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(dirs); i = int(next.Add(1)) - 1 {
				read[i] = newReader(r.fsys)
				read[i].folder(dirs[i])
			}
		})
	}
	workers.Wait()
	for _, one := range read { // in the order of their names
		maps.Copy(r.book.Snippets, one.book.Snippets)
		maps.Copy(r.book.Exercises, one.book.Exercises)
		r.mistakes.all = append(r.mistakes.all, one.mistakes.all...)
	}
}

// folder loads what is in one folder.
func (r *reader) folder(dir string) {
	if exercise.Is(r.fsys, dir) {
		r.loadExercise(dir)
	} else if s := r.load(dir); s != nil {
		r.book.Snippets[s.Name] = s
	}
}

// load reads one snippet; nil if it cannot.
func (r *reader) load(dir string) *Snippet {
	raw, err := runner.LoadSnippet(r.fsys, dir)
	if err != nil {
		where, what, _ := strings.Cut(err.Error(), ": ") // it names its place
		r.mistakes.add(place{where, 0}, "%s", what)
		return nil
	}
	s := &Snippet{others: map[string]*File{}}
	if raw.Session != nil {
		s.Snippet, s.Files = raw, cellFiles(raw.Session)
		return r.others(dir, s)
	}
	views := map[string]string{}
	for _, p := range inOrder(raw) {
		for _, base := range mainFirst(p) {
			f := &File{Name: p.Name + "/" + base, Program: p.Name, Base: base}
			text, ok := r.read(path.Join(dir, f.Name))
			if !ok {
				continue
			}
			r.regions(place{path.Join(dir, f.Name), 0}, f, string(text))
			s.Files = append(s.Files, f)
			views[f.Name] = f.Source
		}
	}
	if s.Snippet, err = raw.With(views); err != nil {
		r.mistakes.add(place{dir, 0}, "%v", err)
		return nil
	}
	return r.others(dir, s)
}

// others reads what a snippet has besides its programs: its scenario, as a file to be
// shown, and what was recorded.
func (r *reader) others(dir string, s *Snippet) *Snippet {
	if text, err := runner.ReadFile(r.fsys, path.Join(dir, runner.ScenarioFile), runner.MaxSource); err == nil {
		f := &File{Name: runner.ScenarioFile, Base: runner.ScenarioFile}
		r.regions(place{path.Join(dir, f.Name), 0}, f, string(text))
		s.others[f.Name] = f
	}
	s.Recording, s.unreadable = r.readRecording(s.recordingFile())
	r.loadCapture(s)
	return s
}

// readRecording reads a recording; it returns none if there is none. What is
// wrong with it is kept, not reported: who makes it anew must be able to open
// the book.
func (r *reader) readRecording(file string) (*recording.Recording, error) {
	text, err := runner.ReadFile(r.fsys, file, maxFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return recording.Parse(file, text)
}

// inOrder lists the programs as their processes start, and any others after.
func inOrder(s *runner.Snippet) []*runner.Program {
	var all []*runner.Program
	add := func(p *runner.Program) {
		if p != nil && !slices.Contains(all, p) {
			all = append(all, p)
		}
	}
	for _, process := range s.Scenario.Processes {
		add(s.Program(process.Program))
	}
	for i := range s.Programs {
		add(&s.Programs[i])
	}
	return all
}

// mainFirst lists a program's files: main.go, then the others by name.
func mainFirst(p *runner.Program) []string {
	names := slices.Sorted(maps.Keys(p.Files))
	if i := slices.Index(names, "main.go"); i > 0 {
		names = slices.Insert(slices.Delete(names, i, i+1), 0, "main.go")
	}
	return names
}

// snippet finds the snippet that a lesson names, or reports that there is none.
func (r *reader) snippet(at place, name string) *Snippet {
	if s := r.book.Snippets[name]; s != nil {
		return s
	}
	if r.book.Exercises[name] != nil {
		r.mistakes.add(at, "%s/%s is an exercise; show it with a fence: exercise %[2]s", snippets, name)
		return nil
	}
	if _, err := fs.Stat(r.fsys, path.Join(snippets, name)); err != nil || !snippetName.MatchString(name) {
		r.mistakes.add(at, "no snippet %s/%s%s", snippets, name, nearest.Hint(name, r.named()))
	}
	return nil // if its folder is there, what is wrong with it has been reported
}

// named lists the folders of snippets, those too that have mistakes.
func (r *reader) named() []string {
	entries, err := fs.ReadDir(r.fsys, snippets)
	var names []string
	for _, e := range entries {
		if err == nil && e.IsDir() && snippetName.MatchString(e.Name()) {
			names = append(names, e.Name())
		}
	}
	return names
}

// hasOnly says what there is instead of name.
func hasOnly(there []string, name string) string {
	if len(there) == 0 {
		return "; it has none"
	}
	if hint := nearest.Hint(name, there); hint != "" {
		return hint
	}
	return "; it has " + strings.Join(there, ", ")
}
