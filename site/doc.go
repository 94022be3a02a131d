// Package site writes a book as a static site: a folder of pages that a plain
// file server, or a disk, shows as they are.
//
// A build replaces the folder whole or not at all: whoever looks, and whatever
// goes wrong, there is the old site or the new one, never a mixture. It refuses
// a book whose recordings are not those of its snippets, and a folder that is
// not a site it made.
//
// It makes only what is to change. Each file has a key, a sum of all that it is
// made of; what a record of the last build lists under the same key is taken from
// the site that is there (plan.go, record.go). The record is no part of the site:
// without it all is made, to the same bytes.
//
// After a change to a few lessons, programs or recordings no more of the book is read
// than what that concerns (quick.go), and the site before the last becomes the next
// one (spare.go). Wherever that is not plainly enough, all is read.
//
// Beside each text file lie its compressed forms, .gz and .zst, for servers that
// can choose (Caddy's precompressed, nginx's gzip_static). Names in assets/ hold a
// sum of their content and may be kept for ever; all others are to be asked for
// again. All files are listed in offline.json, see package offline.
//
// Start at [Build], or [BuildFrom].
package site
