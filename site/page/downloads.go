package page

import (
	"archive/zip"
	"bytes"
	"fmt"
	"html/template"
	"path"
	"strings"

	"golang.org/x/tools/txtar"

	"bothends/runner/gocheck"
	"bothends/site/lesson"
)

// A Download is a file of the site that pages lead to: of the same book it has the
// same bytes.
type Download struct {
	Path string // from the root of the site
	Type string // its media type
	Make func() ([]byte, error)
}

// Downloads are the programs of a snippet as archives, with all that go run needs.
func Downloads(s *lesson.Snippet) []Download {
	if s.Session != nil {
		return []Download{{downloadPath(s, "txtar"), "text/plain; charset=utf-8", func() ([]byte, error) { return txtar.Format(cellArchive(s)), nil }}}
	}
	return []Download{
		{downloadPath(s, "zip"), "application/zip", func() ([]byte, error) { return zipped(s.Name, archive(s)) }},
		{downloadPath(s, "txtar"), "text/plain; charset=utf-8", func() ([]byte, error) { return txtar.Format(archive(s)), nil }},
	}
}

func downloadPath(s *lesson.Snippet, kind string) string { return "downloads/" + s.Name + "." + kind }

// archive is a module whose packages are the programs.
func archive(s *lesson.Snippet) *txtar.Archive {
	a := &txtar.Archive{Comment: []byte(howToRun(s))}
	a.Files = append(a.Files, txtar.File{Name: "go.mod", Data: []byte("module " + s.Name + "\n\ngo " + strings.TrimPrefix(gocheck.GoVersion, "go") + "\n")})
	for _, f := range s.Files {
		a.Files = append(a.Files, txtar.File{Name: f.Name, Data: []byte(f.Source)})
	}
	return a
}

// cellArchive are the cells of a session, as its file in a book has them.
func cellArchive(s *lesson.Snippet) *txtar.Archive {
	a := &txtar.Archive{}
	for _, c := range s.Session.Cells {
		a.Files = append(a.Files, txtar.File{Name: c.Terminal + ": " + c.Name, Data: []byte(c.Text)})
	}
	return a
}

// howToRun says how the processes are started as the book starts them.
func howToRun(s *lesson.Snippet) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, from a book in which it runs. Each process has a terminal of its own:\n\n", s.Name)
	for _, p := range s.Scenario.Processes {
		fmt.Fprintf(&b, "    go run ./%s\n", Command(p.Program, p.Args))
	}
	b.WriteString("\nA port below 1024 may be refused to you: choose another one, for all of them.\n\n")
	return b.String()
}

// zipped is the same as a zip file, in a folder of the snippet's name.
func zipped(folder string, a *txtar.Archive) ([]byte, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range append([]txtar.File{{Name: "README.txt", Data: a.Comment}}, a.Files...) {
		// No time is set, so that the same programs are the same file.
		to, err := w.CreateHeader(&zip.FileHeader{Name: folder + "/" + f.Name, Method: zip.Deflate})
		if err != nil {
			return nil, err
		}
		if _, err := to.Write(f.Data); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// archives are the links to the programs of a snippet.
func (v *view) archives(s *lesson.Snippet) []link {
	var all []link
	for _, d := range Downloads(s) {
		all = append(all, link{Href: v.href(d.Path), Text: template.HTML(path.Base(d.Path))})
	}
	return all
}
