package verify

import (
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"bothends/runner"
	"bothends/site/lesson"
)

// Programs are checked and run as readers see them, without the lines that mark
// regions. onDisk finds out where a line that is spoken of stands in the author's
// file: for each file, such as server/main.go, it has the numbers there of the
// lines that readers see.
type onDisk struct {
	dir   string // of the snippet
	lines map[string][]int
	exits map[string]int // the line of the scenario that says with which status a process ends
}

func (v *verifier) onDisk(s *lesson.Snippet) onDisk {
	d := onDisk{path.Join("snippets", s.Name), map[string][]int{}, map[string]int{}}
	for _, f := range s.Files {
		// Of what cannot be read, sources has told.
		if whole, err := runner.ReadFile(v.fsys, path.Join(d.dir, f.Name), runner.MaxSource); err == nil {
			d.lines[f.Name] = linesOf(f.Source, string(whole))
		}
	}
	if text, err := runner.ReadFile(v.fsys, path.Join(d.dir, runner.ScenarioFile), runner.MaxSource); err == nil {
		d.exits = exitLines(string(text))
	}
	return d
}

// edited is d for programs that an edit was made in. What stands before the edit and
// behind it is where it was in the author's file, or as many lines further on as the edit
// has more; of one in several places all between is taken for one.
func (d onDisk) edited(from, to *runner.Snippet) onDisk {
	after := onDisk{d.dir, map[string][]int{}, d.exits}
	for _, p := range from.Programs {
		for base, source := range p.Files {
			file := p.Name + "/" + base
			after.lines[file] = shifted(d.lines[file], strings.Split(source, "\n"), strings.Split(to.Program(p.Name).Files[base], "\n"))
		}
	}
	return after
}

// shifted has the numbers of the lines of to, if those of from are these.
func shifted(numbers []int, from, to []string) []int {
	if len(numbers) != len(from) {
		return nil // the author's file cannot be read
	}
	before, behind := 0, 0
	for before < min(len(from), len(to)) && from[before] == to[before] {
		before++
	}
	for behind < min(len(from), len(to))-before && from[len(from)-1-behind] == to[len(to)-1-behind] {
		behind++
	}
	all, first := slices.Clone(numbers[:before]), 1
	if before > 0 {
		first = numbers[before-1] + 1
	}
	if before < len(from)-behind { // the edit took lines away, and begins where they did
		first = numbers[before]
	}
	for i := range len(to) - behind - before {
		all = append(all, first+i)
	}
	for _, n := range numbers[len(from)-behind:] {
		all = append(all, n+len(to)-len(from))
	}
	return all
}

var (
	named  = regexp.MustCompile(`^\s*name\s*=\s*["']([^"']*)["']`)
	status = regexp.MustCompile(`^\s*exit\s*=`)
)

// exitLines are the lines of a scenario that say with which status a process ends.
func exitLines(scenario string) map[string]int {
	lines := map[string]int{}
	name, line := "", 0
	for i, text := range strings.Split(scenario, "\n") {
		switch m := named.FindStringSubmatch(text); {
		case strings.HasPrefix(strings.TrimSpace(text), "["):
			name, line = "", 0
		case m != nil:
			name = m[1]
		case status.MatchString(text):
			line = i + 1
		}
		if name != "" && line > 0 {
			lines[name] = line
		}
	}
	return lines
}

// exit is where it stands with which status a process ends: the line of the scenario,
// or the snippet's folder.
func (d onDisk) exit(process string) string {
	for _, name := range []string{process, numbered.ReplaceAllString(process, "")} {
		if line := d.exits[name]; line > 0 {
			return path.Join(d.dir, runner.ScenarioFile) + ":" + strconv.Itoa(line)
		}
	}
	return d.dir
}

// linesOf returns the number of each line of view in whole, which has the same
// lines and others in between.
func linesOf(view, whole string) []int {
	var numbers []int
	seen := strings.Split(view, "\n")
	for i, line := range strings.Split(whole, "\n") {
		line = strings.TrimPrefix(strings.TrimSuffix(line, "\r"), "\ufeff")
		if n := len(numbers); n < len(seen) && line == seen[n] {
			numbers = append(numbers, i+1)
		}
	}
	return numbers
}

// line is the number in the author's file.
func (d onDisk) line(file string, seen int) int {
	if lines := d.lines[file]; 0 < seen && seen <= len(lines) {
		return lines[seen-1]
	}
	return seen
}

// spoken is how the compiler and vet speak of a line: by a file's name, or of
// the same file by its number alone.
var spoken = regexp.MustCompile(`([\w.-]+\.go):(\d+)|(defined on line )(\d+)`)

// text is a message about a program with the files of the book and their lines.
// It begins with its place, FILE:LINE:COLUMN, and a tab before that if it goes
// on with what the line before said; or it is about no place.
func (d onDisk) text(program, message string) string {
	first := ""
	message = spoken.ReplaceAllStringFunc(message, func(place string) string {
		m := spoken.FindStringSubmatch(place)
		if first == "" {
			first = m[1]
		}
		before, file, number := m[1]+":", m[1], m[2]
		if m[3] != "" {
			before, file, number = m[3], first, m[4]
		}
		seen, err := strconv.Atoi(number)
		if err != nil {
			return place
		}
		return before + strconv.Itoa(d.line(program+"/"+file, seen))
	})
	rest := strings.TrimPrefix(message, "\t")
	if at := spoken.FindStringIndex(rest); at == nil || at[0] > 0 {
		return d.dir + ": " + program + ": " + rest
	}
	return message[:len(message)-len(rest)] + d.dir + "/" + program + "/" + rest
}

// trace is a line that a process wrote, with the author's file in the place of
// the program's if it is a place in the trace of a panic.
func (d onDisk) trace(process, line string) string {
	m := traced.FindStringSubmatch(line)
	if m == nil {
		return line
	}
	for _, name := range []string{process, numbered.ReplaceAllString(process, "")} {
		if _, ok := d.lines[name+"/"+m[1]]; ok {
			return "\t" + d.text(name, line[1:])
		}
	}
	return line
}

var (
	traced   = regexp.MustCompile(`^\t([\w.-]+\.go):\d+`)
	numbered = regexp.MustCompile(`-\d+$`) // of several processes of one name
)

// findings says what vet has against the programs. What gofmt has against them
// is a matter of sources, which looks at the author's file.
func (d onDisk) findings(found []runner.Finding) []string {
	var mistakes []string
	for _, f := range found {
		if place, message, ok := strings.Cut(f.Text, ": "); ok && f.Tool != runner.ToolGofmt {
			mistakes = append(mistakes, d.text(f.Program, place+": "+f.Tool+": "+message))
		}
	}
	return slices.Compact(mistakes)
}
