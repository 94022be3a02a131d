package runner

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"
)

func TestMain(m *testing.M) {
	Hook()
	os.Exit(m.Run())
}

// runFiles runs a snippet made of files and returns its events.
func runFiles(t *testing.T, files map[string]string) ([]Event, Result) {
	t.Helper()
	s, err := NewSnippet("test", files)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var events []Event
	result, err := Run(ctx, s, Options{}, func(e Event) { events = append(events, e) })
	if err != nil {
		t.Fatal(err)
	}
	return events, result
}

func runMain(t *testing.T, source string) ([]Event, Result) {
	t.Helper()
	return runFiles(t, map[string]string{"main.go": source})
}

// texts joins the texts of one process's events of one kind, a line each.
func texts(events []Event, process string, kind Kind) string {
	var b strings.Builder
	for _, e := range events {
		if e.Process == process && e.Kind == kind {
			b.WriteString(e.Text)
			if !e.Partial {
				b.WriteByte('\n')
			}
		}
	}
	return b.String()
}

func TestHello(t *testing.T) {
	events, result := runMain(t, `package main

import "fmt"

func main() { fmt.Println("hello") }
`)
	for _, e := range events {
		t.Logf("%+v", e)
	}
	if got := texts(events, "main", Stdout); got != "hello\n" || result.Status != 0 {
		t.Errorf("stdout %q, result %+v", got, result)
	}
}
