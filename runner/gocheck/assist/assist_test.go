package assist

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"bothends/runner/gocheck"
)

// apply makes edits as an editor does, which counts in UTF-16.
func apply(t *testing.T, source string, edits []Edit) string {
	t.Helper()
	text := utf16.Encode([]rune(source))
	edits = slices.Clone(edits)
	slices.SortFunc(edits, func(a, b Edit) int { return b.From - a.From })
	for _, e := range edits {
		text = slices.Concat(text[:e.From], utf16.Encode([]rune(e.Text)), text[e.To:])
	}
	return string(utf16.Decode(text))
}

// Each fix mends what it stands at: the compiler has nothing to say of it then.
func TestFixes(t *testing.T) {
	tests := []struct {
		name, source, message, title, want string
	}{
		{"import of one that is missing", "package main\n\nfunc main() { fmt.Println(\"🙂\") }\n", "undefined: fmt", `Import "fmt"`,
			"package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(\"🙂\") }\n"},
		{"beside another", "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(errors.New(\"x\")) }\n", "undefined: errors", `Import "errors"`,
			"package main\n\nimport (\n\t\"errors\"\n\t\"fmt\"\n)\n\nfunc main() { fmt.Println(errors.New(\"x\")) }\n"},
		{"in a list", "package main\n\nimport (\n\t\"fmt\"\n\t\"os\"\n)\n\nfunc main() { fmt.Println(os.Args, net.IPv4len) }\n", "undefined: net", `Import "net"`,
			"package main\n\nimport (\n\t\"fmt\"\n\t\"net\"\n\t\"os\"\n)\n\nfunc main() { fmt.Println(os.Args, net.IPv4len) }\n"},
		{"at its end", "package main\n\nimport (\n\t\"fmt\"\n)\n\nfunc main() { fmt.Println(time.Second) }\n", "undefined: time", `Import "time"`,
			"package main\n\nimport (\n\t\"fmt\"\n\t\"time\"\n)\n\nfunc main() { fmt.Println(time.Second) }\n"},
		{"by what is asked of it", "package main\n\nfunc main() { println(rand.Intn(6)) }\n", "undefined: rand", `Import "math/rand"`,
			"package main\n\nimport \"math/rand\"\n\nfunc main() { println(rand.Intn(6)) }\n"},
		{"in its newer version", "package main\n\nfunc main() { println(rand.IntN(6)) }\n", "undefined: rand", `Import "math/rand/v2"`,
			"package main\n\nimport \"math/rand/v2\"\n\nfunc main() { println(rand.IntN(6)) }\n"},
		{"no package has it", "package main\n\nfunc main() { println(fmt.Nothing()) }\n", "undefined: fmt", "", ""},

		{"import that nobody uses", "package main\n\nimport \"fmt\"\n\nfunc main() {}\n", `"fmt" imported and not used`, `Remove the import of "fmt"`,
			"package main\n\n\nfunc main() {}\n"},
		{"one of several", "package main\n\nimport (\n\t\"fmt\"\n\t\"os\" // for args\n)\n\nfunc main() { println(os.Args) }\n", `"fmt" imported and not used`, `Remove the import of "fmt"`,
			"package main\n\nimport (\n\t\"os\" // for args\n)\n\nfunc main() { println(os.Args) }\n"},
		{"with a name", "package main\n\nimport x \"fmt\"\n\nfunc main() {}\n", `"fmt" imported as x and not used`, `Remove the import of "fmt"`,
			"package main\n\n\nfunc main() {}\n"},

		{"variable", "package main\n\nfunc main() {\n\tx := 1\n}\n", "declared and not used: x", "Put _ in place of x", "package main\n\nfunc main() {\n\t_ = 1\n}\n"},
		{"beside one that is used", "package main\n\nfunc f() (int, error) { return 0, nil }\n\nfunc main() {\n\tx, err := f()\n\tprintln(err)\n}\n", "declared and not used: x",
			"Put _ in place of x", "package main\n\nfunc f() (int, error) { return 0, nil }\n\nfunc main() {\n\t_, err := f()\n\tprintln(err)\n}\n"},
		{"of a range", "package main\n\nfunc main() {\n\tfor i, c := range \"x\" {\n\t\tprintln(c)\n\t}\n}\n", "declared and not used: i", "Put _ in place of i",
			"package main\n\nfunc main() {\n\tfor _, c := range \"x\" {\n\t\tprintln(c)\n\t}\n}\n"},
		{"with var", "package main\n\nfunc main() {\n\tvar x int\n}\n", "declared and not used: x", "Put _ in place of x", "package main\n\nfunc main() {\n\tvar _ int\n}\n"},
		{"that is assigned to", "package main\n\nfunc main() {\n\tx := 1\n\tx = 2\n}\n", "declared and not used: x", "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			found := Problems(map[string]string{"main.go": test.source})
			if len(found) == 0 || found[0].Message != test.message || found[0].Severity != "error" {
				t.Fatalf("%+v; want %s", found, test.message)
			}
			fix := found[0].Fix
			if test.title == "" {
				if fix != nil {
					t.Errorf("the fix is %+v; want none", fix)
				}
				return
			}
			if fix == nil || fix.Title != test.title {
				t.Fatalf("the fix is %+v; want %s", fix, test.title)
			}
			got := apply(t, test.source, fix.Edits)
			if got != test.want {
				t.Errorf("mended:\n%s\nwant:\n%s", got, test.want)
			}
			if left := gocheck.Check(map[string]string{"main.go": got}); len(left) > 0 {
				t.Errorf("then the compiler says %v", left)
			}
		})
	}
}

// A problem is where the compiler puts it, in its count and in an editor's.
func TestPlaces(t *testing.T) {
	source := "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfmt.Println(\"🙂é\", undefinedName)\n}\n"
	found := Problems(map[string]string{"main.go": source})
	if len(found) != 1 {
		t.Fatalf("%+v; want one", found)
	}
	d, text := found[0], utf16.Encode([]rune(source))
	if got := string(utf16.Decode(text[d.From:d.To])); got != "undefinedName" || d.Line != 6 || d.Column != 24 || d.EndColumn != 37 {
		t.Errorf("%+v is at %q", d, got)
	}
	for name, want := range map[string][2]string{
		"package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfmt.Printf(\"%d\\n\", \"x\")\n}\n": {"warning vet", "fmt.Printf format %d has arg \"x\" of wrong type string"},
		"package main\n\nfunc main() {\n  println(1)\n}\n":                                     {"hint gofmt", "gofmt writes this line as \"\\tprintln(1)\""},
		"package main\n\nfunc main() {\n\tprintln(1\n}\n":                                      {"error compiler", "syntax error: unexpected newline in argument list; possibly missing comma or )"},
		"": {"error compiler", "expected 'package', found 'EOF'"},
	} {
		found := Problems(map[string]string{"main.go": name})
		if len(found) != 1 || found[0].Severity+" "+found[0].Source != want[0] || found[0].Message != want[1] {
			t.Errorf("%q: %+v; want %q", name, found, want)
		}
	}
	if found := Problems(map[string]string{"main.go": "package main\n\nfunc main() {}\n"}); found == nil || len(found) > 0 {
		t.Errorf("a sound program: %#v; want an empty list", found)
	}
}

func TestFormat(t *testing.T) {
	for _, test := range []struct{ name, source, want string }{
		{"layout", "package main\nfunc main(){println( 1 )}", "package main\n\nfunc main() { println(1) }\n"},
		{"imports", "package main\n\nimport (\n\t\"os\"\n\t\"fmt\"\n)\n\nfunc main() { fmt.Println(net.Dial(\"tcp\", rand.Text())) }\n",
			"package main\n\nimport (\n\t\"crypto/rand\"\n\t\"fmt\"\n\t\"net\"\n)\n\nfunc main() { fmt.Println(net.Dial(\"tcp\", rand.Text())) }\n"},
		{"a name of its own is no package", "package main\n\ntype t struct{ Dial int }\n\nfunc main() { var net t; println(net.Dial) }\n",
			"package main\n\ntype t struct{ Dial int }\n\nfunc main() { var net t; println(net.Dial) }\n"},
		{"another name", "package main\n\nimport r \"math/rand\"\n\nfunc main() { println(r.Int()) }\n", "package main\n\nimport r \"math/rand\"\n\nfunc main() { println(r.Int()) }\n"},
	} {
		if got := Format("main.go", test.source, true); got.Source != test.want || got.Error != "" {
			t.Errorf("%s: %s\n%s\nwant\n%s", test.name, got.Error, got.Source, test.want)
		}
	}
	const broken = "package main\n\nfunc main() {\n"
	if got := Format("prog.go", broken, true); got.Source != broken || got.Error != "prog.go:4:1: syntax error: unexpected EOF, expected }" {
		t.Errorf("of what does not parse: %+v", got)
	}
	if got := Format("main.go", "package main\n\nfunc main() { fmt.Println() }\n", false); strings.Contains(got.Source, "import") {
		t.Errorf("not asked for imports, it makes them:\n%s", got.Source)
	}
}

func TestComplete(t *testing.T) {
	const head = "package main\n\nimport (\n\t\"fmt\"\n\t\"net\"\n)\n\ntype pair struct {\n\tleft, right int\n\tnet.Conn\n}\n\nfunc (p pair) sum() int { return p.left + p.right }\n\nfunc main() {\n\tconn, err := net.Dial(\"tcp\", \"🙂\")\n\tfmt.Println(err)\n"
	const tail = "\n\tlater := 1\n\tprintln(later)\n}\n"
	for _, test := range []struct {
		line  string // in main; the place is |
		first string // "kind label"
		has   []string
		lacks []string
	}{
		{"net.Dia|", "func Dial", []string{"func DialTCP", "type Dialer"}, []string{"func Listen", "var later"}},
		{"net.|", "", []string{"func Dial", "type Conn", "var ErrClosed", "const FlagUp"}, []string{"func main"}},
		{"x := net.|\n\tprintln(x", "", []string{"func Dial"}, nil},
		{"conn.|", "method Close", []string{"method Read", "method RemoteAddr"}, []string{"func Dial"}},
		{"conn.Re|", "method Read", []string{"method RemoteAddr"}, []string{"method Close"}},
		{"conn.LocalAddr().|", "method Network", []string{"method String"}, nil},
		{"p := pair{}; p.|", "", []string{"field left", "field right", "field Conn", "method sum", "method Close"}, nil},
		{"con|", "var conn", []string{"keyword continue", "keyword const", "package context"}, []string{"func Dial"}},
		{"lat|", "", nil, []string{"var later"}},
		{"ma|", "func main", []string{"func make", "keyword map", "package maps"}, nil},
		{"strings.Fie|", "func Fields", []string{"func FieldsSeq"}, nil},
		{"fmt.Println(\"net.|\")", "", nil, []string{"func Dial"}},
		{"// net.|", "", nil, []string{"func Dial"}},
		{"err.|", "method Error", nil, nil},
		{"if err != nil { net.|", "", []string{"func Dial"}, nil},
	} {
		t.Run(test.line, func(t *testing.T) {
			source := head + "\t" + test.line + tail
			at := strings.Index(source, "|")
			source = source[:at] + source[at+1:]
			got := Complete(map[string]string{"main.go": source}, "main.go", units(source, at))
			var items []string
			for _, i := range got.Items {
				items = append(items, i.Kind+" "+i.Label)
			}
			if test.first != "" && (len(items) == 0 || items[0] != test.first) {
				t.Errorf("%q; want %q first", items, test.first)
			}
			for _, want := range test.has {
				if !slices.Contains(items, want) {
					t.Errorf("%q lacks %q", items, want)
				}
			}
			for _, no := range test.lacks {
				if slices.Contains(items, no) {
					t.Errorf("%q is among them", no)
				}
			}
		})
	}
}

// What is completed has its declaration, what the library says of it, and an import
// where there is none.
func TestItems(t *testing.T) {
	const source = "package main\n\nfunc main() {\n\tnet.Dial\n}\n"
	at := strings.Index(source, "Dial") + len("Dial")
	got := Complete(map[string]string{"main.go": source}, "main.go", at)
	if got.From != at-len("Dial") || len(got.Items) == 0 {
		t.Fatalf("%+v", got)
	}
	item := got.Items[0]
	if item.Label != "Dial" || item.Detail != "func net.Dial(network string, address string) (net.Conn, error)" || item.Doc != "Dial connects to the address on the named network." {
		t.Errorf("%+v", item)
	}
	if with := apply(t, source, item.Edits); !strings.HasPrefix(with, "package main\n\nimport \"net\"\n\n") {
		t.Errorf("with its edits:\n%s", with)
	}
	const imports = "package main\n\nimport (\n\t\"net/h\n)\n"
	at = strings.Index(imports, "net/h") + len("net/h")
	got = Complete(map[string]string{"main.go": imports}, "main.go", at)
	if len(got.Items) == 0 || got.Items[0].Label != "net/http" || got.From != at-len("net/h") {
		t.Errorf("in an import: %+v", got)
	}
	if got := Complete(map[string]string{"main.go": "x"}, "other.go", 99); got.Items == nil || len(got.Items) > 0 {
		t.Errorf("in no file: %+v", got)
	}
}

// The library says what go doc says.
func TestDocs(t *testing.T) {
	for _, p := range gocheck.Packages() {
		if docsOf(p) == nil {
			t.Errorf("%s says nothing", p)
		}
	}
	for _, name := range []string{"net.Dial", "net.Conn.Read", "net.TCPConn.CloseWrite", "io.EOF", "os.Args", "time.Duration", "bufio.Scanner.Scan"} {
		path, rest, _ := strings.Cut(name, ".")
		said := docsOf(path)[rest]
		out, err := exec.Command("go", "doc", name).Output()
		if err != nil {
			t.Skipf("not compared: %v", err)
		}
		text := strings.Join(strings.Fields(strings.ReplaceAll(string(out), "//", "")), " ")
		if said == "" || !strings.Contains(text, strings.TrimSuffix(said, " …")) {
			t.Errorf("%s: %q is not in what go doc says: %s", name, said, text)
		}
	}
}
