// Package page makes HTML of lessons.
//
// A page is a pure function of the book, its recordings and the options: the
// same in, the same bytes out. It carries no inline script, no inline style
// and no reference to another host, so it stands under the strictest content
// security policy, and reads whole without a script and from a disk.
//
// What a program printed is data. It reaches a page through [Rows] alone, which
// escapes markup and makes invisible what would reorder or hide text.
//
// The package refuses nothing that lesson.Open let through. Start at [Render].
package page
