// Package search finds where a book speaks of something: in headings, in its
// text, in the calls of its programs and of their recorded runs, in the errors that
// they met, and in code.
//
// A [Section] is what lies below one heading; one that is searched for leads there.
// The index of a site is a script for each part of the book (file.go), which a page
// loads when its reader searches for the first time, from a disk as well: there a
// script can be loaded, and nothing else. The page's own script has MiniSearch find
// in it; where there is no script, the server finds in the same sections
// ([Index.Find]), by the same rules:
//
//   - Words are letters, digits and underscores, without their case. One that is
//     made of others, such as SetReadDeadline or SO_REUSEADDR, counts as those too.
//   - All words of a query have to be there, as beginnings of words or but for
//     slips of the pen; if they are nowhere together, any of them will do.
//   - A heading counts more than a title, that more than a call or an error, and
//     these more than code and text.
//
// It does not tell answers: choices of questions, hints and solutions are not in
// the index. How much of one section is in it is bounded. Start at [Sections].
package search
