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
)

// snippetWord is how a snippet is named. As the go command does with packages,
// a word without a slash or a dot is looked up; ./NAME is always a folder.
var snippetWord = regexp.MustCompile(`^[a-z0-9-]+$`)

// findProgram loads what the user named: a snippet of the book, a folder, a Go
// file or a txtar archive.
func findProgram(name, book string) (*runner.Snippet, error) {
	info, err := os.Stat(name)
	switch {
	case snippetWord.MatchString(name):
		fsys, bookErr := bookFS(book)
		if bookErr != nil {
			return nil, bookErr
		}
		if _, missing := fs.Stat(fsys, "snippets/"+name); missing == nil {
			return runner.LoadSnippet(fsys, "snippets/"+name)
		}
		if err != nil {
			return nil, fmt.Errorf("no snippet %s, and no folder of that name; the book has %s", name, snippetNames(fsys))
		}
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s: no such file or folder", name)
	case err != nil:
		return nil, err
	}
	if info.IsDir() {
		return loadFolder(name)
	}
	text, err := readSource(name, info)
	if err != nil {
		return nil, err
	}
	switch filepath.Ext(name) {
	case ".go":
		return runner.SingleFile(name, text, nil, "")
	case ".txtar":
		return runner.ParseTxtar(name, []byte(text))
	}
	return nil, fmt.Errorf("%s: neither a .go file nor a .txtar archive", name)
}

// readSource reads a file that may be a program; one that cannot be is not
// read whole.
func readSource(name string, info fs.FileInfo) (string, error) {
	if info.Size() > runner.MaxSource {
		return "", fmt.Errorf("%s: more than %d KiB of source", name, runner.MaxSource>>10)
	}
	text, err := os.ReadFile(name)
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
		info, err := os.Stat(name)
		if err != nil {
			return nil, err
		}
		if files[filepath.Base(name)], err = readSource(name, info); err != nil {
			return nil, err
		}
	}
	return runner.NewSnippet(dir, files)
}

func snippetNames(fsys fs.FS) string {
	entries, err := fs.ReadDir(fsys, "snippets")
	var names []string
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	if err != nil || len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

// single holds for a snippet that runs as go run would run it: one process.
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
		return fmt.Errorf("%d bytes of arguments; a run takes at most %d", size, runner.MaxArgs)
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
		return fmt.Errorf("standard input is longer than %d bytes, which is the most that a run takes beside its arguments", most)
	}
	if len(text) > 0 {
		p.Stdin = string(text)
	}
	return nil
}
