package newbook

import (
	"flag"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"bothends/runner/edit"
	"bothends/runner/recording"
	"bothends/site/lesson"
)

var update = flag.Bool("update", false, "write the reference anew")

// keyTables are the types that say what can be written, and what each is called.
var keyTables = []struct{ heading, file, name string }{
	{"Front matter", "site/lesson/frontmatter.go", "frontMatter"},
	{"`scenario.toml`", "runner/scenario.go", "Scenario"},
	{"`scenario.toml`: `[[process]]`", "runner/scenario.go", "Process"},
	{"`scenario.toml`: `[[expect]]`", "runner/expect.go", "Expect"},
	{"`scenario.toml`: `[limits]`", "runner/scenario.go", "Limits"},
	{"`scenario.toml`: `[link]`", "runner/scenario_link.go", "Link"},
	{"`exercise.toml`", "runner/exercise/exercise.go", "written"},
	{"`exercise.toml`: `[[property]]`", "runner/exercise/exercise.go", "writtenProperty"},
}

// kit is Go source that becomes part of every peer. An author who has the program and
// no copy of its source learns from the reference alone what can be called there.
const kit = "runner/exercise/_kit/kit.go"

// peerText is what no declaration of the kit says.
const peerText = "The other side of an exercise gets the property's id as its argument, tries the reader's program, and says what it\n" +
	"found with `report`: `func main() { report(os.Args[1], try(os.Args[1])) }`, where `try` is yours, and returns nil if the\n" +
	"property holds. A server that a reader writes is at 127.0.0.1. These functions are there already, and a peer declares\n" +
	"no others by these names; it imports what it names itself.\n"

// statuses are where exit statuses are declared, by what their names begin with.
var statuses = []struct{ file, prefix string }{
	{"site/cmd/bothends/main.go", "status"}, {"runner/runner.go", "Status"},
}

// The reference is what the types themselves say.
func TestReference(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Reference\n\nWhat can be written in a book. It is made from the program's own types.\n")
	for _, table := range keyTables {
		fmt.Fprintf(&b, "\n## %s\n\n| key | value | |\n|---|---|---|\n", table.heading)
		for _, k := range keysOf(t, table.file, table.name) {
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", k.name, k.kind, k.comment)
		}
		if table.name == "Scenario" {
			b.WriteString("| `names` | table | what can be looked up, each name with its addresses or a table of records; without it there is no name server |\n")
			b.WriteString("| `link` | table | a line between two hosts, on which packets take time and get lost; without it all share one loopback |\n")
		}
	}
	b.WriteString("\n## `_peer/main.go`\n\n" + peerText + "\n| call | what it does |\n|---|---|\n")
	for _, f := range kitOf(t) {
		fmt.Fprintf(&b, "| `%s` | %s |\n", f.signature, f.comment)
	}
	b.WriteString("\n## Fences\n\n| fence | its body | what it shows |\n|---|---|---|\n")
	for _, f := range lesson.Fences() {
		body := f.Body
		if body == "" {
			body = "empty"
		}
		fmt.Fprintf(&b, "| ` ```%s ` | %s | %s |\n", f.Form, body, f.Shows)
	}
	b.WriteString("\n## Assertions\n\nPROCESS is a process, all that execute one program, or `run` for the run as a whole.\n" +
		"\n| assertion | holds if |\n|---|---|\n")
	for _, f := range recording.AssertionForms() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", f.Form, f.Holds)
	}
	b.WriteString("\n## session.txt\n\n" + docOf(t, "runner/session.go", "Session"))
	b.WriteString("\n## Edits\n\nOf a break and of a wrong program. What goes and stays must be found in the file exactly once, one line after the other;\n" +
		"how far all of it is indented does not matter.\n\n| line | |\n|---|---|\n")
	for _, f := range edit.Forms() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", f.Line, f.Means)
	}
	b.WriteString("\n## Exit statuses\n\n| status | of bothends |\n|---|---|\n| 0 | all is well |\n")
	for _, s := range statusesOf(t) {
		fmt.Fprintf(&b, "| %d | %s |\n", s.number, s.comment)
	}
	const name = root + "/REFERENCE.md"
	if *update {
		if err := os.WriteFile(name, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if Reference() != b.String() {
		t.Errorf("%s is not what the types say; run: go test ./site/newbook -run Reference -update\nthey say\n%s", name, b.String())
	}
}

type key struct{ name, kind, comment string }

// keysOf lists the keys of a struct as package toml knows them.
func keysOf(t *testing.T, file, name string) []key {
	t.Helper()
	var keys []key
	ast.Inspect(parse(t, file), func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok || spec.Name.Name != name {
			return true
		}
		for _, f := range spec.Type.(*ast.StructType).Fields.List {
			if f.Tag == nil {
				continue
			}
			tag, err := strconv.Unquote(f.Tag.Value)
			if err != nil {
				t.Fatal(err)
			}
			k := key{reflect.StructTag(tag).Get("toml"), kindOf(f.Type), strings.TrimSpace(f.Comment.Text())}
			if k.comment == "" && k.name != "-" {
				t.Errorf("%s: key %s of %s has no comment", file, k.name, name)
			}
			if k.name != "-" {
				keys = append(keys, k)
			}
		}
		return false
	})
	if len(keys) == 0 {
		t.Errorf("%s: no keys of %s", file, name)
	}
	return keys
}

// kindOf says in an author's words what a Go type holds.
func kindOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return kindOf(e.X)
	case *ast.ArrayType:
		if kindOf(e.Elt) == "string" {
			return "list of strings"
		}
		return "tables"
	case *ast.MapType, *ast.StructType:
		return "table"
	case *ast.SelectorExpr:
		return kindOf(e.Sel)
	case *ast.Ident:
		switch e.Name {
		case "string":
			return "string"
		case "bool":
			return "true or false"
		case "int", "int64":
			return "number"
		case "Duration":
			return "time, such as `\"5s\"`"
		}
	}
	return "table"
}

type exitStatus struct {
	number  int
	comment string
}

func statusesOf(t *testing.T) []exitStatus {
	t.Helper()
	var all []exitStatus
	for _, in := range statuses {
		ast.Inspect(parse(t, in.file), func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || !strings.HasPrefix(spec.Names[0].Name, in.prefix) || len(spec.Values) != 1 {
				return true
			}
			value, ok := spec.Values[0].(*ast.BasicLit)
			if !ok || value.Kind != token.INT {
				return true
			}
			number, err := strconv.Atoi(value.Value)
			comment := strings.TrimSpace(spec.Comment.Text())
			if err != nil || comment == "" {
				t.Errorf("%s: status %s has no number or no comment", in.file, spec.Names[0].Name)
			}
			all = append(all, exitStatus{number, comment})
			return true
		})
	}
	slices.SortStableFunc(all, func(a, b exitStatus) int { return a.number - b.number })
	return all
}

// docOf is what a file says of a type.
func docOf(t *testing.T, file, name string) string {
	t.Helper()
	for _, d := range parse(t, file).Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range g.Specs {
			if s, ok := spec.(*ast.TypeSpec); ok && s.Name.Name == name && g.Doc != nil {
				return g.Doc.Text()
			}
		}
	}
	t.Fatalf("%s: no type %s with a comment", file, name)
	return ""
}

type kitCall struct{ signature, comment string }

// kitOf lists the functions that a peer can call. What meet notes, the others note
// themselves.
func kitOf(t *testing.T) []kitCall {
	t.Helper()
	var calls []kitCall
	for _, d := range parse(t, kit).Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Name.Name == "meet" {
			continue
		}
		if f.Doc == nil {
			t.Fatalf("%s: %s has no comment", kit, f.Name.Name)
		}
		comment := strings.TrimPrefix(strings.Join(strings.Fields(f.Doc.Text()), " "), f.Name.Name+" ")
		f.Doc, f.Body = nil, nil
		var b strings.Builder
		if err := format.Node(&b, token.NewFileSet(), f); err != nil {
			t.Fatal(err)
		}
		signature := strings.TrimPrefix(strings.Join(strings.Fields(b.String()), " "), "func ")
		calls = append(calls, kitCall{signature, strings.TrimSuffix(comment, ".")})
	}
	return calls
}

func parse(t *testing.T, file string) *ast.File {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "../../"+file, nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	return f
}
