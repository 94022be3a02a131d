package runner

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What a program tries to reach from inside, and must not. Each prints "safe:"
// and why it could not, or what it reached.
func TestNothingOfTheHostIsReached(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("secret"), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SECRET", "secret")
	tests := []struct{ name, body, want string }{
		{"a host file", fmt.Sprintf(`_, err := os.ReadFile(%q); fmt.Println(err)`, secret), "no such file or directory"},
		{"passwords", `_, err := os.ReadFile("/etc/passwd"); fmt.Println(err)`, "no such file or directory"},
		{"the root", `d, err := os.ReadDir("/"); fmt.Println(len(d), d[0].Name(), d[1].Name(), err)`, "2 etc tmp <nil>"},
		{"processes", `_, err := os.ReadDir("/proc"); fmt.Println(err)`, "no such file or directory"},
		{"a new file", `err := os.WriteFile("/tmp/x", []byte("x"), 0o600); fmt.Println(err)`, "read-only file system"},
		{"the environment", `fmt.Println(os.Environ(), os.Getenv("SECRET"))`, "[GOMAXPROCS=2] \n"},
		{"a listener of the host", fmt.Sprintf(`_, err := net.Dial("tcp", %q); fmt.Println(err)`, ln.Addr()), "connection refused"},
		{"another network", `_, err := net.Dial("tcp", "169.254.169.254:80"); fmt.Println(err)`, "network is unreachable"},
		{"the name", `h, err := os.Hostname(); fmt.Println(h, err)`, "box <nil>"},
		{"its own path", `_, err := os.Executable(); fmt.Println(err)`, "readlink"},
		{"a process", `_, err := os.StartProcess("/bin/id", []string{"id"}, &os.ProcAttr{}); fmt.Println(err)`, "operation not permitted"},
		{"a raw socket", `_, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_RAW, 1); fmt.Println(err)`, "operation not permitted"},
		{"netlink", `_, err := syscall.Socket(syscall.AF_NETLINK, syscall.SOCK_RAW, 0); fmt.Println(err)`, "address family not supported"},
		{"a mount", `err := syscall.Mount("tmpfs", "/tmp", "tmpfs", 0, ""); fmt.Println(err)`, "bad system call"},
		{"a new namespace", `err := syscall.Unshare(syscall.CLONE_NEWUSER); fmt.Println(err)`, "bad system call"},
		{"higher limits", `err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &syscall.Rlimit{Cur: 64, Max: 64}); fmt.Println(err)`, "operation not permitted"},
		{"descriptors", `n := 0; for fd := 3; fd < 64; fd++ { var s syscall.Stat_t; if syscall.Fstat(fd, &s) == nil && s.Mode&syscall.S_IFMT != 0 { n++ } }; fmt.Println(n)`, "0\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			events, _ := runFiles(t, map[string]string{"main.go": withImports("func main() { " + test.body + " }")})
			got := texts(events, "main", Stdout) + find(t, events, "main", Exit).Signal
			if !strings.Contains(got, test.want) {
				t.Errorf("got %q %q; want %q", got, texts(events, "main", Stderr), test.want)
			}
		})
	}
}
