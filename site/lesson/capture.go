package lesson

import (
	"bytes"
	"fmt"
	"path"

	"bothends/runner"
	"bothends/runner/recording"
	"bothends/runner/wire"
)

// MaxCapture bounds the frames that are kept of a run, in bytes: for a file that is
// committed, and loaded with a page.
const MaxCapture = 256 << 10

// CaptureComment is what a capture says it is: whose, and of which recording.
func CaptureComment(s *runner.Snippet, r *recording.Recording) string {
	return fmt.Sprintf("the recorded run of %s; packets %s", s.Name, r.WireSum())
}

// CaptureFile is the file in the book that keeps the frames of the recorded run.
func (s *Snippet) CaptureFile() string {
	return path.Join(snippets, s.Name, runner.CaptureFile)
}

// CaptureFault says why the capture is not that of the recording, empty if it is, or
// if the recording has no packets.
func (s *Snippet) CaptureFault() string {
	if s.Recording == nil || s.Recording.WireSum() == "" {
		return ""
	}
	if s.Capture == nil {
		return s.CaptureFile() + ": there is no capture of the recorded run"
	}
	comment, _, err := wire.ReadPcap(bytes.NewReader(s.Capture))
	switch want := CaptureComment(s.Snippet, s.Recording); {
	case err != nil:
		return fmt.Sprintf("%s: %v", s.CaptureFile(), err)
	case comment != want && !bytes.HasPrefix([]byte(comment), []byte(want+"; ")):
		return s.CaptureFile() + ": not of the run that is recorded"
	}
	return ""
}

// loadCapture reads the capture, if there is one. What is wrong with it is found by
// CaptureFault.
func (r *reader) loadCapture(s *Snippet) {
	if text, err := runner.ReadFile(r.fsys, s.CaptureFile(), maxFile); err == nil {
		s.Capture = text
	}
}
