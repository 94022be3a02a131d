// Package lessons holds the text of the book, so that the binary carries it.
package lessons

import "embed"

// FS is this folder. The pattern takes in names that begin with "_" as well:
// text that lessons include.
//
//go:embed all:*
var FS embed.FS
