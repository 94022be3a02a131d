//go:build linux && (amd64 || arm64)

package box

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"testing"
	"time"
)

// countsInput is the program of a worker that says how much it reads.
const countsInput = "count"

func countInput() {
	n, err := io.Copy(io.Discard, os.Stdin)
	fmt.Println(n, err)
}

// saidBy is what a worker prints until it ends.
func saidBy(t *testing.T, b *Box) (said []byte, end *Exited) {
	t.Helper()
	for {
		r, err := b.Next(time.Now().Add(time.Minute))
		switch {
		case err != nil || r.Idle:
			t.Fatalf("it said %q and did not end: %v", said, err)
		case r.Output != nil:
			said = append(said, r.Output.Bytes...)
		case r.Exited != nil:
			return said, r.Exited
		}
	}
}

// More than a pipe holds waits until the worker reads, and nothing of it is lost;
// the supervisor does not wait.
func TestInput(t *testing.T) {
	const parts, size = 10, 64 << 10
	b, err := Start(Spec{Workers: []Worker{{Stdin: []byte("first\n"), Open: true, Limits: attackLimits}}})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	for range parts {
		if err := b.Input(0, bytes.Repeat([]byte("x"), size)); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.EndInput(0); err != nil {
		t.Fatal(err)
	}
	if len(b.workers[0].input.unsent) == 0 {
		t.Error("the pipe took all: the test shows nothing")
	}
	if err := b.Release(0, []byte(countsInput)); err != nil {
		t.Fatal(err)
	}
	if said, end := saidBy(t, b); string(said) != fmt.Sprintln(len("first\n")+parts*size, nil) || end.Status != 0 {
		t.Errorf("it said %q, %+v", said, end)
	}
	if err := b.Input(0, []byte("late")); err != nil {
		t.Errorf("to one that has ended: %v", err)
	}
}

// Where it is not asked for, a worker's input ends with what it was made with.
func TestInputIsClosed(t *testing.T) {
	b, err := Start(Spec{Workers: []Worker{{Stdin: []byte("first\n"), Limits: attackLimits}}})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if err := b.Input(0, []byte("more")); err != nil {
		t.Errorf("to one that has no input: %v", err)
	}
	if err := b.Release(0, []byte(countsInput)); err != nil {
		t.Fatal(err)
	}
	if said, _ := saidBy(t, b); string(said) != fmt.Sprintln(len("first\n"), nil) {
		t.Errorf("it said %q", said)
	}
}
