package lower

import (
	"go/types"
	"testing"

	"bothends/runner/gocheck"
)

// What Go 1.26 prints of G[T]{} with %T, for some T.
func TestLinkName(t *testing.T) {
	const head = "package main\n\nimport (\n\t\"fmt\"\n\t\"net/http\"\n\t\"sync/atomic\"\n)\n\n" +
		"var _ = fmt.Print\nvar _ atomic.Int32\nvar _ http.Header\n\n" +
		"type Own struct{ b []byte }\ntype I interface{ M(int) }\ntype Any = map[any]any\n\nfunc main() {}\n\n"
	for _, test := range []struct{ source, want string }{
		{"byte", "uint8"},
		{"[]rune", "[]int32"},
		{"[4]*byte", "[4]*uint8"},
		{"map[string]any", "map[string]interface {}"},
		{"Any", "map[interface {}]interface {}"},
		{"error", "error"},
		{"*Own", "*main.Own"},
		{"atomic.Pointer[Own]", "sync/atomic.Pointer[main.Own]"},
		{"map[http.ConnState]*http.Request", "map[net/http.ConnState]*net/http.Request"},
		{"chan struct{}", "chan struct {}"},
		{"chan (<-chan byte)", "chan (<-chan uint8)"},
		{"<-chan (chan int)", "<-chan chan int"},
		{"chan<- (chan int)", "chan<- chan int"},
		{"func(a int, bs ...byte) (err error)", "func(int, ...uint8) error"},
		{"func(func(byte) any) func()", "func(func(uint8) interface {}) func()"},
		{"func() (int, error)", "func() (int, error)"},
		{"struct{ B byte }", "struct { B uint8 }"},
		{"struct{ b byte }", "struct { main.b uint8 }"},
		{"struct {\n*Own\nhttp.Header\n}", "struct { *main.Own; net/http.Header }"},
		{"struct {\nX, Y int `json:\"x\"`\n}", `struct { X int "json:\"x\""; Y int "json:\"x\"" }`},
		{"interface{ m() }", "interface { main.m() }"},
		{"interface {\nM()\nB() (x, y int)\nerror\n}", "interface { B() (int, int); Error() string; M() }"},
		{"interface {\nI\nfmt.Stringer\n}", "interface { M(int); String() string }"},
	} {
		checked, problems := gocheck.Load(map[string]string{"main.go": head + "var v " + test.source + "\n"})
		if len(problems) > 0 {
			t.Fatalf("%s: %v", test.source, problems[0])
		}
		v := checked.Package.Scope().Lookup("v").(*types.Var)
		if got := linkName(v.Type()); got != test.want {
			t.Errorf("%s: got %s; Go has %s", test.source, got, test.want)
		}
	}
}
