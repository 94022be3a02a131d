package runner

import (
	"context"
	"errors"
	"strings"
	"testing"

	"bothends/runner/gocheck/assist"
)

// An editor is answered from a box, and a program that keeps the checker busy for
// ever is given up there.
func TestAssist(t *testing.T) {
	r := new(Runner)
	got, err := r.Assist(t.Context(), assist.Request{Do: assist.DoProblems, Files: map[string]string{"main.go": "package main\n\nfunc main() {\n\tx := 1\n}\n"}})
	if err != nil || len(got.Problems) != 1 || got.Problems[0].Message != "declared and not used: x" || got.Problems[0].Fix == nil {
		t.Errorf("%+v, %v", got, err)
	}
	doubles := "package main\n\nfunc f[T any](x T) (r func(T, T)) { return }\n\nfunc main() { _ = " +
		strings.Repeat("f(", 40) + "1" + strings.Repeat(")", 40) + " }\n"
	if got, err := r.Assist(t.Context(), assist.Request{Do: assist.DoProblems, Files: map[string]string{"main.go": doubles}}); !errors.Is(err, ErrTooComplicated) {
		t.Errorf("%+v, %v; want %v", got, err, ErrTooComplicated)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.Assist(ctx, assist.Request{Do: assist.DoFormat}); !errors.Is(err, context.Canceled) {
		t.Errorf("when nobody asks any more: %v", err)
	}
}
