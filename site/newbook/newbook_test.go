package newbook

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bothends/runner"
	"bothends/site"
	"bothends/site/lesson"
	"bothends/site/verify"
)

func TestMain(m *testing.M) {
	runner.Hook()
	os.Exit(m.Run())
}

// A new book verifies at once, and a site is made of it.
func TestCreate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	names, err := Create(dir, Options{Source: "https://git.example/both-ends.git", Version: "0123abc"})
	if err != nil {
		t.Fatal(err)
	}
	b, err := lesson.Open(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	err = verify.Book(t.Context(), os.DirFS(dir), b, verify.Options{}, func(r verify.Result) {
		ran++
		if r.State() != verify.Passed {
			t.Errorf("%s: %s%s", r.Snippet, r.Details(), r.NotRun)
		}
	})
	if err != nil || ran != 2 {
		t.Errorf("%d results, %v", ran, err)
	}
	if _, err := site.Build(t.Context(), b, site.Options{Dir: filepath.Join(t.TempDir(), "public")}); err != nil {
		t.Error(err)
	}
	for _, ci := range []string{".github/workflows/verify.yml", ".gitlab-ci.yml"} {
		text, err := os.ReadFile(filepath.Join(dir, ci))
		if err != nil || !slices.Contains(names, ci) {
			t.Errorf("%s: %v", ci, err)
		}
		for _, want := range []string{"\"https://git.example/both-ends.git\"", "\"0123abc\"", "verify -book . ", "apparmor_restrict_unprivileged_userns"} {
			if !strings.Contains(string(text), want) {
				t.Errorf("%s: no %s", ci, want)
			}
		}
	}
}

func TestNothingIsOverwritten(t *testing.T) {
	dir := t.TempDir()
	mine := filepath.Join(dir, "README.md")
	if err := os.WriteFile(mine, []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Create(dir, Options{}); err == nil || !strings.Contains(err.Error(), "README.md: is there already; nothing was written") {
		t.Errorf("%v", err)
	}
	entries, err := os.ReadDir(dir)
	if text, _ := os.ReadFile(mine); err != nil || len(entries) != 1 || string(text) != "mine" {
		t.Errorf("there are %v, %v, and README.md says %q", entries, err, text)
	}
}

// GitHub's workflow is what actionlint takes, and it does look.
func TestWorkflow(t *testing.T) {
	const lint = "../../.bin/tools/actionlint"
	if _, err := os.Stat(lint); err != nil {
		t.Fatalf("%v: install actionlint: make readers", err)
	}
	checked(t, ".github/workflows/verify.yml", "runs-on:", "runs-upon:", func(dir, file string) *exec.Cmd {
		return exec.Command(lint, file)
	})
}

// GitLab's job is what gitlab-ci-local takes, which has GitLab's own schema.
func TestGitLab(t *testing.T) {
	const program = "testdata/gitlab/node_modules/gitlab-ci-local/dist/index.js"
	at, err := filepath.Abs(program)
	if err == nil {
		_, err = os.Stat(at)
	}
	if err != nil {
		t.Fatalf("%v: install gitlab-ci-local: make readers", err)
	}
	checked(t, ".gitlab-ci.yml", "20 minutes", "[20, minutes]", func(dir, file string) *exec.Cmd {
		for _, args := range [][]string{{"init"}, {"remote", "add", "origin", "https://git.example/book.git"}} {
			git := exec.Command("git", append([]string{"-c", "init.defaultBranch=main"}, args...)...)
			git.Dir = dir
			if out, err := git.CombinedOutput(); err != nil && !strings.Contains(string(out), "already exists") {
				t.Fatalf("git %v: %v\n%s", args, err, out)
			}
		}
		// It was made for a Node.js that has this method of sets.
		const older = "data:text/javascript,Set.prototype.union||=function(o){return new Set([...this,...o])}"
		cmd := exec.Command("node", "--import", older, at, "--list")
		cmd.Dir = dir
		return cmd
	})
}

// checked holds a file of a new book to a program that takes it, and does not take
// it with a mistake in it.
func checked(t *testing.T, name, right, wrong string, command func(dir, file string) *exec.Cmd) {
	t.Helper()
	dir := t.TempDir()
	if _, err := Create(dir, Options{}); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, filepath.FromSlash(name))
	if out, err := command(dir, file).CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s", name, err, out)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(text), right, wrong, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := command(dir, file).CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		t.Errorf("%s with %s for %s is taken: %v\n%s", name, wrong, right, err, out)
	}
	t.Logf("%s with a mistake:\n%s", name, out)
}
