package host

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// What a deferred call, or the body of a function, does.
const (
	returns = iota
	recovers
	panics
	recoversAndPanics
	exits
	kinds
)

// A run is what happens when a function is executed that defers some calls.
type run struct {
	log  []string
	next int // number of the next panic
}

func (r *run) say(what ...any) { r.log = append(r.log, fmt.Sprint(what...)) }

// does is what a call does apart from recovering.
func (r *run) does(kind int) {
	r.say("call ", kind)
	switch kind {
	case panics, recoversAndPanics:
		r.next++
		panic(fmt.Sprint("panic ", r.next))
	case exits:
		runtime.Goexit()
	}
}

// withDefer is a function as Go executes it.
func (r *run) withDefer(deferred []int, body int) {
	for _, kind := range deferred {
		switch kind {
		case recovers, recoversAndPanics:
			defer func() { r.say("recovered ", recover()); r.does(kind) }()
		default:
			defer r.does(kind)
		}
	}
	r.does(body)
}

// withHost is the same function lowered.
func (r *run) withHost(deferred []int, body int) {
	d := NewDefers()
	defer func() { d.Run(recover()) }()
	for _, kind := range deferred {
		switch kind {
		case recovers, recoversAndPanics:
			d.Push(func() { r.say("recovered ", d.Recover()); r.does(kind) })
		default:
			d.Push(func() { r.does(kind) })
		}
	}
	r.does(body)
}

// outcome is what a run says and how it ends, in a function that calls the one
// that is tested.
func outcome(execute func(r *run)) string {
	r := &run{}
	done := make(chan bool)
	go func() {
		defer close(done)
		ended := "exited"
		defer func() { r.say(ended) }()
		defer func() {
			if value := recover(); value != nil {
				ended = fmt.Sprint("panicked ", value)
			}
		}()
		execute(r)
		ended = "returned"
	}()
	<-done
	return strings.Join(r.log, "; ")
}

// TestDefers executes functions with all combinations of three deferred calls
// both ways.
func TestDefers(t *testing.T) {
	for body := range kinds {
		for i := range kinds * kinds * kinds {
			deferred := []int{i % kinds, i / kinds % kinds, i / kinds / kinds}
			want := outcome(func(r *run) { r.withDefer(deferred, body) })
			got := outcome(func(r *run) { r.withHost(deferred, body) })
			if got != want {
				t.Errorf("deferred %v, body %d:\ngot  %s\nwant %s", deferred, body, got, want)
			}
		}
	}
}

// TestDefersNested has functions call each other, each with a deferred call.
func TestDefersNested(t *testing.T) {
	for outer := range kinds {
		for inner := range kinds {
			for body := range kinds {
				want := outcome(func(r *run) {
					defer func() { r.withDefer([]int{inner}, outer) }()
					r.withDefer([]int{outer, inner}, body)
				})
				got := outcome(func(r *run) {
					d := NewDefers()
					defer func() { d.Run(recover()) }()
					d.Push(func() { r.withHost([]int{inner}, outer) })
					r.withHost([]int{outer, inner}, body)
				})
				if got != want {
					t.Errorf("outer %d, inner %d, body %d:\ngot  %s\nwant %s", outer, inner, body, got, want)
				}
			}
		}
	}
}

// TestPushWhileRunning defers from a deferred call.
func TestPushWhileRunning(t *testing.T) {
	var log []string
	d := NewDefers()
	d.Push(func() { log = append(log, "first") })
	d.Push(func() { d.Push(func() { log = append(log, "third") }); log = append(log, "second") })
	d.Run(nil)
	if got := fmt.Sprint(log); got != "[second third first]" {
		t.Error(got)
	}
}

// TestNil compares with what Go makes of a nil interface.
func TestNil(t *testing.T) {
	message := func(f func()) (text string) {
		defer func() { text = fmt.Sprint(recover()) }()
		f()
		return ""
	}
	var c fmt.Stringer
	if got, want := message(Nil), message(func() { defer c.String() }); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
