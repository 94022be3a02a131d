package newbook

import (
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

func TestWorkflow(t *testing.T) {
	lint, err := exec.LookPath("actionlint")
	if err != nil {
		t.Skip("no actionlint, so the workflow is not looked at; install it: go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.7")
	}
	dir := t.TempDir()
	if _, err := Create(dir, Options{}); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(lint, filepath.Join(dir, ".github", "workflows", "verify.yml")).CombinedOutput()
	if err != nil || len(out) > 0 {
		t.Errorf("%v: %s", err, out)
	}
}
