package page

import (
	"html"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"bothends/runner"
	"bothends/runner/wire"
	"bothends/site/lesson"
)

// shownRuns are snippets of the book whose runs between them have packets of most kinds, calls, and
// ends that were not wished for.
var shownRuns = []string{"resets", "lost-segment", "udp-unreachable", "tcp-echo-raw", "closed-window", "unix-path"}

// inLanguage is a page with these runs, a break and an exercise, by an author who writes in no
// language at all.
func inLanguage(t *testing.T, language string) string {
	t.Helper()
	files := fstest.MapFS{
		"lessons/index.md":      {Data: []byte("+++\ntitle = \"000\"\nlanguage = \"" + language + "\"\n+++\n")},
		"lessons/01-p/index.md": {Data: []byte("+++\ntitle = \"111\"\n+++\n")},
	}
	text := "+++\ntitle = \"222\"\ngoal = \"333\"\n+++\n\n## 444\n\n555[^1]\n\n[^1]: 666\n\n> [!NOTE]\n> 777\n\n```question\n888?\n\n- [x] 9 :: 13!\n- [ ] 14 :: 15!\n```\n\n"
	for _, name := range shownRuns {
		text += "```run " + name + "\n```\n\n"
		copied(t, files, name)
	}
	text += "```break tcp-echo-raw/client/main.go no-loop\n- for got < sent {\n+ if got < sent {\nassert: client-1 exit 0\n```\n\n"
	text += "```exercise echo-server\n10 11\n\n1. 12!\n```\n"
	copied(t, files, "echo-server")
	files["lessons/01-p/010-l.md"] = &fstest.MapFile{Data: []byte(text)}
	b, err := lesson.Open(files)
	if err != nil {
		t.Fatal(err)
	}
	return render(t, b, "p/l.html", Options{Live: true})
}

func copied(t *testing.T, to fstest.MapFS, name string) {
	t.Helper()
	from := os.DirFS("../..")
	err := fs.WalkDir(from, "snippets/"+name, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.Contains(path, "/breaks/") && !strings.HasSuffix(path, "/no-loop.txt") {
			return err
		}
		data, err := fs.ReadFile(from, path)
		to[path] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Of what a page shows to its reader, these are the programs' own, the author's, or have one
// name in all languages.
var (
	ofPrograms = regexp.MustCompile(`(?s)<(pre|code|textarea|kbd)\b.*?</(?:pre|code|textarea|kbd)>` +
		`|<g class="(?:said std|call).*?</g>|<g class="said note.*?</g>` +
		`|<ul class="properties.*?</ul>|<li class="row (?:start|stdout|stderr|stdin|call|note|problem|limit).*?</li>`)
	tagged    = regexp.MustCompile(`<[^>]*>`)
	labelled  = regexp.MustCompile(`(?:aria-label|title|alt|aria-description)="([^"]*)"`)
	wordsOf   = regexp.MustCompile(`\pL{2,}`)
	wordless  = regexp.MustCompile(`\{port \d+\}|[\w.-]+\.(?:go|txtar|zip|pcapng)|\b(?:[a-z]+-)+[a-z0-9]+\b|ICMP(?:v6)? [a-z ]+`) // whose messages have the names that RFCs give them
	universal = []string{"txtar", "zip", "udp", "tcp", "unix", "server", "client", "win", "ms", "Enter", "Ctrl", "Status"}
)

// A page in German says nothing in English but what is the programs' own: what it says of itself
// is otherwise in a page in English.
func TestNothingEnglish(t *testing.T) {
	said := func(page string) []string {
		page = page[strings.Index(page, "<body"):]
		page = ofPrograms.ReplaceAllString(page, " ")
		var all []string
		for _, m := range labelled.FindAllStringSubmatch(page, -1) {
			all = append(all, html.UnescapeString(m[1]))
		}
		for _, text := range tagged.Split(page, -1) {
			all = append(all, strings.TrimSpace(html.UnescapeString(text)))
		}
		return all
	}
	english, german := said(inLanguage(t, "en")), said(inLanguage(t, "de"))
	if len(english) < 500 || len(german) < 500 {
		t.Fatalf("%d texts in English, %d in German", len(english), len(german))
	}
	told := map[string]bool{}
	for _, text := range german {
		if !slices.Contains(english, text) || told[text] {
			continue
		}
		told[text] = true
		for _, word := range wordsOf.FindAllString(wordless.ReplaceAllString(text, ""), -1) {
			if !slices.Contains(universal, word) && !states[wire.State(word)] && strings.ToUpper(word) != word {
				t.Errorf("both pages say %q", text)
				break
			}
		}
	}
}

var states = map[wire.State]bool{wire.Closed: true, wire.Listen: true, wire.Established: true}

// Whatever a packet may do has its words.
func TestLabelWords(t *testing.T) {
	for _, l := range []wire.Label{wire.LabelSYN, wire.LabelSYNACK, wire.LabelHandshakeDone, wire.LabelData, wire.LabelRetransmission, wire.LabelDuplicateACK,
		wire.LabelZeroWindow, wire.LabelWindowProbe, wire.LabelWindowUpdate, wire.LabelKeepAlive, wire.LabelKeepAliveACK, wire.LabelFIN, wire.LabelHalfClose,
		wire.LabelSimultaneousOpen, wire.LabelSimultaneousClose, wire.LabelFragment, wire.LabelLost, wire.LabelDoubled, wire.LabelOvertaken} {
		wordsIn("").say("wire-label-" + string(l))
	}
	for _, r := range []wire.ResetReason{wire.ResetRefused, wire.ResetAborted, wire.ResetUnread, wire.ResetAfterClose, wire.ResetAfterBoth, wire.ResetUnknown} {
		if got := wordsIn("").say("wire-reset-" + string(r)); got != r.Words() {
			t.Errorf("%s: the page says %q, a recording %q", r, got, r.Words())
		}
	}
	if got := (Rows{Language: "de"}).WireItem(runner.Event{Kind: runner.Segment, Packet: &wire.Packet{Protocol: wire.TCP, Flags: wire.RST, Labels: []wire.Label{wire.LabelReset}, Reset: wire.ResetRefused}}); !strings.Contains(string(got), "Reset: abgewiesen") {
		t.Errorf("a reset in German: %s", got)
	}
}
