package page

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"bothends/runner"
	"bothends/site/lesson"
)

// Each language says the same things, with the same places to fill in.
func TestMessages(t *testing.T) {
	verb := regexp.MustCompile(`%[a-z%]`)
	en := languages()["en"].messages
	for tag, w := range languages() {
		if got, want := slices.Sorted(maps.Keys(w.messages)), slices.Sorted(maps.Keys(en)); !slices.Equal(got, want) {
			t.Errorf("%s.toml has the keys\n%q, en.toml\n%q", tag, got, want)
		}
		for key, m := range w.messages {
			if got, want := verb.FindAllString(m, -1), verb.FindAllString(en[key], -1); !slices.Equal(got, want) {
				t.Errorf("%s.toml: %s has %q to fill in, en.toml %q", tag, key, got, want)
			}
			if strings.TrimSpace(m) == "" {
				t.Errorf("%s.toml: %s is empty", tag, key)
			}
		}
	}
}

// Each message is used, and each that is used is there.
func TestMessagesUsed(t *testing.T) {
	var source strings.Builder
	for _, pattern := range []string{"*.go", "templates/*.html", "ladder/*.go", "../live/*.go", "../assets/*.js", "../editor/*.js"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			t.Fatal(pattern, err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			source.Write(text)
		}
	}
	for key := range languages()["en"].messages {
		made := slices.ContainsFunc([]string{"callout-", "cell-problem", "cell-refused", "wire-label-", "wire-reset-"}, func(p string) bool { return strings.HasPrefix(key, p) })
		if !made && !strings.Contains(source.String(), `"`+key+`"`) {
			t.Errorf("%s is not used", key)
		}
	}
	said := regexp.MustCompile(`(?:\.say|\.html|\.recorded|\bsay|marked)[ (]"([a-z-]+[a-z])"`).FindAllStringSubmatch(source.String(), -1)
	if len(said) < 60 {
		t.Errorf("found only %d messages that are said", len(said))
	}
	for _, m := range said {
		if _, ok := languages()["en"].messages[m[1]]; !ok {
			t.Errorf("en.toml has no %s", m[1])
		}
	}
	for _, l := range lesson.Callouts {
		wordsIn("en").say("callout-" + l)
	}
}

// No word of the interface stands in a template.
func TestTemplatesSayNothing(t *testing.T) {
	allowed := []string{"Ctrl", "Enter", "Esc", "Tab"} // keys are called so in every language
	action := regexp.MustCompile(`(?s)\{\{.*?\}\}`)
	attribute := regexp.MustCompile(`\b(?:aria-label|title|alt|placeholder|value)="([^"]*)"`)
	tag := regexp.MustCompile(`(?s)<[^>]*>`)
	word := regexp.MustCompile(`\pL{2,}`)
	names, _ := filepath.Glob("templates/*.html")
	if len(names) == 0 {
		t.Fatal("no templates")
	}
	for _, name := range names {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		bare := action.ReplaceAllString(string(source), "")
		text := tag.ReplaceAllString(bare, " ")
		for _, m := range attribute.FindAllStringSubmatch(bare, -1) {
			text += " " + m[1]
		}
		text = strings.ReplaceAll(text, "main.go", "")
		for _, w := range word.FindAllString(text, -1) {
			if !slices.Contains(allowed, w) {
				t.Errorf("%s says %q; let it stand in messages/", name, w)
			}
		}
	}
}

// A book in another language is in that language, what the pages say of themselves
// too; where they cannot, they say in which language they do.
func TestLanguages(t *testing.T) {
	open := func(language string) *lesson.Book {
		b, err := lesson.Open(fstest.MapFS{
			"lessons/index.md":      {Data: []byte("+++\ntitle = \"B\"\nlanguage = \"" + language + "\"\n+++\n")},
			"lessons/01-p/index.md": {Data: []byte("+++\ntitle = \"P\"\n+++\n")},
			"lessons/01-p/010-l.md": {Data: []byte("+++\ntitle = \"L\"\ngoal = \"G\"\n+++\n\n## Eins\n\n## Zwei\n\n```question\nWas?\n\n- [x] Das :: Ja.\n- [ ] Dies :: Nein.\n```\n")},
		})
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for _, test := range []struct {
		language string
		want     []string
	}{
		{"de-AT", []string{`<html lang="de-AT" dir="ltr">`, `<header class="top">`, "Zum Text", "Auf dieser Seite", `aria-label="Frage"`, "<strong>Falsch.</strong>", "<span>Zurück</span>"}},
		{"he", []string{`<html lang="he" dir="rtl">`, `<header class="top" lang="en" dir="ltr">`, "Skip to the text"}},
	} {
		html := render(t, open(test.language), "p/l.html", Options{})
		for _, want := range test.want {
			if !strings.Contains(html, want) {
				t.Errorf("%s: the page lacks %s", test.language, want)
			}
		}
		if row := string(Rows{Language: test.language}.Row(runner.Event{Kind: runner.Exit, Process: "server", Signal: "terminated"})); strings.Contains(row, "beendet durch ein Signal: terminated") != (test.language == "de-AT") {
			t.Errorf("%s: the row %s", test.language, row)
		}
		if test.language == "de-AT" {
			for _, english := range []string{"Contents", "Question", "Wrong", "Next", "this section"} {
				if strings.Contains(html, english) {
					t.Errorf("the German page says %q", english)
				}
			}
		}
	}
}

// notPages are scripts with words that no reader sees: what is built of others with a library,
// what that would say by itself, and what speaks to its author.
var notPages = []string{"../assets/editor.js", "../assets/minisearch.js", "../editor/words.js", "../editor/build.js"}

// Nor does one stand in a script: theirs come with the page.
func TestScriptsSayNothing(t *testing.T) {
	allowed := []string{"use strict", "the stream broke off"} // the latter for nobody to read
	comment := regexp.MustCompile(`(?m)^\s*//.*$|\s// .*$`)
	literal := regexp.MustCompile("\"([^\"\\n]*)\"|`([^`\\n]*)`")
	words := regexp.MustCompile(`^\pL{2,}[ …]|[a-z]{2,} [a-z]{2,} [a-z]|^[A-Z][a-z]+ [a-z]+$|^ ?\pL{2,} \pL{2,}$`)
	names, _ := filepath.Glob("../assets/*.js")
	own, _ := filepath.Glob("../editor/*.js")
	found := 0
	for _, name := range append(names, own...) {
		if slices.Contains(notPages, name) {
			continue
		}
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range literal.FindAllStringSubmatch(comment.ReplaceAllString(string(source), ""), -1) {
			found++
			if text := m[1] + m[2]; words.MatchString(text) && !slices.Contains(allowed, text) && !strings.Contains(text, "[role=") && !strings.Contains(text, " > ") && !strings.HasPrefix(text, "button, ") &&
				!strings.HasPrefix(text, ".cm-") && text != "none !important" {
				t.Errorf("%s says %q; let it stand in page/messages", name, text)
			}
		}
	}
	if found < 50 {
		t.Errorf("found only %d texts", found)
	}
}
