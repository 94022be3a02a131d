package lesson

import (
	"bytes"
	"fmt"
	"path"
	"strings"
	"sync"

	"bothends/runner"
	"bothends/runner/recording"
	"bothends/runner/wire"
)

// MaxCapture bounds the frames that are kept of a run, in bytes: for a file that is
// committed, and loaded with a page.
const MaxCapture = 256 << 10

// CaptureComment is what a capture says it is: whose, and of which recording.
func CaptureComment(s *runner.Snippet, r *recording.Recording) string {
	return captureComment(s, r.WireSum())
}

func captureComment(s *runner.Snippet, packets string) string {
	return fmt.Sprintf("the recorded run of %s; packets %s", s.Name, packets)
}

// CaptureFile is the file in the book that keeps the frames of the recorded run.
func (s *Snippet) CaptureFile() string {
	return path.Join(snippets, s.Name, runner.CaptureFile)
}

// CaptureFault says why the capture is not that of the recording, empty if it is, or
// if the recording has no packets. It is found out once, as each page asks.
func (s *Snippet) CaptureFault() string { return s.captureFault() }

func (s *Snippet) findCaptureFault() string {
	if s.Recording == nil {
		return ""
	}
	packets := s.Recording.WireSum()
	if packets == "" {
		return ""
	}
	if s.Capture == nil {
		return s.CaptureFile() + ": there is no capture of the recorded run"
	}
	c, err := wire.ReadPcap(bytes.NewReader(s.Capture))
	switch want := captureComment(s.Snippet, packets); {
	case err != nil:
		return fmt.Sprintf("%s: %v", s.CaptureFile(), err)
	case c.Comment != want && !strings.HasPrefix(c.Comment, want+"; "):
		return s.CaptureFile() + ": not of the run that is recorded"
	}
	if n := s.otherPacket(c.Packets); n > 0 {
		return fmt.Sprintf("%s: frame %d is not the packet that is recorded", s.CaptureFile(), n)
	}
	// A recording has only the beginning of what a packet carries, and no comments.
	if wire.SealFault(s.Capture) {
		return s.CaptureFile() + ": has been changed since it was written"
	}
	return ""
}

// otherPacket is the number of the first frame that is not the recorded packet, from
// 1; 0 if all are. A capture may end before the recording.
func (s *Snippet) otherPacket(frames []wire.Packet) int {
	n := 0
	for _, e := range s.Recording.Events {
		if e.Packet == nil {
			continue
		}
		if n++; n > len(frames) {
			return 0
		}
		if !samePacket(*e.Packet, frames[n-1]) {
			return n
		}
	}
	if len(frames) > n {
		return n + 1
	}
	return 0
}

// samePacket says whether a frame holds a recorded packet, as far as a recording tells:
// of a payload that is its beginning.
func samePacket(recorded, frame wire.Packet) bool {
	port := func(recorded, frame wire.End) bool {
		return recorded.PortName != "" && frame.Port >= wire.FirstEphemeral || recorded.PortName == "" && recorded.Port == frame.Port
	}
	if recorded.Protocol != frame.Protocol || (recorded.About == nil) != (frame.About == nil) {
		return false
	}
	if recorded.About != nil { // it is told by what it answers
		return recorded.Message == frame.Message && samePacket(*recorded.About, *frame.About)
	}
	return recorded.Flags == frame.Flags && recorded.Seq == frame.Seq && recorded.Ack == frame.Ack &&
		recorded.Length == frame.Length && bytes.HasPrefix(frame.Payload, recorded.Payload) &&
		port(recorded.From, frame.From) && port(recorded.To, frame.To)
}

// loadCapture reads the capture, if there is one. What is wrong with it is found by
// CaptureFault.
func (r *reader) loadCapture(s *Snippet) {
	if text, err := runner.ReadFile(r.fsys, s.CaptureFile(), maxFile); err == nil {
		s.Capture = text
	}
	s.captureFault = sync.OnceValue(s.findCaptureFault)
}
