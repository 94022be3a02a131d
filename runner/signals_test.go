package runner

import (
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// A program that sends itself a signal ends by it, handles it, or goes on, as one does
// that is not process 1: whoever executes it, and whatever is observed.
func TestOwnSignals(t *testing.T) {
	signal.Ignore(syscall.SIGHUP, syscall.SIGINT) // as nohup(1) and a shell's & do; it is no matter of the program's
	t.Cleanup(func() { signal.Reset(syscall.SIGHUP, syscall.SIGINT) })
	r := withToolchain(t)
	tests := []struct {
		name, body string
		signal     syscall.Signal // 0: it goes on, and prints "after"
	}{
		{"killed", `syscall.Kill(os.Getpid(), syscall.SIGKILL); time.Sleep(time.Minute)`, syscall.SIGKILL},
		{"killed by a goroutine", `go syscall.Kill(os.Getpid(), syscall.SIGKILL); select {}`, syscall.SIGKILL},
		{"terminated", `p, _ := os.FindProcess(os.Getpid()); p.Signal(syscall.SIGTERM); time.Sleep(time.Minute)`, syscall.SIGTERM},
		{"interrupted", `syscall.Kill(os.Getpid(), syscall.SIGINT); time.Sleep(time.Minute)`, syscall.SIGINT},
		{"handled no more", `c := make(chan os.Signal, 1); signal.Notify(c, syscall.SIGHUP); syscall.Kill(os.Getpid(), syscall.SIGHUP); fmt.Println(<-c); signal.Reset(syscall.SIGHUP); syscall.Kill(os.Getpid(), syscall.SIGHUP); time.Sleep(time.Minute)`, syscall.SIGHUP},
		{"handled", `c := make(chan os.Signal, 1); signal.Notify(c, syscall.SIGTERM); syscall.Kill(os.Getpid(), syscall.SIGTERM); fmt.Println(<-c)`, 0},
		{"ignored", `signal.Ignore(syscall.SIGTERM); syscall.Kill(os.Getpid(), syscall.SIGTERM)`, 0},
		{"for a window", `syscall.Kill(os.Getpid(), syscall.SIGWINCH)`, 0},
		{"by a thread that is not there", `fmt.Println(syscall.Tgkill(os.Getpid(), 1<<22, syscall.SIGKILL))`, 0},
		{"asked for", `fmt.Println(syscall.Kill(os.Getpid(), 0))`, 0},
	}
	for _, test := range tests {
		for _, o := range []Options{{Engine: EngineGo}, {Engine: EngineYaegi}, {Engine: EngineYaegi, Calls: true}} {
			s, err := NewSnippet("test", map[string]string{"main.go": withImports("func main() {\n\t" + test.body + "\n\tfmt.Println(\"after\")\n}")})
			if err != nil {
				t.Fatal(err)
			}
			o.uncertified = true
			var events []Event
			if _, err := r.Run(t.Context(), s, o, func(e Event) { events = append(events, e) }); err != nil {
				t.Fatal(err)
			}
			want := ""
			if test.signal != 0 {
				want = test.signal.String()
			}
			printed := texts(events, "main", Stdout)
			if e := find(t, events, "main", Exit); e.Signal != want || e.Status != 0 || strings.HasSuffix(printed, "after\n") != (want == "") {
				t.Errorf("%s, %s, calls %v: %+v, printed %q", test.name, o.Engine, o.Calls, e, printed)
			}
		}
	}
}

// One that has its trace printed is no fault of a limit, whichever it is. The thread that gets
// it may be another than the one that sent it, and what main does is then not known to the runtime:
// sent to its own thread, it is.
func TestOwnFatalSignals(t *testing.T) {
	r := withToolchain(t)
	const unseen = "goroutine 1 [running]:\n\tgoroutine running on other thread"
	for _, name := range []string{"SIGQUIT", "SIGABRT", "SIGILL", "SIGTRAP", "SIGBUS", "SIGFPE", "SIGSEGV", "SIGSTKFLT", "SIGSYS"} {
		for _, engine := range []Engine{EngineGo, EngineYaegi} {
			for _, send := range []string{"syscall.Kill(os.Getpid(), ", "runtime.LockOSThread()\n\tsyscall.Tgkill(os.Getpid(), syscall.Gettid(), "} {
				s, err := NewSnippet("test", map[string]string{"main.go": withImports("func main() {\n\t" + send + "syscall." + name + ")\n\ttime.Sleep(time.Minute)\n}")})
				if err != nil {
					t.Fatal(err)
				}
				var events []Event
				if _, err := r.Run(t.Context(), s, Options{Engine: engine, uncertified: true}, func(e Event) { events = append(events, e) }); err != nil {
					t.Fatal(err)
				}
				printed := texts(events, "main", Stderr)
				limited := slices.ContainsFunc(events, func(e Event) bool { return e.Kind == Limit })
				seen := strings.Contains(printed, "main.main()") || !strings.Contains(send, "Tgkill") && strings.Contains(printed, unseen)
				if e := find(t, events, "main", Exit); e.Status != 2 || limited || !strings.HasPrefix(printed, name+": ") || !seen || strings.Contains(printed, "0x") {
					t.Errorf("%s, %s, %s: %+v, a limit: %v, printed %q", name, engine, send, e, limited, printed)
				}
			}
		}
	}
}
