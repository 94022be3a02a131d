//go:build !linux

package site

// exchange swaps the names of two folders.
func exchange(temp, dir string) error { return exchangeByRename(temp, dir) }
