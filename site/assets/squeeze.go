package assets

import (
	"bytes"
	"regexp"
)

var (
	cssComment = regexp.MustCompile(`(?s)/\*.*?\*/`)
	cssBlank   = regexp.MustCompile(`\s*([{};,])\s*|(:) |\s+`)
	jsComment  = regexp.MustCompile(`(?m)^[ \t]*//.*\n`)
	indent     = regexp.MustCompile(`(?m)^[ \t]+|^\n`)
)

// squeeze leaves out what is there for those who read the source: comments,
// indentation and empty lines. That is most of what a minifier gains, after
// compression; to have one in the program, its tables would be set up whenever a
// process starts, those of the boxes too.
//
// A script must have its comments on lines of their own, and no text in it may go
// over several lines; a style sheet has no blanks beside signs in its texts.
func squeeze(ext string, body []byte) []byte {
	switch ext {
	case ".css":
		body = cssComment.ReplaceAll(body, nil)
		body = cssBlank.ReplaceAllFunc(body, func(found []byte) []byte {
			if sign := bytes.TrimSpace(found); len(sign) > 0 {
				return sign
			}
			return []byte(" ")
		})
		return bytes.ReplaceAll(bytes.TrimSpace(body), []byte(";}"), []byte("}"))
	case ".js":
		return indent.ReplaceAll(jsComment.ReplaceAll(body, nil), nil)
	}
	return body
}
