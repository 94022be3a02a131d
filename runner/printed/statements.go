package printed

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"bothends/runner"
)

// statements are those of a program that print.
type statements struct {
	stdout, stderr []*statement
	unknown        map[runner.Kind]bool // streams that something else may write to
	values         int                  // in all of them
}

// maxValues bounds the values that a program prints, of which each costs memory and time for
// as long as its run is shown. The book's programs have some dozens.
const maxValues = 1000

// ownWay are the packages that write to standard error when they see fit.
var ownWay = []string{"net/http", "net/http/httptest", "net/rpc", "flag", "log/slog", "testing", "runtime/debug", "expvar"}

// read finds the statements of a program. Of one that does not parse nothing is known.
func read(files map[string]string) *statements {
	p := &statements{unknown: map[runner.Kind]bool{}}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, files[name], 0)
		if err != nil {
			p.unknown[runner.Stdout], p.unknown[runner.Stderr] = true, true
			continue
		}
		r := reader{statements: p, place: func(n ast.Node) string { return fmt.Sprintf("%s:%d", name, set.Position(n.Pos()).Line) }, packages: map[string]string{}, known: map[ast.Node]bool{}}
		r.imports(file)
		ast.Inspect(file, r.look)
	}
	return p
}

// A reader reads one file.
type reader struct {
	*statements
	place    func(ast.Node) string
	packages map[string]string // by the name that they have here
	known    map[ast.Node]bool // uses of a stream that are a statement's
}

func (r *reader) imports(file *ast.File) {
	for _, i := range file.Imports {
		path, _ := strconv.Unquote(i.Path.Value)
		name := path[strings.LastIndexByte(path, '/')+1:]
		if i.Name != nil {
			name = i.Name.Name
		}
		if name == "." {
			r.unknown[runner.Stdout], r.unknown[runner.Stderr] = true, true
		}
		if slices.Contains(ownWay, path) {
			r.unknown[runner.Stderr] = true
		}
		r.packages[name] = path
	}
}

// look sees a call before what is called, and the arguments.
func (r *reader) look(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.CallExpr:
		r.call(n)
	case *ast.SelectorExpr:
		if !r.known[n] {
			r.loose(r.qualified(n))
		}
	case *ast.BasicLit:
		if strings.HasPrefix(strings.Trim(n.Value, "\"`"), "/dev/") || strings.Contains(n.Value, "/proc/self/fd") {
			r.unknown[runner.Stdout], r.unknown[runner.Stderr] = true, true
		}
	}
	return true
}

// qualified is what a package calls something: fmt.Println; "" if it is no package's.
func (r *reader) qualified(n ast.Expr) string {
	s, ok := n.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	x, ok := s.X.(*ast.Ident)
	if !ok || x.Obj != nil || r.packages[x.Name] == "" {
		return ""
	}
	return r.packages[x.Name] + "." + s.Sel.Name
}

// loose takes note of a name by which a stream gets out of sight.
func (r *reader) loose(name string) {
	pkg, member, _ := strings.Cut(name, ".")
	switch {
	case name == "os.Stdout", name == "syscall.Stdout", pkg == "fmt" && strings.HasPrefix(member, "Print"):
		r.unknown[runner.Stdout] = true
	case name == "os.Stderr", name == "syscall.Stderr":
		r.unknown[runner.Stderr] = true
	case name == "os.NewFile":
		r.unknown[runner.Stdout], r.unknown[runner.Stderr] = true, true
	case pkg == "log" && !slices.Contains([]string{"SetFlags", "SetPrefix", "Flags", "Prefix"}, member) && !strings.HasPrefix(member, "L"):
		r.unknown[runner.Stderr] = true
	}
}

// call makes a statement of a call that prints.
func (r *reader) call(c *ast.CallExpr) {
	if f, ok := c.Fun.(*ast.Ident); ok && f.Obj == nil && (f.Name == "print" || f.Name == "println") {
		r.add("os.Stderr", &statement{place: r.place(c), lines: []line{anything}, open: true, partial: f.Name == "print"})
		return
	}
	s, ok := c.Fun.(*ast.SelectorExpr)
	if !ok {
		return
	}
	name := r.qualified(s)
	pkg, member, _ := strings.Cut(name, ".")
	to, args := "os.Stdout", c.Args
	switch {
	case pkg == "fmt" && strings.HasPrefix(member, "Print"):
	case (pkg == "fmt" && strings.HasPrefix(member, "Fprint") || name == "io.Copy" || name == "io.CopyN" || name == "io.CopyBuffer" || name == "io.WriteString") && len(args) > 0:
		to, args = r.qualified(args[0]), args[1:]
		r.known[c.Args[0]] = true
	case pkg == "log" && (strings.HasPrefix(member, "Print") || strings.HasPrefix(member, "Fatal") || strings.HasPrefix(member, "Panic")):
		to = "os.Stderr"
	case name == "":
		if to = r.qualified(s.X); s.Sel.Name != "Write" && s.Sel.Name != "WriteString" {
			return
		}
		r.known[s.X] = true
	default:
		return
	}
	r.known[s] = true
	if to != "os.Stdout" && to != "os.Stderr" {
		return // to somebody else
	}
	if r.values > maxValues {
		r.unknown[runner.Stdout], r.unknown[runner.Stderr] = true, true
		return
	}
	t := texts(pkg, member, args, c.Ellipsis.IsValid(), maxValues-r.values)
	t.place = r.place(c)
	r.values += t.values
	r.add(to, t)
}

func (r *reader) add(to string, s *statement) {
	if to == "os.Stderr" {
		r.stderr = append(r.stderr, s)
	} else {
		r.stdout = append(r.stdout, s)
	}
}

// texts is what a call prints: pkg and member say how its arguments become text. Of one with
// more values than most nothing is known but their number.
func texts(pkg, member string, args []ast.Expr, spread bool, most int) *statement {
	w := &writer{most: most}
	if pkg == "log" {
		w.value(`.*`, false) // the date, the time, a prefix
	}
	switch {
	case pkg != "fmt" && pkg != "log", spread && !strings.HasSuffix(member, "f"):
		w.value(`.*`, true)
	case strings.HasSuffix(member, "f"):
		w.format(args)
	case strings.HasSuffix(member, "ln"):
		for i, a := range args {
			if i > 0 {
				w.text(" ")
			}
			w.argument(a)
		}
		w.text("\n")
	default:
		for _, a := range args { // with blanks between some of them
			w.value(` ?`, false)
			w.argument(a)
		}
	}
	if pkg == "log" && !w.ended() {
		w.text("\n")
	}
	return w.statement()
}

// literal is the value of a string that stands there.
func literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			s, err := strconv.Unquote(e.Value)
			return s, err == nil
		}
	case *ast.BinaryExpr:
		a, first := literal(e.X)
		b, second := literal(e.Y)
		return a + b, first && second && e.Op == token.ADD
	case *ast.ParenExpr:
		return literal(e.X)
	}
	return "", false
}

// A line is one that a statement writes; head is its beginning, up to the first value
// that may hold newlines. Few lines are asked for it: it is compiled then.
type line struct {
	whole *regexp.Regexp
	head  func() *regexp.Regexp
}

var anything = line{whole: regexp.MustCompile(`(?s)^.*$`)}

// A statement is a call that prints.
type statement struct {
	place   string
	lines   []line
	open    bool // a value in it may hold newlines
	partial bool // its last line goes on after it
	values  int
}

// begins says which of a statement's lines a line may be that nothing was written of
// before.
func (s *statement) begins(text string) []int {
	var all []int
	if s.fits(0, text) {
		all = append(all, 0)
	}
	if last := len(s.lines) - 1; s.partial && last > 0 && s.fits(last, text) {
		all = append(all, last) // what came before it ended with the line before
	}
	return all
}

// fits reports whether a line can be the nth of s, and perhaps more.
func (s *statement) fits(n int, text string) bool {
	l := s.lines[n]
	return l.whole.MatchString(text) || l.head != nil && l.head().MatchString(text)
}

// goesOn reports whether a line can follow the nth of s within it.
func (s *statement) goesOn(n int, text string) (int, bool) {
	if s.open {
		return n, true // in a value, or after it
	}
	if n+1 < len(s.lines) && s.fits(n+1, text) {
		return n + 1, true
	}
	return 0, false
}

// A writer puts a statement's lines together.
type writer struct {
	done    []line
	pattern strings.Builder
	head    string // of the line that is written, if a value in it may hold newlines
	opened  bool
	open    bool
	values  int
	most    int // of values for which patterns are written
}

// text is text that is printed as it stands. Control characters, and bytes that are no text,
// are shown otherwise.
func (w *writer) text(s string) {
	for i, part := range strings.Split(s, "\n") {
		if i > 0 {
			w.end("$")
		}
		part = regexp.QuoteMeta(strings.ToValidUTF8(part, "\x00"))
		w.values += len(control.FindAllStringIndex(part, -1))
		w.pattern.WriteString(control.ReplaceAllLiteralString(part, ".*"))
	}
}

var control = regexp.MustCompile(`[^\PC\t]+`)

// value is something of which only a pattern is known.
func (w *writer) value(pattern string, open bool) {
	if w.values++; w.values > w.most {
		return
	}
	if open && !w.opened {
		w.head, w.opened, w.open = w.pattern.String(), true, true
	}
	w.pattern.WriteString(pattern)
}

func (w *writer) end(tail string) {
	l := line{whole: regexp.MustCompile("(?s)^" + w.pattern.String() + tail)}
	if w.opened {
		head := w.head
		l.head = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile("(?s)^" + head) })
	}
	w.done = append(w.done, l)
	w.pattern.Reset()
	w.head, w.opened = "", false
}

func (w *writer) ended() bool { return len(w.done) > 0 && w.pattern.Len() == 0 }

func (w *writer) statement() *statement {
	if w.values > w.most {
		return &statement{lines: []line{anything}, open: true, partial: true, values: w.values}
	}
	s := &statement{open: w.open, values: w.values}
	if !w.ended() {
		s.partial = true
		w.end("")
	}
	s.lines = w.done
	return s
}

// argument is one of Print's or Println's.
func (w *writer) argument(e ast.Expr) {
	if s, ok := literal(e); ok {
		w.text(s)
		return
	}
	w.value(`.*`, !oneLine(e))
}

// oneLine holds for what is a number or a time by its form.
func oneLine(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.BasicLit:
		return e.Kind != token.STRING
	case *ast.CallExpr:
		f, ok := e.Fun.(*ast.Ident)
		return ok && f.Obj == nil && (f.Name == "len" || f.Name == "cap" || f.Name == "int")
	}
	return false
}

// verb is one of a format.
var verb = regexp.MustCompile(`%[-+# 0]*(?:\[\d+\])?(?:\*|\d+)?(?:\.(?:\*|\d+)?)?(?:\[\d+\])?(.)`)

// number is what %d writes, or the name that a recording has in its place.
const number = `(?:[^\pL]|\{port \d+\})*`

// format is one with its values.
func (w *writer) format(args []ast.Expr) {
	if len(args) == 0 {
		w.value(`.*`, true)
		return
	}
	f, ok := literal(args[0])
	if !ok {
		w.value(`.*`, true)
		return
	}
	at := 0
	for _, m := range verb.FindAllStringSubmatchIndex(f, -1) {
		w.text(f[at:m[0]])
		at = m[1]
		switch c := f[m[2]:m[3]]; {
		case c == "%":
			w.text("%")
		case c == "d":
			w.value(number, false)
		case strings.Contains("qxXtTboOeEfFgGUp", c):
			w.value(`.*`, false)
		default:
			w.value(`.*`, true)
		}
	}
	w.text(f[at:])
}
