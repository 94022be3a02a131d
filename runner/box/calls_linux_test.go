//go:build linux && (amd64 || arm64)

package box

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// The numbers are those that golang.org/x/sys has for each architecture, and
// where there is none, it has none.
func TestCallNumbers(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("not tested: no go command to find golang.org/x/sys by")
	}
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "golang.org/x/sys").Output()
	if err != nil || strings.TrimSpace(string(dir)) == "" {
		t.Skipf("not tested: this user has no golang.org/x/sys to read: %v", err)
	}
	for _, a := range architectures {
		file := filepath.Join(strings.TrimSpace(string(dir)), "unix", fmt.Sprintf("zsysnum_linux_%s.go", a.name))
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		theirs := map[call]int{}
		for _, m := range regexp.MustCompile(`(?m)^\s*SYS_(\w+)\s*=\s*(\d+)`).FindAllStringSubmatch(string(text), -1) {
			n, err := strconv.Atoi(m[2])
			if err != nil {
				t.Fatal(err)
			}
			theirs[call(strings.ToLower(m[1]))] = n
		}
		for c, all := range calls {
			want, ok := theirs[c]
			if !ok {
				want = none
			}
			if got := a.number(all); got != want {
				t.Errorf("%s: %s is %d; want %d", a.name, c, got, want)
			}
		}
	}
}
