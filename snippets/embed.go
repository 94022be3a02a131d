// Package snippets holds the programs of the book, so that the binary carries
// them. Each is a package main of its own, built by nobody but those who run it.
package snippets

import "embed"

// FS is this folder.
//
//go:embed all:*
var FS embed.FS
