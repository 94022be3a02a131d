package main

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"bothends/site/verify"
)

// What goes on though its time is over is left behind; what ends by itself in that
// moment has its say.
func TestEnding(t *testing.T) {
	late := errors.New("late")
	for _, test := range []struct {
		name string
		f    func() error
		want error
	}{
		{"at once", func() error { return nil }, nil},
		{"after the time", func() error { time.Sleep(time.Minute + time.Second); return late }, late},
		{"never", func() error { time.Sleep(time.Hour); return nil }, errTimeout},
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, stop := withTimeout(context.Background(), time.Minute)
			defer stop()
			if err := ending(ctx, test.f); !errors.Is(err, test.want) {
				t.Errorf("%s: %v, want %v", test.name, err, test.want)
			}
			time.Sleep(2 * time.Hour) // until all have ended
		})
	}
}

func TestUnfinished(t *testing.T) {
	for _, test := range []struct {
		verify.Progress
		want string
	}{
		{verify.Progress{}, " before anything had begun"},
		{verify.Progress{Units: 3, Running: []string{"a"}}, "; what had not ended: a"},
		{verify.Progress{Units: 3, Running: []string{"b", "a"}, Waiting: []string{"c", "d"}}, "; what had not ended: b, a; what had not begun: c, d"},
	} {
		if got := unfinished(test.Progress); got != test.want {
			t.Errorf("%s: %s, want %s", fmt.Sprint(test.Progress), got, test.want)
		}
	}
}
