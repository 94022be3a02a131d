// Package lesson reads a book: a file system with lessons/ and snippets/.
//
// lessons/index.md is the book's first page, lessons/02-ip-sockets/index.md
// that of a part, and the files beside it, such as 010-raw-server.md, are its
// lessons in the order of their names. The numbers do not show in addresses:
// that lesson's page is ip-sockets/raw-server.html. Folders whose names begin
// with "_" hold text for others to include.
//
// A lesson is Markdown, after its front matter:
//
//	+++
//	title   = "The raw server"                            # required
//	goal    = "You can name the calls of a TCP server."   # required, except on first pages
//	mirrors = ["B9", "B10"]                               # the ideas it covers
//	calls   = ["net.Listen"]                              # what it shows of the library, besides what its programs use
//
//	language = "en"                                       # what it is written in; on a first page, for all below it
//
//	[terms]                                               # what it defines, for the glossary
//	backlog = "connections that the kernel has made, and the program has not accepted yet"
//	+++
//
// Some fences mean more than a block of code. Those that show, run or include have no body.
//
//	```show tcp-echo/server/main.go#accept     a snippet's file, or a region of it
//	```run tcp-echo                            a snippet: its programs, the run bar, its recording
//	```session two-terminals                   a session: its terminals side by side, cell by cell, its recording
//	```session two-terminals#server:bind..client:connect   those of its cells
//	```include ../_parts/hint.md               another file's text, relative to this one
//	```question                                a question, its choices and why each is right or wrong
//	```question tcp-echo                       the same about a run, with what decides it asserted
//	```break tcp-echo/client/main.go no-loop   an edit to a snippet, and the recording of what it does
//	```figure layers                           a picture, drawn from the lines in it by package figure
//	```exercise echo-server                    a task and its hints, for an exercise of package exercise
//
// After the name of a file to show, or the language of a block of code, lines to mark
// and a caption may stand: {2,4-6} "Two calls". For a caption with code in backquotes the
// fence is of tildes. A paragraph below a table that begins
// with "Table: " is its caption.
//
// A quotation whose first line is [!NOTE], [!TIP], [!WARNING] or [!HISTORY], perhaps
// with a title behind it, stands beside the text.
//
// The first mention of a term in a lesson is linked to the glossary, if it is one of
// several words or an abbreviation; of others where an author says so:
// [backlog](/glossary.html#backlog).
//
// A break is an edit as package edit has it, and is applied when the book is
// opened: one that no longer fits is a mistake. Assertions, as package recording
// has them, are held against recordings by [Book.Refuted], and against new runs
// by package verify.
//
// A region of a program lies between the lines "// ANCHOR: accept" and
// "// ANCHOR_END: accept". Those lines are for authors: they stand in no
// source that a Book holds, so what is shown is also what is run and recorded.
//
// Pages are linked by file: [backlog](020-accept-loop.md#backlog).
//
// A book with mistakes is refused whole, with all of them at once, each with
// its file and line: what names nothing, what opens and never closes, what is
// written in no way that is known, and HTML, which is not rendered. Recordings
// that do not match their snippets are no mistake here: see [Book.Stale].
//
// Start at [Open].
package lesson
