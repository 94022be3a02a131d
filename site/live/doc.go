// Package live is the HTTP server of "bothends serve": it serves a book's
// pages and runs what readers edit in them.
//
//	GET  /…                    pages, assets and captures, the same as in a built site but for the run bar
//	GET  /search.html?q=…      what a book says of that, for who has no script
//	POST /run                  one run of a snippet, with the reader's sources
//	GET  /runs/ID/events       its events again, after those that the reader has had
//	POST /runs/ID/stop         ends it
//	POST /runs/ID/stdin        what the reader types to a process of it
//	POST /session              the terminals of a session, open for cells
//	POST /runs/ID/cells        cells to be run in them
//	POST /runs/ID/interrupt    ends the cell that a terminal runs
//	POST /runs/ID/restart      starts them anew
//	POST /check                what an exercise asks for, tried with the reader's program
//	POST /edit/format          a file as gofmt has it, with its imports in order
//	POST /edit/problems        what the compiler, vet and gofmt say of a program, and what would mend it
//	POST /edit/complete        what can stand at a place of it
//	POST /compile, /fmt        and GET /version, also below /_/: the Go Playground's protocol
//	POST /v1/exec              and GET /v1/health: Codapi's
//	GET  /healthz, /readyz     whether it lives, and whether it begins runs: 503 and why not, when it stops or has no box
//
// The server refuses requests sent to a name that is not its own, and runs
// asked for by another site's page (guard.go). It bounds how much is sent,
// how long it takes to send and to read, and how many runs go on at once.
// Reader's programs are executed by package runner alone, boxed; where no box
// can be had the pages are served all the same and each run is refused with
// the cause. A refusal is a status of 400 or more and one sentence of plain text.
//
// Where the book is watched, there is one more address, GET /watch, by which an author's open
// pages learn what has changed: see notices.go. Where the server has a base address with
// a path, all of these are below that.
//
// Nothing a reader wrote or a program printed goes into the log.
//
// # Another site's book
//
// Pages of the origins in [Options] may use all of this from elsewhere: they are told so by
// CORS, exactly, without credentials, with the header Retry-After in sight. So a book on a static
// host can use a runner here; where it does not answer, the page has its recording. Such a
// book is built with the address of this server, see [bothends/site.Options].
//
// # A run
//
// A run is asked for by a form or a JSON object with these fields; of a form's, every
// one whose name has a slash is a file.
//
//	snippet   its name
//	lesson    the path of the page on which it was asked for; a stream does not need it
//	files     "server/main.go" to the reader's source; the snippet's own where missing
//	args      {"client": ["127.0.0.1:7"]}: other arguments for processes; in a form args.client, written as in a shell; those of the scenario are no others
//	counts    {"client": 5}: how many of a process that does not serve run at once; in a form count.client
//	link      a line between server and client, written as below [link] in a scenario: delay = "20ms"
//	stdin     names of processes whose standard input stays open for what the reader types; in a form repeated
//	resume    true (in a form 1): whoever asks will come again if the stream breaks off
//
// A run that is varied has the bounds of a scenario: 16 processes, 4 KiB of arguments for each,
// a link as package runner has it. Who asks for more is told what is too much. On a link
// the server's host is named server: arguments of the other processes that lead to the loopback
// are changed to that, unless the request has others.
//
// Who accepts text/event-stream gets the events while they happen. Anyone else gets the
// page of the lesson, with the reader's sources in the panes and the events of
// the run where the recording was (form.go). One that has to wait for its turn says so;
// beyond what may wait the answer is 429, with Retry-After.
//
// # The stream
//
// Each event has an id, which counts from 1, and JSON as its data:
//
//	run       {"run", "grace"}   first: its ID in paths, which nobody can guess, and milliseconds
//	waiting   {"text", "position"}   it waits for its turn: a sentence, and where in the queue it stands; again when it moves up
//	(none)    {"event", "row", "item"}   an event of the runner, the row of the transcript that shows it, and of a packet the item of a list: HTML
//	wire      {"figure"}         where packets are captured, when it has ended: the ladder and a link to the capture, as HTML
//	gap       {"missed"}         so many events are not kept any more; it has no id
//	end       {"text", "problems", "failed", "status", "retry"}   last: how it ended, see ending; with retry it never began: too much runs, ask again in so many seconds
//
// Lines that begin with a colon are to be passed over; one comes when nothing has
// been said for 10 s.
//
// A run ends when its last reader has gone: at once, or, if resume was asked for and a
// reader was told the run's ID, after the grace, which is 5 s. Who comes again sends what he
// has had last as the header Last-Event-ID, as an EventSource does by itself, and gets what follows; without
// the header all of it, as in another tab. Who has had all of it gets
// 204. Four streams can follow one run. It is kept
// for 30 s after its end; then, and when the server was started anew, the answer is 404.
// 4 MiB of a run are kept, and 32 MiB of all that have ended.
//
// # What is typed
//
// POST /runs/ID/stdin takes {"process": "client", "text": "hello\n", "eof": false}, of which
// text or eof can be left out, and answers 204. Only processes that were named with the
// run read it; of several copies each is named, client-1. Text comes as it is, with its
// newline. It is told in the stream as an event of kind stdin, an end of file as a note.
// What is typed before a process starts waits for it. 404: no such run or process; 409: it
// has ended, or its input has; 413: more than 32 KiB at once, or 64 KiB of one process. A
// run that is typed to ends 60 s after the last that was typed, and after 5 min. Such runs have places of
// their own, half as many as the others, so that those need not wait for who thinks.
//
// # A session
//
// POST /session takes {"session": "two-terminals", "resume": true} and answers with a stream as a
// run's, which is followed, come to again and ended (POST /runs/ID/stop) as one, and has besides
//
//	open      {"terminals", "text", "idle", "left"}   they wait for cells; they are closed after so many seconds in which none is run, and in any case
//	restart   {"text"}           they were started anew: open follows
//	stopping  {"text"}           the server is, and they are closed soon
//
// Events of kind cell, waits and value say that a terminal, their process, begins a cell, waits in a
// call on a socket, and how the cell ended. The event wire comes again and again, a moment
// after packets.
//
// POST /runs/ID/cells takes {"cells": [{"terminal", "name", "text"}]}, which are run in that order, behind what
// was asked for before: each when the one before has ended or waits in a call. A cell that ends otherwise than done
// takes away those behind it, and so does POST /runs/ID/interrupt, which takes {"terminal": "server"} and
// ends what that terminal runs. POST /runs/ID/restart takes {}: both ends are new then, since a connection
// has two. All answer 204; 404: no such session; 409: its terminals are not open, or closed; 422: no cells
// of it, too many or too large.
//
// A session holds a box, so as many are open as runs go on (Options.Runs), at most half of them one
// client's. When its last reader has gone it ends as a run does.
//
// # An exercise
//
// POST /check takes {"exercise", "files": {"main.go": "…"}, "resume"}, or a form with these, and
// runs the program against the hidden peer, property by property until one fails. To who accepts
// it, it is a stream as a run's, which can be stopped and come to again below /runs/, with the events of the
// reader's own process, each with "property", in whose run it happened, and, of each property when it is known,
// in order:
//
//	verdict   {"property", "state", "text", "detail"}   state is held, failed or untried; text the book's words, with `code`; detail what was seen
//
// Its end says how many hold; failed is the first property that does not. Who sends a
// form otherwise gets the lesson's page with all of it, as of a run; others get it as text.
//
// # An editor's questions
//
// They are asked in JSON about one program, which is one process's, and answered in JSON; the
// structures are those of package assist. Where an offset or a place is a number alone it counts
// UTF-16 code units from 0, as strings do in a script; line and column count as the compiler does.
//
//	/edit/format     {"files": {"main.go": "…"}, "file": "main.go", "imports": true}
//	                 {"source", "error"}: with an error, of syntax, the source is as it was
//	/edit/problems   {"files": {…}}
//	                 [{"file", "from", "to", "line", "column", "endLine", "endColumn", "severity", "source", "message",
//	                   "fix": {"title", "edits": [{"file", "from", "to", "text"}]}}]
//	/edit/complete   {"files": {…}, "file": "main.go", "offset": 120}
//	                 {"from", "more", "items": [{"label", "kind", "detail", "doc", "edits"}]}
//
// Severity is error (the compiler), warning (vet) or hint (gofmt). An item's detail is its declaration,
// doc the first paragraph that the library has about it; its edits are made beside writing the label, such as an
// import. Each question is answered by a process in a box of its own, and given up when whoever asked has
// gone: cancel a request when there is a newer one. 422: it is too much to say anything about; 429: too many ask.
//
// # Other people's clients
//
// The Go Playground's protocol is spoken at /compile, /fmt and /version, and below /_/ (playground.go);
// /share is off, since nothing is stored here. An archive of several programs, server/main.go and
// client/main.go, runs as a snippet, each line with its process in front. Codapi's is spoken at
// /v1/exec, sandbox go, command run, and /v1/health (codapi.go). Both obey the same limits, and are for pages of the
// server's own origin and of those that are allowed.
//
// Start at [New].
package live
