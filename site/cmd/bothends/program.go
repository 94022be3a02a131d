package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"bothends/runner"
	"bothends/runner/exercise"
	"bothends/runner/nearest"
)

// snippetWord is how a snippet is named. As the go command does with packages,
// a word without a slash or a dot is looked up; ./NAME is always a folder.
var snippetWord = regexp.MustCompile(`^[a-z0-9-]+$`)

// A program is what the user named.
type program struct {
	*runner.Snippet

	// alone holds for one process that the user named by its place: it runs as
	// under go run. A snippet of the book always runs as the book shows it.
	alone bool
}

// findProgram loads what the user named: a snippet of the book, a folder, a Go
// file or a txtar archive. If there is nothing of that name, or it can be no
// program, the error has status 2.
func findProgram(w world, name, book string) (program, error) {
	info, err := os.Stat(name)
	switch {
	case snippetWord.MatchString(name):
		fsys, bookErr := bookFS(chosenBook(w, book))
		if bookErr != nil {
			return program{}, bookErr
		}
		if exercise.Is(fsys, "snippets/"+name) {
			return program{}, nothing("%s is an exercise; check what you wrote for it: bothends check %[1]s main.go", name)
		}
		if _, missing := fs.Stat(fsys, "snippets/"+name); missing == nil {
			s, err := runner.LoadSnippet(fsys, "snippets/"+name)
			return program{s, false}, err
		}
		if err != nil {
			return program{}, nothing("no snippet %s, and no folder of that name%s", name, others(fsys, name))
		}
	case errors.Is(err, fs.ErrNotExist):
		return program{}, nothing("%s: no such file or folder", name)
	case err != nil:
		return program{}, nothing("%v", err)
	}
	s, err := loadPlace(name, info)
	if err != nil {
		return program{}, err
	}
	if !single(s) {
		return program{s, false}, nil
	}
	s.Scenario.Processes[0].Exit = 0 // its status is passed on, and not judged
	return program{s, true}, nil
}

// nothing is the error for what names no program.
func nothing(format string, args ...any) error {
	return statusError{statusUsage, fmt.Errorf(format, args...)}
}

// loadPlace loads a folder, a Go file or a txtar archive.
func loadPlace(name string, info fs.FileInfo) (*runner.Snippet, error) {
	if info.IsDir() {
		return loadFolder(name)
	}
	extension := filepath.Ext(name)
	if extension != ".go" && extension != ".txtar" {
		return nil, nothing("%s: neither a .go file nor a .txtar archive", name)
	}
	text, err := readSource(name)
	switch {
	case err != nil:
		return nil, err
	case extension == ".go":
		return runner.SingleFile(name, text, nil, "")
	}
	return runner.ParseTxtar(name, []byte(text))
}

func readSource(name string) (string, error) {
	text, err := runner.ReadFile(os.DirFS(filepath.Dir(name)), filepath.Base(name), runner.MaxSource)
	return string(text), err
}

// loadFolder loads a folder: one program if it holds Go files itself, else a
// snippet with a folder for each program.
func loadFolder(dir string) (*runner.Snippet, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	names, err := filepath.Glob(filepath.Join(abs, "*.go"))
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return runner.LoadSnippet(os.DirFS(filepath.Dir(abs)), filepath.Base(abs))
	}
	files := map[string]string{}
	for _, name := range names {
		if files[filepath.Base(name)], err = readSource(name); err != nil {
			return nil, err
		}
	}
	return runner.NewSnippet(dir, files)
}

// others says which snippet was meant, or which the book has.
func others(fsys fs.FS, name string) string {
	entries, err := fs.ReadDir(fsys, "snippets")
	var names []string
	for _, e := range entries {
		if e.IsDir() && !exercise.Is(fsys, "snippets/"+e.Name()) {
			names = append(names, e.Name())
		}
	}
	if hint := nearest.Hint(name, names); hint != "" {
		return hint
	}
	if err != nil || len(names) == 0 {
		return "; the book has none"
	}
	return listed("snippets", names)
}

// few is how many names a message lists.
const few = 8

// listed says which the book has, or some of them and how to see all.
func listed(what string, names []string) string {
	if len(names) <= few {
		return "; the book has " + strings.Join(names, ", ")
	}
	return fmt.Sprintf("; the book has %d %s, such as %s; bothends verify -static names all", len(names), what, strings.Join(names[:few], ", "))
}

// single holds for a snippet of one process.
func single(s *runner.Snippet) bool {
	return len(s.Scenario.Processes) == 1 && s.Scenario.Processes[0].Count == 1
}

// readsInput finds programs that can read standard input. Others are not made
// to wait for a pipe that nobody ever closes.
var readsInput = regexp.MustCompile(`\bos\.(Stdin|NewFile)\b|\bfmt\.Scan|\bsyscall\.(Stdin|Read)\b|/dev/|/proc/`)

// give hands arguments and standard input to the only process of s.
func give(s *runner.Snippet, args []string, stdin *os.File) error {
	p := &s.Scenario.Processes[0]
	if len(args) > 0 {
		p.Args = args
	}
	size := len(strings.Join(p.Args, " "))
	if size > runner.MaxArgs {
		return nothing("%d bytes of arguments; a run takes at most %d", size, runner.MaxArgs)
	}
	wants := false
	for _, source := range s.Program(p.Program).Files {
		wants = wants || readsInput.MatchString(source)
	}
	info, err := stdin.Stat()
	if err != nil || !wants || info.Mode()&os.ModeCharDevice != 0 {
		return nil // closed, not wanted, or a terminal: there is no one-off input
	}
	most := runner.MaxArgs - size
	text, err := io.ReadAll(io.LimitReader(stdin, int64(most)+1))
	if err != nil {
		return fmt.Errorf("standard input: %w", err)
	}
	if len(text) > most {
		return nothing("standard input is longer than %d bytes, which is the most that a run takes beside its arguments", most)
	}
	if len(text) > 0 {
		p.Stdin = string(text)
	}
	return nil
}
