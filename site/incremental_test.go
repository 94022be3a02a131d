package site

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"bothends/site/lesson"
)

// shelf is a book of two parts, around snippets that have really been recorded.
func shelf(t *testing.T) fstest.MapFS {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range map[string]string{
		"index.md":                  "+++\ntitle = \"Shelf\"\n+++\n\nWelcome.\n",
		"_parts/hint.md":            "A hint that two lessons share.\n",
		"01-tcp/index.md":           "+++\ntitle = \"TCP\"\n+++\n\nA stream.\n",
		"01-tcp/010-echo.md":        "+++\ntitle = \"Echo\"\ngoal = \"You have seen an echo.\"\n[terms]\necho = \"what comes back\"\n+++\n\n```run tcp-echo\n```\n\n## Hint\n\n```include ../_parts/hint.md\n```\n",
		"01-tcp/020-read.md":        "+++\ntitle = \"Read\"\ngoal = \"You can read.\"\n+++\n\n```show tcp-echo/server/main.go\n```\n",
		"02-udp/index.md":           "+++\ntitle = \"UDP\"\n+++\n\n```include ../_parts/hint.md\n```\n",
		"02-udp/010-udp-address.md": "+++\ntitle = \"Addresses\"\ngoal = \"You can write one.\"\n+++\n\nSee [the echo](../01-tcp/010-echo.md#hint).\n\n```run address-forms\n```\n",
	} {
		fsys["lessons/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	for _, folder := range []string{"snippets/tcp-echo", "snippets/address-forms"} {
		err := fs.WalkDir(os.DirFS(".."), folder, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.Contains(name, "/breaks/") {
				return err
			}
			text, err := os.ReadFile(filepath.Join("..", name))
			fsys[name] = &fstest.MapFile{Data: text}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return fsys
}

// put writes a file of a book, change replaces something in one.
func put(fsys fstest.MapFS, name, text string) {
	fsys[name] = &fstest.MapFile{Data: []byte(text), ModTime: time.Now()}
}

func change(fsys fstest.MapFS, name, before, after string) {
	text := string(fsys[name].Data)
	if !strings.Contains(text, before) {
		panic(name + " does not say " + before)
	}
	put(fsys, name, strings.Replace(text, before, after, 1))
}

// A bench is where one site is built again and again.
type bench struct {
	t    *testing.T
	fsys fstest.MapFS
	o    Options
}

func newBench(t *testing.T) *bench {
	return &bench{t, shelf(t), Options{Dir: filepath.Join(t.TempDir(), "public"), Cache: t.TempDir(), Program: "this"}}
}

// build builds the site, holds it to a whole build of the same book, and returns
// what was made, and how many lessons were read for that.
func (b *bench) build() (made []string, read int) {
	b.t.Helper()
	book, err := lesson.Open(b.fsys)
	if err != nil {
		b.t.Fatal(err)
	}
	report, err := buildFS(b.t.Context(), b.fsys, "", b.o)
	if err != nil {
		b.t.Fatal(err)
	}
	whole := filepath.Join(b.t.TempDir(), "whole")
	if _, err := Build(b.t.Context(), book, Options{Dir: whole, Base: b.o.Base, Paper: b.o.Paper}); err != nil {
		b.t.Fatal(err)
	}
	got, want := tree(b.t, b.o.Dir), tree(b.t, whole)
	for name := range want {
		if got[name] != want[name] {
			b.t.Errorf("%s is not as a whole build makes it", name)
		}
	}
	for name := range got {
		if _, ok := want[name]; !ok {
			b.t.Errorf("%s is left over", name)
		}
	}
	return report.Made, report.Read
}

// What did not change is not made again, and what did is: the site is to the byte
// what a whole build makes.
func TestIncremental(t *testing.T) {
	const (
		echo, echoText       = "tcp/echo.html", "tcp/010-echo.md"
		read, readText       = "tcp/read.html", "tcp/020-read.md"
		address, addressText = "udp/udp-address.html", "udp/010-udp-address.md"
		udp, udpText         = "udp/index.html", "udp/index.md"
		inTCP, inUDP         = "search/tcp.js", "search/udp.js"
	)
	all := []string{"404.html", "calls.html", "glossary.html", "index.html", "index.md", "tcp/index.html", "tcp/index.md",
		echo, echoText, read, readText, udp, udpText, address, addressText, "llms.txt", "robots.txt", "recordings", "downloads",
		"search.html", "search/_book.js", inTCP, inUDP, "unkept.html"}
	whole := append([]string{marker, ".nojekyll", "assets", "captures", "worker.js"}, all...)
	for _, test := range []struct {
		name   string
		change func(b *bench)
		want   []string
	}{
		{"nothing", func(b *bench) {}, nil},
		{"prose", func(b *bench) { change(b.fsys, "lessons/02-udp/010-udp-address.md", "See", "Look at") }, []string{address, addressText, inUDP}},
		{"an included text", func(b *bench) { put(b.fsys, "lessons/_parts/hint.md", "Another.\n") }, []string{echo, echoText, udp, udpText, inTCP, inUDP}},
		{"a recording", func(b *bench) { change(b.fsys, "snippets/address-forms/recording.txt", "start", "start ") }, []string{address, addressText, inUDP, "recordings", "downloads"}},
		{"a title", func(b *bench) { change(b.fsys, "lessons/01-tcp/020-read.md", `"Read"`, `"Reading"`) }, all},
		{"a term", func(b *bench) { change(b.fsys, "lessons/01-tcp/010-echo.md", "what comes back", "what returns") }, all},
		{"a new lesson", func(b *bench) {
			put(b.fsys, "lessons/02-udp/020-new.md", "+++\ntitle = \"New\"\ngoal = \"You know.\"\n+++\n\nNews.\n")
		}, append([]string{"udp/new.html", "udp/020-new.md"}, all...)},
		{"a lesson that goes", func(b *bench) { delete(b.fsys, "lessons/01-tcp/020-read.md") },
			slices.DeleteFunc(slices.Clone(all), func(p string) bool { return p == read || p == readText })},
		{"a capture that goes", func(b *bench) {
			delete(b.fsys, "snippets/address-forms/capture.pcapng")
			put(b.fsys, "snippets/address-forms/notes.txt", "read by nobody")
		}, nil},
		{"another program", func(b *bench) { b.o.Program = "that" }, whole},
		{"a cache that is lost", func(b *bench) { os.RemoveAll(b.o.Cache) }, whole},
		{"a cache that cannot be", func(b *bench) { b.o.Cache = filepath.Join(b.o.Dir, "index.html") }, whole},
		{"a page that somebody wrote to", func(b *bench) { b.spoil(echo, "mine") }, []string{echo}},
		{"a page of the same size", func(b *bench) { b.spoil(echo, strings.Repeat("x", int(b.size(echo)))) }, []string{echo}},
		{"a compressed form that is gone", func(b *bench) { os.Remove(filepath.Join(b.o.Dir, read+".zst")) }, []string{read}},
		{"a site that is gone", func(b *bench) { os.RemoveAll(b.o.Dir) }, whole},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newBench(t)
			b.build()
			test.change(b)
			var got []string
			made, _ := b.build()
			for _, name := range made {
				folder, _, _ := strings.Cut(name, "/")
				if folder != "assets" && folder != "captures" && folder != "recordings" && folder != "downloads" {
					folder = name
				}
				got = append(got, folder)
			}
			slices.Sort(got)
			want := slices.Sorted(slices.Values(test.want))
			if got = slices.Compact(got); !slices.Equal(got, want) {
				t.Errorf("made %q, want %q", got, want)
			}
			if made, _ := b.build(); len(made) > 0 && test.name != "a cache that cannot be" {
				t.Errorf("a third build made %q", made)
			}
		})
	}
}

// Pages for paper come when they are asked for, follow a change to any lesson of theirs,
// and go when they are not asked for any more.
func TestPaper(t *testing.T) {
	b := newBench(t)
	b.build()
	b.o.Paper = true
	made, _ := b.build()
	if !slices.Contains(made, "print/book.html") || !slices.Contains(made, "print/udp.html") {
		t.Errorf("with paper, made %q", made)
	}
	change(b.fsys, "lessons/02-udp/010-udp-address.md", "See", "Look at")
	if made, _ = b.build(); !slices.Contains(made, "print/book.html") {
		t.Errorf("after a change, made %q", made)
	}
	b.o.Paper = false
	b.build() // which says what is left over
	change(b.fsys, "lessons/02-udp/010-udp-address.md", "Look at", "Read")
	b.build()
}

// Where there is a spare site, no more is read of a book than what a change concerns.
func TestQuick(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(b *bench)
		want   []string
		read   int // of six
	}{
		{"nothing", func(b *bench) {}, nil, 2},
		{"prose", func(b *bench) { change(b.fsys, "lessons/02-udp/010-udp-address.md", "See", "Look at") },
			[]string{"search/udp.js", "udp/010-udp-address.md", "udp/udp-address.html"}, 3},
		{"an included text", func(b *bench) { put(b.fsys, "lessons/_parts/hint.md", "Another.\n") },
			[]string{"search/tcp.js", "search/udp.js", "tcp/010-echo.md", "tcp/echo.html", "udp/index.html", "udp/index.md"}, 3},
		{"a recording", func(b *bench) { change(b.fsys, "snippets/address-forms/recording.txt", "start", "start ") },
			[]string{"downloads/address-forms.txtar", "downloads/address-forms.zip", "recordings/address-forms.json", "search/udp.js", "udp/010-udp-address.md", "udp/udp-address.html"}, 3},
		{"what the index lists", func(b *bench) {
			change(b.fsys, "lessons/02-udp/010-udp-address.md", "```run address-forms\n```", "No run.")
		}, []string{"calls.html", "search/udp.js", "udp/010-udp-address.md", "udp/udp-address.html"}, 3},
		{"a place that nobody links to", func(b *bench) {
			change(b.fsys, "lessons/01-tcp/020-read.md", "```show", "## Loop\n\n```show")
		}, []string{"search/tcp.js", "tcp/020-read.md", "tcp/read.html"}, 2},
		{"a title", func(b *bench) { change(b.fsys, "lessons/01-tcp/020-read.md", `"Read"`, `"Reading"`) }, nil, 6},
		{"a new lesson", func(b *bench) {
			put(b.fsys, "lessons/02-udp/020-new.md", "+++\ntitle = \"New\"\ngoal = \"You know.\"\n+++\n\nNews.\n")
		}, nil, 7},
		{"a file that is left in the site", func(b *bench) { b.spoil("mine.html", "mine") }, nil, 6},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newBench(t)
			for _, text := range []string{"A stream.", "A stream of bytes.", "A long stream of bytes."} { // so that there is a spare
				put(b.fsys, "lessons/01-tcp/index.md", "+++\ntitle = \"TCP\"\n+++\n\n"+text+"\n")
				b.build()
			}
			test.change(b)
			made, read := b.build()
			slices.Sort(made)
			if read != test.read || test.read < 6 && !slices.Equal(made, test.want) {
				t.Errorf("made %q and read %d; want %q and %d", made, read, test.want, test.read)
			}
			for _, text := range []string{"Again.", "And again.", "A stream."} { // to and fro
				put(b.fsys, "lessons/01-tcp/index.md", "+++\ntitle = \"TCP\"\n+++\n\n"+text+"\n")
				if made, _ := b.build(); !slices.Contains(made, "tcp/index.html") {
					t.Errorf("then made %q", made)
				}
			}
		})
	}
}

// What a change breaks in a lesson that was not changed is found.
func TestQuickFindsMistakes(t *testing.T) {
	for _, test := range []struct {
		name, file, before, after, want string
	}{
		{"a place that another links to", "lessons/01-tcp/010-echo.md", "## Hint", "## Tip", "no heading #hint"},
		{"in the lesson itself", "lessons/01-tcp/010-echo.md", "```run tcp-echo", "```run tcp-ecko", "did you mean tcp-echo?"},
		{"a recording of other sources", "snippets/tcp-echo/server/main.go", "package main", "package main // new", "made from other sources"},
		{"a link to nothing", "lessons/02-udp/index.md", "```include", "[x](../01-tcp/020-read.md#none)\n\n```include", "no heading #none"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newBench(t)
			b.build()
			change(b.fsys, "lessons/index.md", "Welcome", "Be welcome")
			b.build()
			change(b.fsys, test.file, test.before, test.after)
			if _, err := buildFS(t.Context(), b.fsys, "", b.o); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("err = %v, want one that says %s", err, test.want)
			}
			change(b.fsys, test.file, test.after, test.before)
			b.build()
		})
	}
}

func (b *bench) size(path string) int64 {
	info, err := os.Stat(filepath.Join(b.o.Dir, path))
	if err != nil {
		b.t.Fatal(err)
	}
	return info.Size()
}

// spoil writes to a file of the site, in place.
func (b *bench) spoil(path, text string) {
	if err := os.WriteFile(filepath.Join(b.o.Dir, path), []byte(text), 0o666); err != nil {
		b.t.Fatal(err)
	}
}

// A record that is damaged anywhere is none.
func TestDamagedRecord(t *testing.T) {
	b := newBench(t)
	b.build()
	names, err := filepath.Glob(filepath.Join(b.o.Cache, "*.site"))
	if err != nil || len(names) != 1 {
		t.Fatalf("records %q, %v", names, err)
	}
	whole, err := os.ReadFile(names[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, damaged := range [][]byte{nil, whole[:1], whole[:len(whole)-1], append([]byte{whole[0] ^ 1}, whole[1:]...), append(slices.Clone(whole), 0)} {
		if err := os.WriteFile(names[0], damaged, 0o666); err != nil {
			t.Fatal(err)
		}
		if made, _ := b.build(); len(made) < 5 {
			t.Errorf("of a record of %d bytes, damaged, so much was believed that only %q were made", len(damaged), made)
		}
	}
}

// Of however many sites, so many are remembered.
func TestRecordsAreBounded(t *testing.T) {
	b := newBench(t)
	for range mostRecords + 3 {
		b.o.Dir = filepath.Join(t.TempDir(), "public")
		book, err := lesson.Open(b.fsys)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Build(t.Context(), book, b.o); err != nil {
			t.Fatal(err)
		}
	}
	for _, kind := range []string{"*.site", "*.before"} {
		names, err := filepath.Glob(filepath.Join(b.o.Cache, kind))
		if err != nil || len(names) != mostRecords {
			t.Errorf("%d of %s, %v; want %d", len(names), kind, err, mostRecords)
		}
	}
	if made, _ := b.build(); len(made) != 0 {
		t.Errorf("the last is forgotten: %q were made", made)
	}
}

// A build that is interrupted leaves the site as it was, and nothing else.
func TestInterrupted(t *testing.T) {
	b := newBench(t)
	b.build()
	before := tree(t, b.o.Dir)
	ctx, cancel := context.WithCancel(t.Context())
	err := replace(b.o.Dir, func(temp string) error {
		outputs := []output{
			{path: "first.html", make: func() ([]byte, error) { cancel(); return []byte("first"), nil }},
			{path: "second.html", make: func() ([]byte, error) { return []byte("second"), nil }},
			{path: "third.html", make: func() ([]byte, error) { return []byte("third"), nil }},
			{path: "fourth.html", make: func() ([]byte, error) { return []byte("fourth"), nil }},
		}
		_, err := writeAll(ctx, outputs, temp, b.o.Dir, &record{}, newRecord(&record{}))
		return err
	}, nil)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("it ends with %v", err)
	}
	after := tree(t, b.o.Dir)
	if len(after) != len(before) {
		t.Errorf("%d files, then %d", len(before), len(after))
	}
	for name, text := range before {
		if after[name] != text {
			t.Errorf("%s is another", name)
		}
	}
}
