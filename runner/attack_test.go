package runner

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"text/template"
	"time"

	"golang.org/x/tools/txtar"
)

// The attacks of testdata/attacks, each a program that a stranger might send,
// run as anything that a reader writes: by the interpreter, though it is not
// certified to do what Go does, and compiled if it is not.
//
// An archive holds one line of attacks, a file one attack: how it must end,
// imports of what withImports does not know, and the rest of a package main.
// Between « and » stand actions of package text/template, with what there is on
// the host to be found, and two functions, repeat and next. The ends are
//
//	// stdout: REGEXP    on its standard output, meta characters without their meaning but |
//	// problem: REGEXP   the same, in what the checker says
//	// limit: NAME       the limit at which the run is stopped
//	// signal: NAME      the signal that ends it
//	// exit: STATUS
//
// and each of them, if it is for one engine only, has interpreted or compiled in
// front.
func TestAttacks(t *testing.T) {
	archives, err := filepath.Glob("testdata/attacks/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal(archives, err)
	}
	there := newPrey(t)
	r := withToolchain(t)
	total := 0
	t.Cleanup(func() { t.Logf("%d attacks", total) })
	for _, file := range archives {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		total += len(archive.Files)
		line := strings.TrimSuffix(filepath.Base(file), ".txtar")
		for _, f := range archive.Files {
			t.Run(line+"/"+f.Name, func(t *testing.T) {
				t.Parallel()
				attackBoth(t, r, parseAttack(t, string(f.Data), there))
			})
		}
	}
}

// prey is what there is on the host for attacks to find.
type prey struct {
	Port4, Port6     int
	Abstract, Socket string
	Secret           string // a file that everybody may read
}

func newPrey(t *testing.T) prey {
	t.Helper()
	dir := t.TempDir()
	p := prey{
		Abstract: fmt.Sprintf("bothends-attacked-%d", os.Getpid()),
		Socket:   filepath.Join(dir, "socket"),
		Secret:   filepath.Join(dir, "secret"),
	}
	if err := os.WriteFile(p.Secret, []byte("secret"), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SECRET", "secret")
	for _, l := range []struct{ network, address string }{
		{"tcp4", "127.0.0.1:0"}, {"tcp6", "[::1]:0"}, {"unix", "@" + p.Abstract}, {"unix", p.Socket},
	} {
		ln, err := net.Listen(l.network, l.address)
		if err != nil {
			t.Logf("nothing to be found on the host: %v", err)
			continue
		}
		t.Cleanup(func() { ln.Close() })
		if a, ok := ln.Addr().(*net.TCPAddr); ok && l.network == "tcp4" {
			p.Port4 = a.Port
		} else if ok {
			p.Port6 = a.Port
		}
	}
	return p
}

// An attack is one file of an archive.
type attack struct {
	source string
	wants  []attackWant
}

// An attackWant is a line that says how the attack must end.
type attackWant struct{ engine, key, value string }

var wantLine = regexp.MustCompile(`(?m)^// (?:(interpreted|compiled) )?(stdout|problem|limit|signal|exit): (.*)\n`)

func parseAttack(t *testing.T, text string, there prey) attack {
	t.Helper()
	var a attack
	for _, m := range wantLine.FindAllStringSubmatch(text, -1) {
		a.wants = append(a.wants, attackWant{m[1], m[2], m[3]})
	}
	if len(a.wants) == 0 {
		t.Fatal("nothing says how it must end")
	}
	parsed, err := template.New("").Delims("«", "»").Funcs(template.FuncMap{
		"repeat": func(n int, s string) string { return strings.Repeat(s, n) },
		"next":   func(n int) int { return n + 1 },
	}).Parse(wantLine.ReplaceAllString(text, ""))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := parsed.Execute(&out, there); err != nil {
		t.Fatal(err)
	}
	a.source = withImports(out.String())
	return a
}

// attackBoth runs the attack interpreted, and compiled if the interpreter is
// not what a reader would get.
func attackBoth(t *testing.T, r *Runner, a attack) {
	limit := 60 * time.Second
	for _, w := range a.wants {
		if w.key == "limit" && w.value == LimitTime {
			limit = time.Second
		}
	}
	s, err := NewSnippet("attack", map[string]string{
		"main.go":       a.source,
		"scenario.toml": fmt.Sprintf("[[process]]\nname = \"main\"\n[limits]\ntime = %q\n", limit),
	})
	if err != nil {
		t.Fatal(err)
	}
	a.run(t, r, s, "interpreted", Options{Engine: EngineYaegi, uncertified: true})
	if found, ok := r.outcomes.get(s.programsSum()); ok && len(found.Problems) == 0 && len(found.Programs["main"].Refused) > 0 {
		a.run(t, r, s, "compiled", Options{Engine: EngineGo})
	}
}

func (a attack) run(t *testing.T, r *Runner, s *Snippet, engine string, o Options) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	var events []Event
	result, err := r.Run(ctx, s, o, func(e Event) { events = append(events, e) })
	if err != nil {
		t.Fatalf("%s: %v", engine, err)
	}
	ends := map[string]string{"stdout": texts(events, "main", Stdout)}
	for _, e := range events {
		switch e.Kind {
		case Problem:
			ends["problem"] += e.Text + "\n"
		case Limit:
			ends["limit"] = e.Limit
		case Exit:
			ends["signal"], ends["exit"] = e.Signal, fmt.Sprint(e.Status)
		}
	}
	for _, w := range a.wants {
		if w.engine != "" && w.engine != engine {
			continue
		}
		value := strings.ReplaceAll(regexp.QuoteMeta(w.value), `\|`, "|")
		if w.key != "stdout" && w.key != "problem" {
			value = "^(" + value + ")$"
		}
		if !regexp.MustCompile(value).MatchString(ends[w.key]) {
			t.Errorf("%s: %s is %.300q; want %q; stderr %.300q, result %+v, ends %.600q",
				engine, w.key, ends[w.key], w.value, texts(events, "main", Stderr), result, ends)
		}
	}
}
