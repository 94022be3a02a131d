package page

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"bothends/site/assets"
)

// lateWords are the messages of the scripts that are loaded late.
var lateWords = slices.Concat(readingWords, stepWords, runWords, editorWords, terminalWords)

// terminalWords are those of the terminals of a session.
var terminalWords = []string{
	"cells-dropped", "cell-dropped", "cell-stale", "cell-run", "cell-to", "cell-edit", "cell-original", "cell-queued", "cell-edited", "cell-output",
	"cell-source", "state-none", "state-idle", "state-busy", "state-ended", "state-closed", "terminal-interrupt",
	"terminal-add", "terminals-all", "terminals-restart", "terminals-close", "terminals-ready", "terminals-opening", "terminals-closed",
	"terminals-away", "terminals-lost", "terminals-unasked", "terminals-again", "terminals-there", "keys-run", "keys-next", "keys-leave",
	"waits-in", "cell-remove", "cell-removed", "cell-undo", "cell-added", "cells-reset", "stuck", "stuck-accept", "stuck-read",
	"state-away", "terminals-reset", "terminals-start", "terminals-away-now",
}

// runWords are those of runs, of exercises and of what can be shared.
var runWords = []string{
	"running", "running-lines", "stopped", "lost", "answered", "go-to",
	"again", "anew", "stale", "left", "missed", "away", "listening",
	"type-to", "type-end", "type-failed", "type-open", "at-once", "as-recorded", "is-recorded", "changed",
	"link-none", "link-on", "link-delay", "link-rate", "link-mtu", "link-seed", "link-sends", "link-lose", "link-duplicate", "link-reorder", "link-acks", "link-how", "link-own-client", "link-own-server",
	"share-link", "share-copy", "share-archive", "share-download", "share-zip", "share-open", "share-paste", "share-paste-one", "share-note", "share-long", "share-done", "share-failed",
	"shared", "shared-files", "shared-how", "shared-kept", "shared-none", "shared-broken", "shared-other", "shared-large", "paste-none", "paste-done", "paste-some",
	"held", "failed", "untried", "checking", "own-side",
}

// readingWords are those of search and of what is kept in the browser.
var readingWords = []string{
	"copied", "copy-failed",
	"search", "search-for", "search-loading", "search-failed", "search-close", "found", "found-none", "found-first",
	"progress", "progress-count", "progress-export", "progress-clear", "cleared",
	"copy-of-book", "copy-whole", "copy-going-on", "copy-off", "copy-make", "copy-remove", "copy-removed",
}

// stepWords are those of stepping through a run.
var stepWords = []string{
	"step-group", "step-first", "step-back", "step-play", "step-pause", "step-next", "step-last", "step-leave",
	"step-moment", "step-speed", "step-at", "step-line", "step-change", "step-packets",
}

// editorWords are those of the editor, beside some of runs.
var editorWords = []string{
	"format", "formatted", "formatted-already", "format-failed", "problems", "problems-none",
	"problems-count", "problems-unknown", "changes", "change-line", "change-lines", "change-gone", "change-lesson",
	"change-nothing", "bring-back", "lesson-changed", "keep-mine", "take-lesson", "find", "find-replace",
	"find-next", "find-previous", "find-all", "find-case", "find-regexp", "find-word", "find-replace-one",
	"find-replace-all", "find-close", "find-current", "find-on-line", "find-replaced", "find-replaced-all",
	"to-line", "to-line-go", "completions", "selection-deleted", "control-character",
}

// Late lists, for each language, the file that tells the scripts of a page where
// the late assets are and what the messages are that these show. A page names it and
// loads it on the first use of one of them; it is a script, as a page that was
// opened from a disk may load nothing else.
func Late(a *assets.Set, o Options) []assets.File {
	var files []assets.File
	for _, language := range slices.Sorted(maps.Keys(languages())) {
		files = append(files, late(a, o, languages()[language]))
	}
	return files
}

func late(a *assets.Set, o Options, w *words) assets.File {
	addresses := map[string]string{} // from where the file itself lies
	for _, f := range a.Files() {
		if f.Late && (o.Live || !f.Live) {
			addresses[f.Name] = strings.TrimPrefix(f.Path, "assets/")
		}
	}
	list, err := json.Marshal(addresses)
	if err != nil {
		panic(err) // strings can be marshalled
	}
	body := fmt.Appendf(nil, "Object.assign(bothends,{assets:%s,words:%s})", list, w.forScript(lateWords...))
	sum := sha256.Sum256(body)
	return assets.File{
		Name: "late-" + w.language + ".js",
		Path: "assets/late-" + w.language + "." + hex.EncodeToString(sum[:4]) + ".js",
		Type: "text/javascript; charset=utf-8",
		Body: body,
	}
}
