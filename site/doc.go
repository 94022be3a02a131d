// Package site writes a book as a static site: a folder of pages that a plain
// file server, or a disk, shows as they are.
//
// A build replaces the folder whole or not at all: whoever looks, and whatever
// goes wrong, there is the old site or the new one, never a mixture. It refuses
// a book whose recordings are not those of its snippets, and a folder that is
// not a site it made.
//
// Start at [Build].
package site
