package runner

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// Two hundred readers run the same snippet, which binds the same port, at once.
func TestTwoHundredAtOnce(t *testing.T) {
	runFiles(t, echoPair()) // what Go itself opens once, such as its poller, is open now
	descriptors := openDescriptors(t)
	var wg sync.WaitGroup
	start := make(chan struct{})
	for i := range 200 {
		wg.Go(func() {
			files := echoPair()
			said := fmt.Sprintf("reader %d", i)
			files["scenario.toml"] = fmt.Sprintf("[[process]]\nname = \"server\"\n[[process]]\nname = \"client\"\nargs = [%q]\n[limits]\ntime = \"60s\"\n", said)
			if i%4 == 0 { // some with a name server each, all on the same port
				files["scenario.toml"] += "[names]\n\"echo.example\" = \"127.0.0.1\"\n"
				files["client/main.go"] = strings.Replace(echoClient, "127.0.0.1:7", "echo.example:7", 1)
			}
			s, err := NewSnippet("test", files)
			if err != nil {
				t.Error(err)
				return
			}
			<-start
			var events []Event
			result, err := Run(t.Context(), s, Options{}, func(e Event) { events = append(events, e) })
			if err != nil || result != (Result{}) {
				t.Errorf("%s: %+v, %v", said, result, err)
			}
			if got := texts(events, "client", Stdout); got != said+"\n" {
				t.Errorf("%s was answered %q", said, got)
			}
		})
	}
	close(start)
	wg.Wait()
	if left := otherProcesses(t); len(left) > 0 {
		t.Errorf("processes left: %v", left)
	}
	if now := openDescriptors(t); now != descriptors {
		t.Errorf("%d descriptors; %d before", now, descriptors)
	}
}

func openDescriptors(t *testing.T) int {
	t.Helper()
	fds, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(fds)
}

// otherProcesses lists those that execute this test's binary, besides itself.
// With the last process of a box its namespaces go, as nothing else holds them.
func otherProcesses(t *testing.T) []string {
	t.Helper()
	self, err := os.Readlink("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	links, err := filepath.Glob("/proc/[0-9]*/exe")
	if err != nil {
		t.Fatal(err)
	}
	var others []string
	for _, link := range links {
		if exe, err := os.Readlink(link); err == nil && exe == self && link != fmt.Sprintf("/proc/%d/exe", os.Getpid()) {
			others = append(others, link)
		}
	}
	return others
}
