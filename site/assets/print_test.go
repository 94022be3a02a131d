package assets_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"bothends/site"
	"bothends/site/lesson"
)

// The whole book prints, from a disk and without a server, and each program that a
// lesson runs is on paper whole, each line after its number.
func TestPrint(t *testing.T) {
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Fatal("no pdftotext in PATH; install it: apt-get install poppler-utils")
	}
	b, err := lesson.Open(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if _, err := site.Build(t.Context(), b, site.Options{Dir: filepath.Join(dir, "site"), Paper: true}); err != nil {
		t.Fatal(err)
	}
	pdf := filepath.Join(dir, "book.pdf")
	command(t, browserProgram(t), "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir="+filepath.Join(dir, "profile"),
		"--no-pdf-header-footer", "--print-to-pdf="+pdf, "file://"+filepath.Join(dir, "site", "print", "book.html"))
	paper := squeezed(command(t, "pdftotext", "-layout", pdf, "-"))
	programs := 0
	for _, l := range b.Lessons() {
		if !strings.Contains(paper, squeezed(strings.ReplaceAll(l.Title, "`", ""))) {
			t.Errorf("%s is not on paper", l.File)
		}
		for _, name := range l.Runs {
			for _, f := range b.Snippets[name].Files {
				programs++
				var want strings.Builder
				for i, line := range strings.Split(strings.TrimSuffix(f.Source, "\n"), "\n") {
					want.WriteString(strconv.Itoa(i+1) + squeezed(line))
				}
				if !strings.Contains(paper, want.String()) {
					t.Errorf("%s/%s is not on paper whole", name, f.Name)
				}
			}
		}
	}
	if programs < 100 {
		t.Errorf("only %d programs", programs)
	}
}

// squeezed is a text without its blanks, which a PDF has no signs for.
func squeezed(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// command runs a program and returns what it prints.
func command(t *testing.T, name string, args ...string) string {
	t.Helper()
	c := exec.CommandContext(t.Context(), name, args...)
	var complaints strings.Builder
	c.Stderr = &complaints
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, complaints.String())
	}
	return string(out)
}
