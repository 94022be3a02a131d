package page

import (
	"encoding/base64"
	"fmt"
	"html/template"

	"bothends/site/lesson"
)

// CaptureType is the media type of a capture. None is registered for pcapng.
const CaptureType = "application/x-pcapng"

// A Capture is a link to the frames of a run, as pcapng. That of a recording is a
// file of the site, which needs no server. That of a reader's own run is in the
// link itself: no server keeps a run, and another run would not be the one that the
// page shows.
type Capture struct {
	href string // empty: there is none
	size int
}

// InLink puts a capture into the link that leads to it.
func InLink(file []byte) Capture {
	if len(file) == 0 {
		return Capture{}
	}
	return Capture{"data:" + CaptureType + ";base64," + base64.StdEncoding.EncodeToString(file), len(file)}
}

// CapturePath is where the site has the capture of a snippet's recorded run.
func CapturePath(s *lesson.Snippet) string { return "captures/" + s.Name + ".pcapng" }

// recordedCapture leads to the capture of the recorded run.
func (v *view) recordedCapture(s *lesson.Snippet) Capture {
	if len(s.Capture) == 0 || s.CaptureFault() != "" {
		return Capture{}
	}
	return Capture{v.href(CapturePath(s)), len(s.Capture)}
}

// link is the paragraph below a ladder that holds the link.
func (c Capture) link(snippet string, w *words) template.HTML {
	if c.href == "" {
		return ""
	}
	const kilo = 1000
	return template.HTML(fmt.Sprintf("<p class=\"capture\"><a href=\"%s\" download=\"%s.pcapng\">%s</a> %s</p>\n",
		template.HTMLEscapeString(c.href), template.HTMLEscapeString(snippet), w.html("capture"), w.html("capture-for", (c.size+kilo-1)/kilo)))
}
