//go:build !linux

package site

import "io/fs"

// changedAt is when names were last added to a folder, or removed.
func changedAt(info fs.FileInfo) int64 { return info.ModTime().UnixNano() }
