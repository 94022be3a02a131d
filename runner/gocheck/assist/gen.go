//go:build ignore

// This program writes std.docs: what the standard library says of its exported
// names, for linux/amd64, as the first paragraph of each comment.
//
// The archive is a sequence of records: a package's path and its text, compressed
// (flate), each preceded by its length as a uvarint. The text has a line for each
// name, sorted: the name (Conn, Conn.Read; of the package itself none), a tab, and what
// is said of it.
package main

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"bothends/runner/gocheck"
)

// longest is what is kept of a paragraph, in bytes.
const longest = 400

func main() {
	log.SetFlags(0)
	log.SetPrefix("gen: ")
	raw, err := archive()
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("std.docs", raw, 0o644); err != nil {
		log.Fatal(err)
	}
}

func archive() (raw []byte, err error) {
	cmd := exec.Command("go", append([]string{"list", "-json=ImportPath,Dir,GoFiles"}, gocheck.Packages()...)...)
	cmd.Stderr = os.Stderr
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0", "GOFLAGS=", "GOEXPERIMENT=", "GOWORK=off")
	list, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	for d := json.NewDecoder(bytes.NewReader(list)); ; {
		var p struct {
			ImportPath, Dir string
			GoFiles         []string
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return raw, nil
		} else if err != nil {
			return nil, err
		}
		text, err := text(p.ImportPath, p.Dir, p.GoFiles)
		if err != nil {
			return nil, err
		}
		var b bytes.Buffer
		w, err := flate.NewWriter(&b, flate.BestCompression)
		if err != nil {
			return nil, err
		}
		if _, err := io.WriteString(w, text); err != nil {
			return nil, err
		}
		if err := w.Close(); err != nil {
			return nil, err
		}
		for _, data := range [][]byte{[]byte(p.ImportPath), b.Bytes()} {
			raw = append(binary.AppendUvarint(raw, uint64(len(data))), data...)
		}
	}
}

// text is what a package says of its names.
func text(path, dir string, names []string) (string, error) {
	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range names {
		f, err := parser.ParseFile(fset, filepath.Join(dir, name), nil, parser.ParseComments)
		if err != nil {
			return "", err
		}
		files = append(files, f)
	}
	p, err := doc.NewFromFiles(fset, files, path)
	if err != nil {
		return "", err
	}
	var lines []string
	add := func(name, text string) {
		if text = paragraph(p, text); text != "" {
			lines = append(lines, name+"\t"+text+"\n")
		}
	}
	add("", p.Doc)
	values := func(all []*doc.Value) {
		for _, v := range all {
			for _, spec := range v.Decl.Specs {
				s := spec.(*ast.ValueSpec)
				text := v.Doc
				if s.Doc != nil {
					text = s.Doc.Text()
				} else if s.Comment != nil {
					text = s.Comment.Text()
				}
				for _, name := range s.Names {
					if name.IsExported() {
						add(name.Name, text)
					}
				}
			}
		}
	}
	functions := func(prefix string, all []*doc.Func) {
		for _, f := range all {
			add(prefix+f.Name, f.Doc)
		}
	}
	values(p.Consts)
	values(p.Vars)
	functions("", p.Funcs)
	for _, t := range p.Types {
		add(t.Name, t.Doc)
		values(t.Consts)
		values(t.Vars)
		functions("", t.Funcs)
		functions(t.Name+".", t.Methods)
		for _, spec := range t.Decl.Specs {
			members(spec.(*ast.TypeSpec), add)
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, ""), nil
}

// members are the fields of a struct and the methods of an interface.
func members(spec *ast.TypeSpec, add func(name, text string)) {
	var list *ast.FieldList
	switch t := spec.Type.(type) {
	case *ast.StructType:
		list = t.Fields
	case *ast.InterfaceType:
		list = t.Methods
	default:
		return
	}
	for _, f := range list.List {
		text := f.Doc.Text()
		if text == "" {
			text = f.Comment.Text()
		}
		for _, name := range f.Names {
			if name.IsExported() {
				add(fmt.Sprintf("%s.%s", spec.Name.Name, name.Name), text)
			}
		}
	}
}

// paragraph is the first of a comment, as text on one line.
func paragraph(p *doc.Package, text string) string {
	parsed := p.Parser().Parse(text)
	if len(parsed.Content) == 0 {
		return ""
	}
	parsed.Content = parsed.Content[:1]
	first := strings.Join(strings.Fields(string(p.Printer().Text(parsed))), " ")
	if len(first) <= longest {
		return first
	}
	cut := strings.LastIndexByte(first[:longest], ' ')
	return first[:cut] + " …"
}
