package runner

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// How programs end, as go run would have them end.
func TestEnds(t *testing.T) {
	tests := []struct {
		name, source   string
		status         int
		stdout, stderr string // stderr: its beginning
	}{
		{"return", `func main() { fmt.Fprintln(os.Stderr, "a") }`, 0, "", "a\n"},
		{"os.Exit without deferred calls", `func main() { defer fmt.Println("never"); os.Exit(3) }`, 3, "", ""},
		{"log.Fatal", `func main() { log.SetFlags(0); log.Fatal("gone") }`, 1, "", "gone\n"},
		{"log.Fatalf of a logger", `func main() { log.New(os.Stdout, "x: ", 0).Fatalf("%d", 7) }`, 1, "x: 7\n", ""},
		{"panic", `func main() { fmt.Println("a"); panic("boom") }`, 2, "a\n", "panic: boom"},
		{"panic with an error", `func main() { panic(errors.New("bad")) }`, 2, "", "panic: bad"},
		{"panic with an own struct", `type T struct{ A int }; func main() { panic(T{1}) }`, 2, "", "panic: (main.T) 0x"},
		{"panic with an own map", `type M map[string]int; func main() { panic(M{}) }`, 2, "", "panic: (main.M) 0x"},
		{"panic with a struct without a name", `func main() { panic(struct{ A int }{1}) }`, 2, "", "panic: (struct { A int }) 0x"},
		{"panic with an own struct, again", `type T struct{ A int }; func main() { defer func() { panic(recover()) }(); panic(T{1}) }`, 2, "", "panic: (main.T) 0x"},
		{"runtime error", `func main() { var s []int; _ = s[len(os.Args)+4] }`, 2, "", "panic: runtime error: index out of range [5] with length 0\n\ngoroutine 1 [running]:\nmain.main()\n\tmain.go:"},
		{"panic in a goroutine", `func main() { go panic("boom"); select {} }`, 2, "", "panic: boom"},
		{"panic in a wait group's goroutine", `func main() { var wg sync.WaitGroup; wg.Go(func() { panic("boom") }); wg.Wait() }`, 2, "", "panic: boom [recovered, repanicked]\n\ngoroutine 2 [running]:"},
		{"panic in a function to be called once", `func main() { sync.OnceFunc(func() { panic("boom") })() }`, 2, "", "panic: boom [recovered, repanicked]\n\ngoroutine 1 [running]:"},
		{"deep recursion", `func f(n int) int { return f(n+1) + 1 }; func main() { f(0) }`, 2, "", "runtime: goroutine stack exceeds 1000000000-byte limit\nfatal error: stack overflow\n\ngoroutine 1 [running]:\nmain.f(...)\n\tmain.go:"},
		{"a failure before a call", `func f() int { fmt.Println("f"); return 1 }; func main() { var p *struct{ s []int }; fmt.Println(p.s[1:f()]) }`, 125, "", "bothends: the interpreter cannot tell what Go would do here: what fails stands before a call"},
		{"a failure beside a pure call", `func main() { var s []int; fmt.Println(s[len(os.Args)], strings.ToUpper("x")) }`, 2, "", "panic: runtime error: index out of range [1] with length 0"},
		{"a failure before a call that depends on it", `func f() bool { fmt.Println("f"); return true }; func main() { var p *struct{ n int }; fmt.Println(p.n > 1 && f()) }`, 2, "", "panic: runtime error: invalid memory address"},
		{"a failure in the operands of a call before another", `func f(n int) int { fmt.Println("f"); return n }; func main() { var s []int; fmt.Println(f(s[len(os.Args)]) + f(1)) }`, 2, "", "panic: runtime error: index out of range [1] with length 0"},
		{"two failures, one of a slice", `func main() { var s []byte; i := 5; fmt.Println(s[i], string(s[2:4])) }`, 2, "", "panic: runtime error: slice bounds out of range [:4] with capacity 0"},
		{"two failures, one to be converted", `func main() { var s []byte; i := 5; fmt.Println(s[i], string(s[2])) }`, 125, "", "bothends: the interpreter cannot tell what Go would do here: two operands"},
		{"a character and a slice", `func main() { s, i := "", 5; fmt.Println(s[i], s[i:]) }`, 125, "", "bothends: the interpreter cannot tell what Go would do here: a character of a string"},
		{"two failures of append, one of a division", `func main() { s := []int{1}; i, z := 3, 0; s = append(s, s[i], 1/z); fmt.Println(s) }`, 125, "", "bothends: the interpreter cannot tell what Go would do here: two operands of append fail"},
		{"a division of append that fails first", `func main() { s := []int{1}; i, z := 3, 0; s = append(s, 1/z, s[i]); fmt.Println(s) }`, 2, "", "panic: runtime error: integer divide by zero"},
		{"a slice that is cut beyond the end of what grew", `func main() { var s []int; s = append(s, 1, 2, 3); n := 5; fmt.Println(len(s[:n])) }`, 125, "", "bothends: the interpreter cannot tell what Go would do here: a slice is cut beyond its end"},
		{"a slice that is cut beyond the end of what was made", `func main() { s := make([]int, 3, 8); s = append(s, 1); n := 6; fmt.Println(len(s[:n])) }`, 0, "6\n", ""},
		{"a method of a value, of the library's interface, with a nil pointer", `type T struct{}; func (T) String() string { return "" }; func main() { var p *T; var s fmt.Stringer = p; fmt.Println(s.String()) }`, 125, "", "bothends: the interpreter cannot tell what Go would do here: method String takes a value"},
		{"a flag whose zero value cannot say itself", `type V struct{ p *int }; func (v *V) String() string { return fmt.Sprint(*v.p) }; func (v *V) Set(string) error { return nil }; func main() { n := 3; flag.Var(&V{&n}, "v", "usage") }`, 125, "", "bothends: the interpreter cannot tell what Go would do here: the method String of *main.V panics"},
		{"a round trip without a result", `type T struct{}; func (T) RoundTrip(*http.Request) (*http.Response, error) { return nil, nil }; func main() { c := http.Client{Transport: T{}}; c.Get("http://a/") }`, 125, "", "bothends: the interpreter cannot tell what Go would do here: an error of package net/http names the type"},
		{"a write to a hijacked connection", `func main() { l, err := net.Listen("tcp", "127.0.0.1:0"); if err != nil { panic(err) }; go http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.(http.Hijacker).Hijack(); w.Write([]byte("x")) })); http.Get("http://" + l.Addr().String()) }`, 125, "", "bothends: the interpreter cannot tell what Go would do here: package net/http logs which function writes"},
		{"a goroutine of nil", `func main() { var f func(); go f() }`, 2, "", "fatal error: go of nil func value\n\ngoroutine 1 [running]:\nmain.main()\n\tmain.go:"},
		{"two failures in their order", `func main() { var s []int; i, j := 5, 7; fmt.Println(s[i] + s[j]) }`, 2, "", "panic: runtime error: index out of range [5] with length 0"},
		{"deadlock", `func main() { c := make(chan int); <-c }`, 2, "", "fatal error: all goroutines are asleep - deadlock!"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			events, result := runFiles(t, map[string]string{"main.go": withImports(test.source)})
			if e := find(t, events, "main", Exit); e.Status != test.status || e.Signal != "" || result.Status != test.status {
				t.Errorf("exit %+v, result %+v; want status %d", e, result, test.status)
			}
			if got := texts(events, "main", Stdout); got != test.stdout {
				t.Errorf("stdout %q; want %q", got, test.stdout)
			}
			if got := texts(events, "main", Stderr); !strings.HasPrefix(got, test.stderr) {
				t.Errorf("stderr %q; want it to begin with %q", got, test.stderr)
			}
		})
	}
}

// Where the stack is full that the interpreter has, it is said that Go's would not be yet.
func TestStackIsFull(t *testing.T) {
	for source, want := range map[string]string{
		`func f(n int) int { if n == 0 { return 0 }; return f(n-1) + 1 }; func main() { fmt.Println(f(500_000)) }`: "main filled the stack that it has here, of 64 MiB; Go's own ends at 1 GB",
		`func main() { os.Stderr.WriteString("runtime: goroutine stack exceeds x\n"); os.Exit(1) }`:                "",
	} {
		events, _ := runFiles(t, map[string]string{"main.go": withImports(source)})
		if got := texts(events, "main", Limit); strings.TrimSpace(got) != want {
			t.Errorf("%s: limit %q; want %q", source, got, want)
		}
	}
}

// A built program that calls itself for ever ends as it does under Go, and not for want of memory.
func TestBuiltStackIsFull(t *testing.T) {
	source := withImports(`func f(n int) int { return f(n+1) + 1 }; func main() { f(0) }`)
	events, result := runOn(t, withToolchain(t), EngineGo, map[string]string{"main.go": source})
	const said = "runtime: goroutine stack exceeds 1000000000-byte limit\nfatal error: stack overflow\n\ngoroutine 1 [running]:\nmain.f(...)\n\tmain.go:"
	if got := texts(events, "main", Stderr); result.Status != 2 || !strings.HasPrefix(got, said) {
		t.Errorf("status %d, %.300q", result.Status, got)
	}
	if got := texts(events, "main", Limit); got != "main filled the stack that it has here, of 64 MiB; Go's own ends at 1 GB\n" {
		t.Errorf("limit %q", got)
	}
}

// Both engines end a program alike, in what they print too.
func TestEndsAlike(t *testing.T) {
	r := withToolchain(t)
	for name, source := range map[string]string{
		"index in a function":     "func f(s []int, i int) int {\n\treturn s[i]\n}\n\nfunc main() {\n\ts := []int{1}\n\tdefer fmt.Println(\"deferred\")\n\n\tfmt.Println(f(s, 1))\n}",
		"index for a wait group":  "func at(list []int, i int) int {\n\tfmt.Print()\n\treturn list[i]\n}\n\nfunc main() {\n\tvar wg sync.WaitGroup\n\twg.Go(func() {\n\t\tfmt.Println(at(nil, 3))\n\t})\n\twg.Wait()\n}",
		"panic for a wait group":  "func main() {\n\tvar wg sync.WaitGroup\n\twg.Go(func() {\n\t\tpanic(\"boom\")\n\t})\n\twg.Wait()\n}",
		"nil for a timer":         "type T struct{ n int }\n\nfunc main() {\n\tvar t *T\n\ttime.AfterFunc(time.Millisecond, func() {\n\t\tfmt.Println(t.n)\n\t})\n\ttime.Sleep(time.Minute)\n}",
		"own error":               "type E struct{ n int }\n\nfunc (e *E) Error() string {\n\treturn fmt.Sprint(\"E\", e.n)\n}\n\nfunc main() {\n\tpanic(&E{3})\n}",
		"nil pointer in method":   "type T struct{ n int }\n\nfunc (t *T) get() int {\n\treturn t.n\n}\n\nfunc main() {\n\tvar t *T\n\tfmt.Println(t.get())\n}",
		"panicked with again":     "func main() {\n\tdefer func() {\n\t\tr := recover()\n\t\tpanic(r)\n\t}()\n\tpanic(\"first\")\n}",
		"panic when recovered":    "func main() {\n\tdefer func() {\n\t\trecover()\n\t\tpanic(\"second\")\n\t}()\n\tpanic(\"first\")\n}",
		"goroutine":               "func work(n int) {\n\tvar m map[int]int\n\tm[n] = n\n}\n\nfunc main() {\n\tgo work(3)\n\tselect {}\n}",
		"goroutine of another":    "func work(n int) {\n\tvar m map[int]int\n\tm[n] = n\n}\n\nfunc main() {\n\tgo func() {\n\t\tgo work(\n\t\t\t3,\n\t\t)\n\t}()\n\tselect {}\n}",
		"goroutine in a method":   "type T struct{ list []int }\n\nfunc (t *T) run(wg *sync.WaitGroup) {\n\tdefer wg.Done()\n\tfmt.Println(t.list[3-len(os.Args)])\n}\n\nfunc main() {\n\tvar wg sync.WaitGroup\n\twg.Add(1)\n\tgo (&T{}).run(&wg)\n\twg.Wait()\n\tselect {} // the panic may not be through yet\n}",
		"goroutine in lines":      "func main() {\n\tgo func() {\n\t\tpanic(\"oh\")\n\t}()\n\tselect {}\n}",
		"goroutine asleep":        "func main() {\n\tc := make(chan int)\n\tgo func() { c <- 1; c <- 2 }()\n\t<-c\n\t<-make(chan int)\n}",
		"library":                 "func main() {\n\tn := -len(os.Args)\n\tfmt.Println(strings.Repeat(\"x\", n))\n}",
		"deadlock in a function":  "func wait(c chan int) int {\n\tn := <-c\n\treturn n\n}\n\nfunc main() {\n\tfmt.Println(wait(make(chan int)))\n}",
		"deadlock in a range":     "func main() {\n\tc := make(chan int, 1)\n\tc <- 1\n\tfor v := range c {\n\t\tfmt.Println(v)\n\t}\n}",
		"calls in a chain":        "type B struct{ list []int }\n\nfunc (b *B) add(i int) *B {\n\tdefer fmt.Println(i)\n\tb.list[i]++\n\treturn b\n}\n\nfunc main() {\n\tb := &B{make([]int, 2)}\n\tb.\n\t\tadd(0).\n\t\tadd(1).\n\t\tadd(2).\n\t\tadd(0)\n}",
		"literal called at once":  "func main() {\n\tvar list []int\n\tfunc() {\n\t\tdefer fmt.Println(1)\n\t\tlist[len(os.Args)]++\n\t}()\n}",
		"deadlock in a chain":     "type C struct{ c chan int }\n\nfunc (c C) get() C {\n\tfmt.Println(<-c.c)\n\treturn c\n}\n\nfunc main() {\n\tc := C{make(chan int, 1)}\n\tc.c <- 1\n\tc.get().\n\t\tget()\n}",
		"deferred with a result":  "func parse(s string) (err error) {\n\tdefer func() {\n\t\tr := recover()\n\t\tpanic(r)\n\t}()\n\tfmt.Println(s[len(s)])\n\treturn nil\n}\n\nfunc main() {\n\tparse(\"x\")\n}",
		"shared in one statement": "//go:noinline\nfunc run(f func()) {\n\tf()\n}\n\nfunc main() {\n\tx := 1\n\trun(func() { x-- })\n\trun(func() { fmt.Println(1 / x) })\n}",
		"recovered at once":       "func main() {\n\tdefer func() { panic(recover()) }()\n\tpanic(\"x\")\n}",
		"deadlock on a mutex":     "func main() {\n\tvar mu sync.Mutex\n\tmu.Lock()\n\tmu.Lock()\n}",
		"unlocked":                "func main() {\n\tvar mu sync.Mutex\n\tmu.Unlock()\n}",
		"timer":                   "func main() {\n\ttime.AfterFunc(time.Millisecond, func() { panic(\"late\") })\n\ttime.Sleep(time.Minute)\n}",
		"assertion":               "type port int\n\nfunc main() {\n\tvar v any = len(os.Args)\n\tfmt.Println(v.(port))\n}",
		"library's assertion":     "func main() {\n\tvar own syscall.Sockaddr = &syscall.SockaddrUnix{}\n\tfmt.Println(own.(*syscall.SockaddrInet4).Port)\n}",
		"own string":              "type S string\n\nfunc main() {\n\tpanic(S(\"x\\ny\"))\n}",
		"own number, deferred":    "type C complex128\n\ntype I int\n\nfunc main() {\n\tdefer func() {\n\t\trecover()\n\t\tpanic(I(3))\n\t}()\n\tpanic(C(1))\n}",
		"select without cases":    "func main() {\n\tselect {}\n}",
		"signal remembered":       "func main() {\n\tdefer func() {\n\t\tfmt.Println(recover())\n\t\tpanic(\"after\")\n\t}()\n\tvar p *int\n\t*p = 1\n}",
		"signal within":           "func try() {\n\tdefer func() {\n\t\tfmt.Println(recover())\n\t}()\n\tvar p *int\n\t*p = 1\n}\n\nfunc main() {\n\tdefer func() {\n\t\ttry()\n\t}()\n\tpanic(\"first\")\n}",
		"signal forgotten":        "func try() {\n\tdefer func() {\n\t\tfmt.Println(recover())\n\t}()\n\tvar p *int\n\t*p = 1\n}\n\nfunc main() {\n\ttry()\n\tpanic(\"later\")\n}",
		"signal in the library":   "type T struct{ n int }\n\nfunc (t *T) String() string {\n\treturn fmt.Sprint(t.n)\n}\n\nfunc main() {\n\tvar t *T\n\tfmt.Println(t)\n\tpanic(\"later\")\n}",
		"words that print":        "type T struct{ n int }\n\nfunc (t T) Error() string {\n\tfmt.Println(\"asked\", t.n)\n\treturn fmt.Sprint(\"T\", t.n)\n}\n\nfunc f(n int) {\n\tpanic(T{n})\n}\n\nfunc main() {\n\tfunc() {\n\t\tdefer func() { fmt.Println(recover() != nil) }()\n\t\tf(1)\n\t}()\n\tdefer func() {\n\t\trecover()\n\t\tf(3)\n\t}()\n\tf(2)\n}",
		"words that panic":        "type T struct{ n int }\n\nfunc (t *T) Error() string {\n\treturn fmt.Sprint(t.n)\n}\n\nfunc main() {\n\tvar t *T\n\tpanic(t)\n}",
		"words that panic again":  "type T struct{ list []string }\n\nfunc (t T) Error() string {\n\tif t.list == nil {\n\t\tpanic(\"none\")\n\t}\n\treturn t.list[0]\n}\n\nfunc main() {\n\tdefer func() {\n\t\trecover()\n\t\tpanic(T{})\n\t}()\n\tpanic(\"first\")\n}",
		"deferred all panic":      "func main() {\n\tdefer func() { panic(\"a\") }()\n\tdefer func() { panic(\"b\") }()\n\tdefer func() { panic(\"c\") }()\n\tpanic(\"d\")\n}",
		"deferred, recovered":     "func main() {\n\tdefer func() { panic(\"a\") }()\n\tdefer func() {\n\t\tfmt.Println(recover())\n\t\tpanic(\"b\")\n\t}()\n\tdefer func() { panic(\"c\") }()\n\tpanic(\"d\")\n}",
		"deferred, again":         "func main() {\n\tdefer func() {\n\t\tr := recover()\n\t\tpanic(r)\n\t}()\n\tdefer func() { panic(\"b\") }()\n\tpanic(\"x\")\n}",
		"own in one statement":    "type T int\n\nfunc main() {\n\tdefer func() { panic(T(7)) }()\n\tpanic(\"x\")\n}",
		"nil map counted up":      "func main() {\n\tvar m map[string]int\n\tm[\"a\"]++\n}",
		"deferred at the end":     "func main() {\n\tdefer func() { panic(\"a\") }()\n\tfmt.Println(\"d\")\n}",
		"deferred at a return":    "func f(n int) (int, error) {\n\tdefer func() { panic(\"a\") }()\n\tif n > 0 {\n\t\treturn n, nil\n\t}\n\n\treturn 0, errors.New(\"none\")\n}\n\nfunc main() {\n\tfmt.Println(f(1))\n}",
		"deferred, long return":   "func add(n ...int) int {\n\treturn len(n)\n}\n\nfunc f(n int) int {\n\tdefer func() { panic(\"a\") }()\n\tif n > 0 {\n\t\treturn add(\n\t\t\tn,\n\t\t)\n\t}\n\treturn 0\n}\n\nfunc main() {\n\tfmt.Println(f(1))\n}",
		"deferred in a loop":      "func f(n int) int {\n\tfor range n {\n\t\tdefer func() { panic(\"a\") }()\n\t}\n\tif n > 1 {\n\t\treturn n\n\t}\n\n\treturn 0\n}\n\nfunc main() {\n\tfmt.Println(f(2))\n}",
		"deferred functions":      "type file string\n\nfunc (f *file) Close() error {\n\tpanic(\"close \" + *f)\n}\n\nfunc closing(f *file) {\n\tdefer f.Close()\n\tdefer (*file).Close(f)\n}\n\nfunc main() {\n\tf := file(\"a\")\n\tdefer closing(&f)\n\tif f != \"\" {\n\t\treturn\n\t}\n}",
		"deferred in a literal":   "func main() {\n\tfunc() {\n\t\tdefer func() {\n\t\t\tdefer func() { panic(\"b\") }()\n\t\t}()\n\t}()\n}",
		"deadlock in a select":    "func main() {\n\ta, b := make(chan int), make(chan int)\n\tselect {\n\tcase <-a:\n\tcase b <- 1:\n\t}\n}",
		"deadlock, one case":      "func main() {\n\ta := make(chan int)\n\tselect {\n\tcase v := <-a:\n\t\tfmt.Println(v)\n\t}\n}",
		"deadlock, one to send":   "func main() {\n\ta := make(chan int)\n\tselect {\n\tcase a <- 1:\n\t}\n}",
		"deadlock, no case":       "func main() {\n\tselect {}\n}",
		"promoted of none":        "type Store interface{ Get(k string) string }\n\ntype base map[string]string\n\nfunc (b base) Get(k string) string {\n\treturn b[k][1:]\n}\n\ntype logging struct {\n\tStore\n\tn int\n}\n\ntype direct struct{ *base }\n\nfunc show(s Store) {\n\tfmt.Println(s.Get(\"a\"))\n}\n\nfunc main() {\n\tshow(&logging{})\n}",
		"promoted of nil":         "type Store interface{ Get(k string) string }\n\ntype base map[string]string\n\nfunc (b base) Get(k string) string {\n\treturn b[k][1:]\n}\n\ntype logging struct {\n\tStore\n\tn int\n}\n\ntype direct struct{ *base }\n\nfunc show(s Store) {\n\tfmt.Println(s.Get(\"a\"))\n}\n\nfunc main() {\n\tvar l *logging\n\tshow(l)\n}",
		"value, promoted":         "type Store interface{ Get(k string) string }\n\ntype base map[string]string\n\nfunc (b base) Get(k string) string {\n\treturn b[k][1:]\n}\n\ntype logging struct {\n\tStore\n\tn int\n}\n\ntype direct struct{ *base }\n\nfunc show(s Store) {\n\tfmt.Println(s.Get(\"a\"))\n}\n\nfunc main() {\n\tshow(logging{})\n}",
		"promoted twice":          "type Store interface{ Get(k string) string }\n\ntype base map[string]string\n\nfunc (b base) Get(k string) string {\n\treturn b[k][1:]\n}\n\ntype logging struct {\n\tStore\n\tn int\n}\n\ntype direct struct{ *base }\n\nfunc show(s Store) {\n\tfmt.Println(s.Get(\"a\"))\n}\n\nfunc main() {\n\tshow(logging{Store: &logging{}})\n}",
		"promoted by nil":         "type Store interface{ Get(k string) string }\n\ntype base map[string]string\n\nfunc (b base) Get(k string) string {\n\treturn b[k][1:]\n}\n\ntype logging struct {\n\tStore\n\tn int\n}\n\ntype direct struct{ *base }\n\nfunc show(s Store) {\n\tfmt.Println(s.Get(\"a\"))\n}\n\nfunc main() {\n\tshow(direct{})\n}",
		"promoted by nil, two":    "type Store interface{ Get(k string) string }\n\ntype base map[string]string\n\nfunc (b base) Get(k string) string {\n\treturn b[k][1:]\n}\n\ntype logging struct {\n\tStore\n\tn int\n}\n\ntype direct struct{ *base }\n\nfunc show(s Store) {\n\tfmt.Println(s.Get(\"a\"))\n}\n\nfunc main() {\n\tshow(&direct{})\n}",
		"promoted, and panics":    "type Store interface{ Get(k string) string }\n\ntype base map[string]string\n\nfunc (b base) Get(k string) string {\n\treturn b[k][1:]\n}\n\ntype logging struct {\n\tStore\n\tn int\n}\n\ntype direct struct{ *base }\n\nfunc show(s Store) {\n\tfmt.Println(s.Get(\"a\"))\n}\n\nfunc main() {\n\tshow(logging{Store: &logging{Store: base{}}})\n}",
		"promoted, not called":    "type Store interface{ Get(k string) string }\n\ntype base map[string]string\n\nfunc (b base) Get(k string) string {\n\treturn b[k][1:]\n}\n\ntype logging struct {\n\tStore\n\tn int\n}\n\ntype direct struct{ *base }\n\nfunc show(s Store) {\n\tfmt.Println(s.Get(\"a\"))\n}\n\nfunc main() {\n\tvar l logging\n\tshow(l.Store)\n}",
		"promoted, and waits":     "type Waiter interface{ Wait() }\n\ntype never struct{ c chan int }\n\nfunc (n *never) Wait() {\n\t<-n.c\n}\n\ntype outer struct{ Waiter }\n\ntype inner struct{ *never }\n\nfunc main() {\n\tvar w Waiter = outer{inner{&never{}}}\n\tw.Wait()\n}",
		"nil twice":               "func use(p *int) {\n\tfmt.Println(*p)\n}\n\nfunc main() {\n\tdefer func() {\n\t\tfmt.Println(recover())\n\t\tuse(nil)\n\t}()\n\tuse(nil)\n}",
		"promoted of nil twice":   "type Store interface{ Get() string }\n\ntype logging struct {\n\tStore\n\tn int\n}\n\nfunc use(s Store) {\n\tfmt.Println(s.Get())\n}\n\nfunc main() {\n\tdefer func() {\n\t\tfmt.Println(recover())\n\t\tuse(&logging{})\n\t}()\n\tuse(logging{})\n}",
		"receiver without name":   "type V interface{ Kind() string }\n\ntype none struct{}\n\nfunc (none) Kind() string {\n\tpanic(\"none\")\n}\n\ntype quiet struct{ V }\n\nfunc main() {\n\tvar v V = quiet{none{}}\n\tfmt.Println(v.Kind())\n}",
		"several lines":           "func main() {\n\tpanic(errors.New(\"one\\ntwo\"))\n}",
	} {
		t.Run(name, func(t *testing.T) {
			var stdouts, stderrs []string
			for _, engine := range []Engine{EngineGo, EngineYaegi} {
				s, err := NewSnippet("test", map[string]string{"main.go": withImports(source)})
				if err != nil {
					t.Fatal(err)
				}
				var events []Event
				result, err := r.Run(t.Context(), s, Options{Engine: engine, uncertified: true}, func(e Event) { events = append(events, e) })
				if err != nil || result.Status != 2 {
					t.Errorf("%s: %+v, %v", engine, result, err)
				}
				stdouts, stderrs = append(stdouts, texts(events, "main", Stdout)), append(stderrs, texts(events, "main", Stderr))
			}
			if stdouts[0] != stdouts[1] || stderrs[0] != stderrs[1] {
				t.Errorf("compiled:\n%s%s\ninterpreted:\n%s%s", stdouts[0], stderrs[0], stdouts[1], stderrs[1])
			}
		})
	}
}

// withImports makes a program of a body by importing what it names.
func withImports(body string) string {
	var b strings.Builder
	b.WriteString("package main\n\n")
	for _, path := range []string{
		"bufio", "context", "errors", "flag", "fmt", "io", "log", "net", "net/http", "os", "os/signal", "reflect", "runtime", "runtime/debug", "sort", "strings", "sync", "syscall", "time",
	} {
		if regexp.MustCompile(`\b` + path[strings.LastIndex(path, "/")+1:] + `\.`).MatchString(body) {
			b.WriteString("import \"" + path + "\"\n")
		}
	}
	return b.String() + "\n" + body + "\n"
}

func TestProblemsComeBeforeAnythingStarts(t *testing.T) {
	files := echoPair()
	files["client/main.go"] = "package main\n\nfunc main() {\n\tx := 1\n}\n"
	events, result := runFiles(t, files)
	if len(events) != 1 || events[0].Kind != Problem || events[0].Process != "client" ||
		events[0].Text != "main.go:4:2: declared and not used: x" {
		t.Errorf("events %+v", events)
	}
	if result.Problems != 1 || result.Status != 1 {
		t.Errorf("result %+v", result)
	}
}

func TestLimits(t *testing.T) {
	const short = "[[process]]\nname = \"main\"\n[limits]\ntime = \"1s\"\n"
	const long = "[[process]]\nname = \"main\"\n[limits]\ntime = \"60s\"\n"
	tests := []struct{ name, limit, scenario, source string }{
		{"for ever", LimitTime, short, `func main() { for { } }`},
		{"asleep", LimitTime, short, `func main() { time.Sleep(time.Hour) }`},
		{"deaf to SIGTERM", LimitTime, short, `func main() { c := make(chan os.Signal, 1); signal.Notify(c, syscall.SIGTERM); for { <-c } }`},
		{"flood", LimitOutput, long, `func main() { for { fmt.Println("all work and no play") } }`},
		{"flood without newlines", LimitOutput, long, `func main() { for { fmt.Print("x") } }`},
		{"one huge line", LimitOutput, long, `func main() { fmt.Println(strings.Repeat("x", 5<<20)) }`},
		{"touch memory for ever", LimitMemory, long,
			`func main() { var all [][]byte; for { b := make([]byte, 1<<20); for i := 0; i < len(b); i += 4096 { b[i] = 1 }; all = append(all, b) } }`},
		{"one huge slice", LimitMemory, long, `func main() { b := make([]byte, 1<<36); fmt.Println(len(b)) }`},
		{"threads", LimitProcesses, long,
			`func main() { var fds [2]int; syscall.Pipe2(fds[:], 0); for i := 0; i < 500; i++ { go func() { b := make([]byte, 1); syscall.Read(fds[0], b) }() }; time.Sleep(time.Minute) }`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			events, result := runFiles(t, map[string]string{"main.go": withImports(test.source), "scenario.toml": test.scenario})
			var limits []string
			for _, e := range events {
				if e.Kind == Limit {
					limits = append(limits, e.Limit)
				}
			}
			if len(limits) != 1 || limits[0] != test.limit {
				t.Errorf("limits reached %v; want %s; result %+v; stderr %.300q", limits, test.limit, result, texts(events, "main", Stderr))
			}
			if result.Status == 0 || result.Failed == "" {
				t.Errorf("result %+v; want a failure", result)
			}
			if stopped := test.limit == LimitTime || test.limit == LimitOutput; stopped && result.Status != StatusLimit {
				t.Errorf("status %d; want %d", result.Status, StatusLimit)
			}
			find(t, events, "main", Exit)
			if n := len(texts(events, "main", Stdout)); n > DefaultOutput+maxLine {
				t.Errorf("%d bytes of output got through", n)
			}
		})
	}
}

// Checking what no checker can finish ends at a limit, time or memory.
func TestCheckingIsBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString("package main\n\nfunc pair[T any](x T) (T, T) { return x, x }\n\nfunc wrap[A, B any](a A, b B) struct{ a A; b B } { return struct{ a A; b B }{a, b} }\n\nfunc main() {\n\tx0 := 1\n")
	for i := range 40 {
		fmt.Fprintf(&b, "\tx%d := wrap(pair(x%d))\n", i+1, i)
	}
	b.WriteString("\t_ = x40\n}\n")
	events, result := runFiles(t, map[string]string{"main.go": b.String()})
	if len(events) != 1 || events[0].Kind != Limit || result.Status != StatusLimit {
		t.Errorf("events %.500v, result %+v", events, result)
	}
}

// Two that wait for each other are stopped together: neither gets to see the
// other's end, let alone to speak about it.
func TestDeadlockOfBothEnds(t *testing.T) {
	files := echoPair()
	files["client/main.go"] = strings.Replace(echoClient, "\tconn.(*net.TCPConn).CloseWrite()\n", "", 1)
	files["scenario.toml"] = "[[process]]\nname = \"server\"\n[[process]]\nname = \"client\"\nargs = [\"hello\"]\n[limits]\ntime = \"3s\"\n"
	events, result := runFiles(t, files)
	if result.Status != StatusLimit {
		t.Errorf("result %+v", result)
	}
	if got := texts(events, "client", Stdout) + texts(events, "client", Stderr) + texts(events, "server", Stdout); got != "" {
		t.Errorf("printed %q", got)
	}
	for _, process := range []string{"server", "client"} {
		if e := find(t, events, process, Exit); e.Signal != "killed" {
			t.Errorf("%s: %+v", process, e)
		}
	}
}

func TestServerThatDoesNotSaySo(t *testing.T) {
	_, result := runFiles(t, map[string]string{
		"pong/main.go":  echoServer,
		"ask/main.go":   echoClient,
		"scenario.toml": "[[process]]\nname = \"pong\"\nwait = \"listen\"\n[[process]]\nname = \"ask\"\nargs = [\"hello\"]\n[limits]\ntime = \"3s\"\n",
	})
	if want := "stopped after 3s: pong still ran when the others had ended; if it is a server, write serves = true in scenario.toml"; result.Failed != want {
		t.Errorf("failed %q; want %q", result.Failed, want)
	}
}

// Source that is no text is told by its place, and not made into text on the way.
func TestGarbledSource(t *testing.T) {
	events, result := runFiles(t, map[string]string{"main.go": "package main\n\nfunc main() {\n\tprintln(\"é\xff\")\n}\n"})
	if got := texts(events, "main", Problem); strings.TrimSpace(got) != "main.go:4:13: invalid UTF-8 encoding" || result.Status != StatusProblems {
		t.Errorf("problems %q, result %+v", got, result)
	}
}

// What package net/http says of patterns that conflict names the program's own lines, on both engines.
func TestConflictsAlike(t *testing.T) {
	r := withToolchain(t)
	const source = `package main

import (
	"fmt"
	"net/http"
)

type app struct {
	mux *http.ServeMux
}

func (a *app) route(pattern string) {
	a.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {})
}

func try(f func()) {
	defer func() {
		r := recover()
		_, isError := r.(error)
		fmt.Println(r, isError)
	}()
	f()
}

func main() {
	a := &app{mux: http.NewServeMux()}
	a.route("GET /items/{id}")
	try(func() { a.route("GET /items/{name}") })
	try(func() { a.mux.Handle("/items/new", http.NotFoundHandler()); a.mux.Handle("GET /{x}/{y}", http.NotFoundHandler()) })
	try(func() { a.route("GET  /x y") })
	try(func() { a.mux.Handle("/nil", nil) })
	http.HandleFunc("/a", http.NotFound)
	try(func() { http.HandleFunc("/a", http.NotFound) })
	var m http.ServeMux
	m.HandleFunc("/b", http.NotFound)
	m.HandleFunc("/b", http.NotFound)
}
`
	var said []string
	for _, engine := range []Engine{EngineGo, EngineYaegi} {
		events, result := runOn(t, r, engine, map[string]string{"main.go": source})
		if result.Status != 2 || result.Problems > 0 {
			t.Errorf("%s: %+v %s", engine, result, texts(events, "main", Problem))
		}
		said = append(said, texts(events, "main", Stdout)+texts(events, "main", Stderr))
	}
	if said[0] != said[1] || !strings.Contains(said[0], `"/b" (registered at main.go:36) conflicts with pattern "/b" (registered at main.go:35)`) {
		t.Errorf("compiled:\n%sinterpreted:\n%s", said[0], said[1])
	}
}

// What package net/http logs of a header that comes too late names the program's own function and
// its line, on both engines.
func TestLateHeadersAlike(t *testing.T) {
	r := withToolchain(t)
	stamp := regexp.MustCompile(`(?m)^\d+/\d+/\d+ \d+:\d+:\d+ `)
	const source = `package main

import (
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"time"
)

type recorder struct {
	http.ResponseWriter
	code int
}

func (r *recorder) WriteHeader(code int) {
	r.code = code
	r.ResponseWriter.WriteHeader(code)
}

func twice(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, "hello")
	http.Error(w, "late", http.StatusTeapot)
	http.NotFound(&recorder{ResponseWriter: w}, r)
	write := w.WriteHeader
	write(500)
}

func hijack(w http.ResponseWriter, r *http.Request) {
	c, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		log.Print(err)
		return
	}
	defer c.Close()
	http.Redirect(w, r, "/", http.StatusFound)
	w.WriteHeader(
		http.StatusOK)
}

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("/{$}", twice)
	mux.HandleFunc("/hijack", hijack)
	mux.Handle("/slow", http.TimeoutHandler(http.HandlerFunc(twice), time.Hour, "slow"))
	server := httptest.NewUnstartedServer(mux)
	server.Config.ErrorLog = log.New(os.Stdout, "own ", 0)
	server.Start()
	defer server.Close()
	fmt.Println(server.Client().Post(server.URL+"/hijack", "", nil))
	for _, path := range []string{"/", "/slow"} {
		res, err := http.Get(server.URL + path)
		fmt.Println(res.Status, err)
	}
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		twice(w, r)
		w.WriteHeader(501)
	}))
	defer other.Close()
	res, err := http.Get(other.URL)
	fmt.Println(res.Status, err)
}
`
	changes := regexp.MustCompile(`127\.0\.0\.1:\d+`)
	var said []string
	for _, engine := range []Engine{EngineGo, EngineYaegi} {
		events, result := runOn(t, r, engine, map[string]string{"main.go": source})
		if result != (Result{}) {
			t.Errorf("%s: %+v %s", engine, result, texts(events, "main", Problem))
		}
		out := texts(events, "main", Stdout) + stamp.ReplaceAllString(texts(events, "main", Stderr), "")
		said = append(said, changes.ReplaceAllString(out, ""))
	}
	if said[0] != said[1] || strings.Count(said[0], "superfluous response.WriteHeader call from main.twice (main.go:24)\n") != 3 {
		t.Errorf("compiled:\n%sinterpreted:\n%s", said[0], said[1])
	}
}

// Go names a function literal after where its function was inlined, which nobody here knows.
func TestLateHeaderOfALiteral(t *testing.T) {
	const source = "package main\n\nimport (\n\t\"net/http\"\n\t\"net/http/httptest\"\n)\n\n" +
		"func handler() http.HandlerFunc {\n\treturn func(w http.ResponseWriter, r *http.Request) {\n\t\tw.WriteHeader(200)\n\t\tw.WriteHeader(201)\n\t}\n}\n\n" +
		"func main() {\n\ts := httptest.NewServer(handler())\n\tdefer s.Close()\n\thttp.Get(s.URL)\n}\n"
	r := withToolchain(t)
	for engine, want := range map[Engine]string{EngineGo: "from main.main.handler.func1 (main.go:11)", EngineYaegi: "the interpreter cannot tell what Go would do here"} {
		if events, _ := runOn(t, r, engine, map[string]string{"main.go": source}); !strings.Contains(texts(events, "main", Stderr)+texts(events, "main", Note), want) {
			t.Errorf("%s: no %q in %s%s", engine, want, texts(events, "main", Stderr), texts(events, "main", Note))
		}
	}
}

// What package net/http logs of a handler that panics leads to the program's own lines, on both engines.
func TestHandlersFailAlike(t *testing.T) {
	r := withToolchain(t)
	changes := regexp.MustCompile(`(?m)^\d+/\d+/\d+ \d+:\d+:\d+ |127\.0\.0\.1:\d+|goroutine \d+`)
	const around = "package main\n\nimport (\n\t\"fmt\"\n\t\"net/http\"\n\t\"net/http/httptest\"\n)\n\ntype store struct{ items []string }\n\n" +
		"func (s *store) get(i int) string {\n\tfmt.Print()\n\treturn s.items[i]\n}\n\nfunc main() {\n\ts := &store{}\n\tserver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {\n" +
		"\t\tHANDLE\n\t\tfmt.Fprintln(w, s)\n\t}))\n\tdefer server.Close()\n\thttp.Get(server.URL)\n}\n"
	for _, handle := range []string{"s.get(3)", `panic("no")`, `var m map[string]int; m["a"] = 1`, "s = nil; fmt.Fprintln(w, s.items)", `fmt.Fprintln(w, r.Context().Value("a").(string))`} {
		var said []string
		for _, engine := range []Engine{EngineGo, EngineYaegi} {
			events, result := runOn(t, r, engine, map[string]string{"main.go": strings.Replace(around, "HANDLE", handle, 1)})
			if result != (Result{}) {
				t.Errorf("%s on %s: %+v %s", handle, engine, result, texts(events, "main", Problem))
			}
			said = append(said, changes.ReplaceAllString(texts(events, "main", Stderr), ""))
		}
		if said[0] != said[1] || !strings.Contains(said[0], "\tmain.go:") {
			t.Errorf("%s: compiled:\n%sinterpreted:\n%s", handle, said[0], said[1])
		}
	}
}
