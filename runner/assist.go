package runner

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"bothends/runner/box"
	"bothends/runner/frame"
	"bothends/runner/gocheck/assist"
)

// ErrTooComplicated is what is said of programs of which nothing can be said in bounds.
var ErrTooComplicated = errors.New("the programs are too complicated to check")

// assistTime is how long an answer may take: nobody waits longer. What bounds the work is assistLimits.
const assistTime = 6 * time.Second

// assistLimits are less than checkLimits: an editor asks with every few letters, and what takes
// long has been asked anew by then.
var assistLimits = box.Limits{Memory: DefaultMemory, CPUSeconds: 2}

// Assist answers what an editor asks about a program, see package assist. As
// checking is, that is a job for a worker in a box: whoever writes a program can make
// it cost any time. It returns when nothing of that is left. Errors are
// ErrTooComplicated, [*Unavailable], the context's, and failures of the machine.
func (runner *Runner) Assist(ctx context.Context, q assist.Request) (answer assist.Answer, err error) {
	if runner.Off != nil {
		return answer, runner.Off
	}
	if ctx.Err() != nil { // an answer may come sooner than the box is cancelled
		return answer, context.Cause(ctx)
	}
	text, err := json.Marshal(job{Assist: &q})
	if err != nil {
		return answer, err
	}
	b, err := runner.Boxes.Start(box.Spec{Workers: []box.Worker{{Limits: assistLimits}}})
	if err != nil {
		return answer, err
	}
	defer b.Close()
	defer context.AfterFunc(ctx, b.Cancel)()
	if err := b.Release(0, text); err != nil {
		return answer, err
	}
	var output []byte
	for deadline := time.Now().Add(assistTime); ; {
		report, err := b.Next(deadline)
		switch {
		case err != nil:
			return answer, err
		case report.Cancelled:
			return answer, context.Cause(ctx)
		case report.Idle:
			return answer, ErrTooComplicated
		case report.Output != nil && !report.Output.Stderr:
			if output = append(output, report.Output.Bytes...); len(output) > maxFindings {
				return answer, ErrTooComplicated
			}
		case report.Exited != nil:
			return readAnswer(output, report.Exited)
		}
	}
}

// readAnswer reads the one frame that a worker said before it ended.
func readAnswer(output []byte, e *box.Exited) (answer assist.Answer, err error) {
	if e.Status != 0 || e.Signal != 0 {
		return answer, ErrTooComplicated // or a fault of ours, which a sound program would show
	}
	text, rest, err := frame.Cut(output, maxFindings)
	if err == nil && len(rest) > 0 {
		err = fmt.Errorf("%d bytes follow", len(rest))
	}
	if err == nil {
		err = json.Unmarshal(text, &answer)
	}
	return answer, err
}
