package site

import (
	"io/fs"
	"syscall"
)

// changedAt is when a folder last changed. Whoever unpacks an archive may set its time of
// modification, but not this one.
func changedAt(info fs.FileInfo) int64 {
	if at, ok := info.Sys().(*syscall.Stat_t); ok {
		return at.Ctim.Nano()
	}
	return info.ModTime().UnixNano()
}
