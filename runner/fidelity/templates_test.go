package fidelity

import (
	"regexp"
	"strings"
)

// A template is something that a reader would write as a whole, with holes:
//
//	$name    a new name, the same throughout
//	<T> <U>  a type, the same throughout
//	<e T>    an expression of that type, or of a type that is named: <e int>
//	<v T>    the same, with a variable in it; <l T> a literal
//	<c>      a condition
//	<n>      a number from 1 to 4
//	<a|b>    one of these
//	<s>      statements, on a line of its own; <r> those of a loop
//	@ $x T   declares a variable for what follows; @! one that is not to change
//
// What stands before a line of dashes stands outside of functions.
var templates = strings.Split(strings.TrimSpace(templateText), "\n\n")

// template writes one of them.
func (g *generator) template() {
	if g.closed > 0 || g.quiet || g.weight > 30 {
		g.simple()
		return
	}
	g.fn.cost += 30 * g.weight
	e := &expander{g, map[string]string{}, map[string]*typ{"int": anInt, "string": aString, "bool": aBool, "float64": aFloat}}
	text := pick(g, templates)
	if top, body, ok := strings.Cut(text, "\n---\n"); ok {
		outer := *g
		g.out, g.depth, g.scopes = g.tail, 0, nil
		e.write(top)
		g.out, g.depth, g.scopes = outer.out, outer.depth, outer.scopes
		text = body
	}
	e.write(text)
}

// An expander fills in one template.
type expander struct {
	g     *generator
	names map[string]string
	types map[string]*typ
}

var hole = regexp.MustCompile(`\$[a-zA-Z]+|<[^<>\-=+ ][^<>\n]*>`)

func (e *expander) write(text string) {
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "<s>":
			e.g.body(e.g.statements(2), nil)
		case line == "<r>":
			e.g.loop(4, "", e.g.statements(2))
		case strings.HasPrefix(line, "@"):
			fields := strings.Fields(line)
			e.g.declare(member{name: e.name(fields[1]), typ: e.typ(fields[2]), kept: fields[0] == "@!"})
		default:
			e.g.line("%s", hole.ReplaceAllStringFunc(line, e.fill))
		}
	}
}

func (e *expander) fill(h string) string {
	if strings.HasPrefix(h, "$") {
		return e.name(h)
	}
	h = strings.Trim(h, "<>")
	what, of, _ := strings.Cut(h, " ")
	switch {
	case strings.Contains(h, "|"):
		return hole.ReplaceAllStringFunc(pick(e.g, strings.Split(h, "|")), e.fill)
	case what == "e":
		return e.g.expr(e.typ(of), 2)
	case what == "v":
		return e.g.variable(e.typ(of))
	case what == "l":
		return e.g.literal(e.typ(of))
	case what == "c":
		return e.g.condition(2)
	case what == "n":
		return string(rune('1' + e.g.IntN(4)))
	}
	return e.typ(h).text
}

func (e *expander) name(of string) string {
	if e.names[of] == "" {
		e.names[of] = e.g.global(of[1:])
	}
	return e.names[of]
}

func (e *expander) typ(name string) *typ {
	if elem, ok := strings.CutPrefix(name, "[]"); ok {
		return sliceOf(e.typ(elem))
	}
	if e.types[name] == nil {
		e.types[name] = pick(e.g, e.g.types)
	}
	return e.types[name]
}

const templateText = `
$m := map[string][]<T>{}
for _, $k := range []string{"b", "a", "b", "c"} {
$m[$k] = append($m[$k], <e T>)
}
fmt.Println($m, len($m["b"]))
delete($m, "a")
fmt.Println($m["zz"] == nil, $m)

type $P struct {
name string
n <T>
}
---
$ps := []$P{{"c", <e T>}, {"a", <e T>}, {name: "b"}}
sort.Slice($ps, func(i, j int) bool { return $ps[i].name < $ps[j].name })
for $i := range $ps {
$ps[$i].n = <e T>
$ps[$i].name += "!"
}
for $i, $q := range $ps {
$q.name = "lost"
fmt.Println($i, $ps[$i].name, $q.n, $q.name)
}

type $P struct {
name string
n <T>
}
---
$ps := []*$P{{"c", <e T>}, {"a", <e T>}}
for _, $q := range $ps {
$q.name += "?"
$q.n = <e T>
}
$last := $ps[len($ps)-1]
$last.name = "last"
fmt.Println($ps[0].name, $ps[1].name, $ps[1].n, $last.n)

type $Node struct {
value <T>
next *$Node
}
func (n *$Node) push(v <T>) *$Node { return &$Node{v, n} }
func (n *$Node) length() int {
if n == nil {
return 0
}
return 1 + n.next.length()
}
---
var $list *$Node
for $i := 0; $i < <n>; $i++ {
$list = $list.push(<e T>)
}
for $q := $list; $q != nil; $q = $q.next {
fmt.Println($q.value)
}
fmt.Println($list.length())

type $Tree struct {
left, right *$Tree
key int
}
func (t *$Tree) insert(k int) *$Tree {
if t == nil {
return &$Tree{key: k}
}
switch {
case k < t.key:
t.left = t.left.insert(k)
case k > t.key:
t.right = t.right.insert(k)
}
return t
}
func (t *$Tree) walk(f func(int)) {
if t != nil {
t.left.walk(f)
f(t.key)
t.right.walk(f)
}
}
---
var $root *$Tree
for _, $k := range []int{5, 2, <e int>, 8, 2} {
$root = $root.insert($k)
}
$sum := 0
$root.walk(func(k int) {
$sum += k
fmt.Println(k, $sum)
})
@ $sum int

func $fact(n int) int {
if n <= 1 {
return 1
}
return n * $fact(n-1)
}
---
fmt.Println($fact(<n>), $fact(6))

func $sum(base <T>, xs ...<T>) <T> {
for _, x := range xs {
base = x
}
return base
}
---
fmt.Println($sum(<e T>), $sum(<e T>, <e T>, <e T>), $sum(<e T>, []<T>{<e T>}...))

func $divide(a, b int) (q int, err error) {
if b == 0 {
return 0, errors.New("division by zero")
}
q = a / b
return
}
---
for _, $d := range []int{0, <n>} {
if $q, $err := $divide(<v int>, $d); $err != nil {
fmt.Println("error:", $err)
} else {
fmt.Println($q)
}
}

type $Err struct {
code int
}
func (e *$Err) Error() string { return fmt.Sprint("code ", e.code) }
func $try(n int) error {
if n > 1 {
return &$Err{n}
}
return nil
}
---
for $i := 0; $i < 4; $i++ {
$err := $try($i)
if $e, $ok := $err.(*$Err); $ok {
fmt.Println($e.code, $e)
} else {
fmt.Println($err == nil)
}
}

type $Base struct {
id int
}
func (b *$Base) SetID(n int) { b.id = n }
func (b $Base) ID() int { return b.id }
type $Derived struct {
$Base
name <T>
}
---
$d := $Derived{$Base{1}, <e T>}
$d.SetID(<e int>)
$copy := $d
$copy.SetID(<n>)
fmt.Println($d.ID(), $copy.ID(), $d.id, $copy.$Base.id, $d.name)

type $Derived struct {
*$Base
name <T>
}
type $Base struct {
id int
}
func (b *$Base) SetID(n int) { b.id = n }
---
$d := $Derived{&$Base{1}, <e T>}
$copy := $d
$copy.SetID(<n>)
fmt.Println($d.id, $copy.id)

func $counter() (func() int, func()) {
n := 0
return func() int { n++; return n }, func() { n = 0 }
}
---
$next, $reset := $counter()
$other, _ := $counter()
$next()
$next()
fmt.Println($next(), $other())
$reset()
$a, $b := $next(), $other()
fmt.Println($a, $b)

func $adder(x <T>) func(<T>) []<T> {
var all []<T>
return func(y <T>) []<T> {
all = append(all, x, y)
return all
}
}
---
$add := $adder(<e T>)
$add(<e T>)
fmt.Println($add(<e T>))

type $Stack struct {
items []<T>
}
func (s *$Stack) Push(x <T>) { s.items = append(s.items, x) }
func (s *$Stack) Pop() (x <T>, ok bool) {
if len(s.items) == 0 {
return x, false
}
x = s.items[len(s.items)-1]
s.items = s.items[:len(s.items)-1]
return x, true
}
---
$s := &$Stack{}
for $i := 0; $i < 3; $i++ {
$s.Push(<e T>)
}
for {
$x, $ok := $s.Pop()
if !$ok {
break
}
fmt.Println($x)
}

type $State int
const (
$Idle $State = iota
$Busy
$Done
)
func (s $State) next() $State {
switch s {
case $Idle:
return $Busy
case $Busy:
return $Done
}
return $Idle
}
---
$state := $Idle
for $i := 0; $i < 5; $i++ {
$state = $state.next()
fmt.Println(int($state), $state == $Done)
}

var $grid [3][3]int
for $i := 0; $i < 3; $i++ {
for $j := range $grid[$i] {
$grid[$i][$j] = $i*3 + $j
}
}
$copy := $grid
$copy[1][1] = <e int>
$row := $grid[2]
$row[0] = -1
fmt.Println($grid, $copy, $row, $grid == $copy)

$rows := [][]<T>{{<e T>}, {}, {<e T>, <e T>}}
for $i, $row := range $rows {
$rows[$i] = append($row, <e T>)
if len($row) > 0 {
$row[0] = <e T>
}
}
fmt.Println($rows, len($rows[1]))

type $Point struct{ x, y int }
---
$seen := map[$Point]<T>{}
$p := $Point{1, 2}
$seen[$p] = <e T>
$p.x = <n>
$seen[$p] = <e T>
$v, $ok := $seen[$Point{1, 2}]
fmt.Println(len($seen), $v, $ok, $p == $Point{<n>, 2})

$fns := map[string]func(int) int{
"double": func(x int) int { return x * 2 },
"add": func(x int) int { return x + <v int> },
}
for _, $k := range []string{"add", "double", "none"} {
if $f, $ok := $fns[$k]; $ok {
fmt.Println($k, $f(<e int>))
}
}

$words := strings.Fields("the quick <brown|red> fox the fox")
$count := map[string]int{}
for _, $w := range $words {
$count[$w]++
}
var $keys []string
for $k := range $count {
$keys = append($keys, $k)
}
sort.Strings($keys)
for $i, $k := range $keys {
fmt.Printf("%d %s=%d\n", $i, $k, $count[$k])
}

$b := []byte("hello")
for $i, $j := 0, len($b)-1; $i < $j; $i, $j = $i+1, $j-1 {
$b[$i], $b[$j] = $b[$j], $b[$i]
}
$b[0] += byte(<n>)
fmt.Println(string($b), $b, len($b))

for $i, $r := range "aé<x|世>" {
fmt.Println($i, $r, string($r), $r > 127)
}

var $sb strings.Builder
for $i := 0; $i < <n>; $i++ {
$sb.WriteString(<e string>)
fmt.Fprintf(&$sb, "%d;", $i)
}
fmt.Println($sb.String(), $sb.Len())

$x := <e T>
@ $x T
{
$x := <e U>
fmt.Println($x)
}
if $x := <e int>; $x > <n> {
fmt.Println("if", $x)
} else {
fmt.Println("else", $x)
}

$n := <v int>
$p := &$n
*$p += <n>
$q := $p
*$q *= 2
fmt.Println($n, *$p == *$q, $p == $q)
@ $n int

$a := [3]<T>{<e T>, <e T>}
$p := &$a
$p[1] = <e T>
$s := $a[:]
$s[2] = <e T>
$b := *$p
$b[0] = <e T>
fmt.Println($a, $b, $s, len($p))

$i := 0
for $i < <n> {
$i++
if <c> {
continue
}
fmt.Println("round", $i)
<r>
}

$i := 0
for {
if $i++; $i > <n> {
break
}
switch {
case $i == 2:
continue
case <c>:
fmt.Println("case", $i)
}
<r>
}

$total := 0
func() {
for $i := range <n> {
$total += $i + <e int>
}
}()
$y := func(a, b int) int { return a*10 + b }($total, <n>)
fmt.Println($total, $y)
@ $y int

var $once sync.Once
for $i := 0; $i < 3; $i++ {
$once.Do(func() { fmt.Println("once", <v T>) })
}

$in, $out := make(chan <T>), make(chan string)
go func() {
for $x := range $in {
$out <- fmt.Sprint($x, "!")
}
close($out)
}()
go func() {
for $i := 0; $i < <n>; $i++ {
$in <- <v T>
}
close($in)
}()
for $s := range $out {
fmt.Println($s)
}

$results := make([]int, 4)
var $wg sync.WaitGroup
for $i := range $results {
$wg.Add(1)
go func() {
defer $wg.Done()
$results[$i] = $i * <n>
}()
}
$wg.Wait()
fmt.Println($results)
@! $results []int

$done, $c := make(chan struct{}), make(chan int)
go func() {
defer close($done)
for {
select {
case $x, $ok := <-$c:
if !$ok {
return
}
fmt.Println("x", $x)
}
}
}()
for $i := 0; $i < <n>; $i++ {
$c <- $i * $i
}
close($c)
<-$done

func $named(n int) (s string, err error) {
defer func() {
if n > 1 {
s += "+"
}
fmt.Println("leaving", n, s)
}()
s = fmt.Sprint(n)
if n > 2 {
return "big", errors.New("too big")
}
return s, nil
}
---
for $i := 1; $i < 4; $i++ {
$s, $err := $named($i)
fmt.Println($s, $err)
}

func $guard(f func()) (err error) {
err = nil
defer func() {
if recover() != nil {
err = errors.New("recovered")
}
}()
f()
return err
}
---
fmt.Println($guard(func() { fmt.Println(<e int>) }))
fmt.Println($guard(func() { panic("no") }))

type $Shape interface {
Area() int
Name() string
}
type $Sq struct{ side int }
func (s $Sq) Area() int { return s.side * s.side }
func (s $Sq) Name() string { return "square" }
type $Rect struct{ w, h int }
func (r *$Rect) Area() int { return r.w * r.h }
func (r *$Rect) Name() string { return "rect" }
---
$r := &$Rect{2, <n>}
$shapes := []$Shape{$Sq{<e int>}, $r, $Sq{side: 2}}
$r.w = 5
for $i, $s := range $shapes {
fmt.Println($i, $s.Name(), $s.Area())
switch $t := $s.(type) {
case $Sq:
$t.side++
fmt.Println("sq", $t.side)
case *$Rect:
$t.h++
fmt.Println("rect", $t.h)
}
}
fmt.Println($shapes[0].Area(), $shapes[1].Area())

type $List[E any] struct {
head *$elem[E]
size int
}
type $elem[E any] struct {
v E
next *$elem[E]
}
func (l *$List[E]) Add(v E) {
l.head = &$elem[E]{v, l.head}
l.size++
}
func (l *$List[E]) Each(f func(E)) {
for e := l.head; e != nil; e = e.next {
f(e.v)
}
}
---
$l := &$List[<T>]{}
$l.Add(<e T>)
$l.Add(<e T>)
$l.Each(func(v <T>) { fmt.Println(v) })
fmt.Println($l.size)

func $mapTo[A, B any](in []A, f func(A) B) []B {
out := make([]B, 0, len(in))
for _, x := range in {
out = append(out, f(x))
}
return out
}
func $filter[A any](in []A, keep func(A) bool) []A {
var out []A
for _, x := range in {
if keep(x) {
out = append(out, x)
}
}
return out
}
---
$xs := $mapTo[<T>, string]([]<T>{<e T>, <e T>}, func(x <T>) string { return fmt.Sprint(x, "?") })
fmt.Println($xs, $filter[int]([]int{1, 2, 3, 4}, func(x int) bool { return x%2 == <0|1> }))

type $Pair[K comparable, V any] struct {
Key K
Val V
}
func $pair[K comparable, V any](k K, v V) $Pair[K, V] { return $Pair[K, V]{k, v} }
---
$p := $pair[string, <T>]("k", <e T>)
$q := $p
$q.Key = "q"
fmt.Println($p.Key, $p.Val, $q.Key)

type $Config struct {
Host string
Opts map[string]<T>
Tags []string
}
---
$c := $Config{Host: "h", Opts: map[string]<T>{"a": <e T>}}
$d := $c
$d.Host = "d"
$d.Opts["b"] = <e T>
$d.Tags = append($d.Tags, "t")
fmt.Println($c.Host, len($c.Opts), $c.Tags == nil, $d.Host, $d.Tags)

type $Op func(int, int) int
func (f $Op) apply(a int) int { return f(a, <n>) }
type $Calc struct {
ops []$Op
last int
}
func (c *$Calc) run(a int) int {
for _, op := range c.ops {
c.last = op(c.last, a)
}
return c.last
}
---
$c := &$Calc{}
$c.ops = append($c.ops, func(a, b int) int { return a + b }, func(a, b int) int { return a*b - 1 })
fmt.Println($c.run(<n>), $c.run(3), $c.last)

$anon := []struct {
in string
want int
}{{"a", 1}, {"bb", <e int>}, {in: "ccc"}}
for _, $t := range $anon {
if len($t.in) != $t.want {
fmt.Println($t.in, "is not", $t.want)
$t.want = 0
}
}
fmt.Println(len($anon), $anon[1].want)

$outer:
for $i := 0; $i < 3; $i++ {
for $j, $s := range []string{"a", "b", "c"} {
switch {
case $j == $i:
continue $outer
case $i == 2 && $s == "b":
break $outer
}
fmt.Println($i, $j, $s)
}
}

var $buf [4]byte
$w := $buf[:0]
for _, $x := range []byte("abc") {
$w = append($w, $x+1)
}
copy($buf[2:], $w)
fmt.Println($buf, string($w), cap($w), len($buf[1:3]))

$s := make([]<T>, 0, 2)
for $i := 0; $i < 3; $i++ {
$t := append($s, <e T>)
$s = append($s, <e T>)
fmt.Println(len($t), $t, $s)
}
@! $s []T

var $u8 uint8 = 250
var $i8 int8 = 120
var $u32 uint32 = 1 << 31
for $i := 0; $i < <n>; $i++ {
$u8 += 3
$i8 += 5
$u32 *= 3
fmt.Println($u8, $i8, $u32, $u8 << 2, $i8 >> 1, -$i8, ^$u8)
}

$x, $y := <v int>, <n>
fmt.Println($x/($y+1), $x%($y+1), -$x/2, $x >> 1, $x&^$y, uint16($x), int8($x))
@ $x int

fmt.Printf("%d %x %c %t %q %v %5.2f|%-6s|%06d\n", <e int>, <e int>, 'a'+rune(<n>), <e bool>, <e string>, <v T>, <e float64>, <e string>, <v int>)

func $multi() (int, string, error) { return <n>, "m", nil }
---
$n, $s, $err := $multi()
if $err == nil {
$n, $s, _ = $multi()
}
fmt.Println($n, $s)
fmt.Println($multi())

func $apply(fs ...func(<T>) <T>) <T> {
var x <T>
for _, f := range fs {
x = f(x)
fmt.Println(x)
}
return x
}
---
fmt.Println($apply(func(x <T>) <T> { return <l T> }, func(x <T>) <T> { return x }))

type $Account struct {
mu sync.Mutex
balance map[string]int
}
func (a *$Account) add(k string, n int) int {
a.mu.Lock()
defer a.mu.Unlock()
if a.balance == nil {
a.balance = make(map[string]int)
}
a.balance[k] += n
return a.balance[k]
}
---
var $acc $Account
$acc.add("x", <e int>)
fmt.Println($acc.add("x", <n>), $acc.add("y", 1), len($acc.balance))

type $Queue struct {
in, out []<T>
}
func (q *$Queue) put(x <T>) { q.in = append(q.in, x) }
func (q *$Queue) get() <T> {
if len(q.out) == 0 {
for len(q.in) > 0 {
n := len(q.in) - 1
q.out = append(q.out, q.in[n])
q.in = q.in[:n]
}
}
x := q.out[len(q.out)-1]
q.out = q.out[:len(q.out)-1]
return x
}
---
$q := $Queue{}
$q.put(<e T>)
$q.put(<e T>)
$first := $q.get()
$q.put(<e T>)
fmt.Println($first, $q.get(), $q.get())

type $Handler interface{ Handle(string) string }
type $HandlerFunc func(string) string
func (f $HandlerFunc) Handle(s string) string { return f(s) }
func $wrap(h $Handler, tag string) $Handler {
return $HandlerFunc(func(s string) string { return tag + h.Handle(s) })
}
---
var $h $Handler = $HandlerFunc(func(s string) string { return s + "." })
$h = $wrap($wrap($h, "a"), "b")
fmt.Println($h.Handle(<e string>))

type $Matrix [2][2]int
func (m $Matrix) mul(o $Matrix) (r $Matrix) {
for i := 0; i < 2; i++ {
for j := 0; j < 2; j++ {
for k := 0; k < 2; k++ {
r[i][j] += m[i][k] * o[k][j]
}
}
}
return r
}
---
$m := $Matrix{{1, 1}, {1, 0}}
$r := $m
for $i := 0; $i < <n>; $i++ {
$r = $r.mul($m)
}
fmt.Println($r[0][1], $m[0][0])

$xs := []<T>{<e T>, <e T>, <e T>}
for $i := range $xs {
$x := $xs[$i]
defer func() { fmt.Println("deferred", $x) }()
}
@ $xs []T

defer fmt.Println("last", <e T>)
for $i := 0; $i < 2; $i++ {
func() {
defer fmt.Println("inner", $i)
fmt.Println("body", $i)
}()
}

func $rec(depth int, path []string) []string {
if depth == 0 {
return append(path, ".")
}
path = append(path, fmt.Sprint(depth))
a := $rec(depth-1, path)
return append(a, "|")
}
---
fmt.Println($rec(<n>, nil))

func $hanoi(n int, a, b, c string, move func(string, string)) {
if n > 0 {
$hanoi(n-1, a, c, b, move)
move(a, c)
$hanoi(n-1, b, a, c, move)
}
}
---
$moves := 0
$hanoi(3, "a", "b", "c", func(from, to string) {
$moves++
if $moves <= <n> {
fmt.Println(from, to)
}
})
fmt.Println($moves)

$c := make(chan <T>, 3)
$c <- <e T>
$c <- <e T>
$v, $ok := <-$c
fmt.Println($v, $ok, len($c), cap($c))
close($c)
$v = <-$c
fmt.Println($v)
$v, $ok = <-$c
fmt.Println($v, $ok)

$ticks := make(chan int)
$quit := make(chan bool)
go func() {
for $i := 0; $i < 3; $i++ {
$ticks <- $i
}
$quit <- true
}()
$sum := 0
$loop:
for {
select {
case $t := <-$ticks:
$sum += $t
case <-$quit:
break $loop
}
}
fmt.Println($sum)
@ $sum int

switch $x := <v int>; {
case $x > <n>:
fmt.Println("more", $x)
case $x < 0, $x == 0:
fmt.Println("less", $x)
default:
fmt.Println("default")
}

switch $s := <e string>; $s {
case "a", "bc":
fmt.Println("one", $s)
fallthrough
case "":
fmt.Println("two")
default:
fmt.Println("other", len($s))
}

for _, $x := range []any{1, "s", nil, 2.5, []int{1}, true, int8(3), 'x'} {
switch $t := $x.(type) {
case nil:
fmt.Println("nil")
case int, int8:
fmt.Printf("%v\n", $t)
case string:
fmt.Println($t + "!")
case []int:
fmt.Println(len($t))
case float64:
fmt.Println($t * 2)
default:
fmt.Println("other")
}
}

$in, $out := net.Pipe()
go func() {
defer $in.Close()
for $i := 0; $i < <n>; $i++ {
fmt.Fprintf($in, "%d %s\n", $i, <v string>)
}
}()
$sc := bufio.NewScanner($out)
for $sc.Scan() {
$line := strings.TrimSpace($sc.Text())
if $line == "" {
continue
}
fmt.Println("line", $line, len($line))
<r>
}
fmt.Println($sc.Err())

func $serve(c net.Conn, log func(string)) {
defer c.Close()
r := bufio.NewReader(c)
for {
line, err := r.ReadString('\n')
if err != nil {
log(err.Error())
return
}
line = strings.TrimSpace(line)
switch {
case line == "quit":
fmt.Fprintln(c, "bye")
return
case strings.HasPrefix(line, "add "):
fmt.Fprintln(c, "added", line[4:])
default:
fmt.Fprintln(c, "what?")
}
}
}
---
$a, $b := net.Pipe()
go $serve($b, func(s string) { fmt.Println("log", s) })
$r := bufio.NewReader($a)
for _, $cmd := range []string{"add x", <e string>, "quit"} {
fmt.Fprintln($a, strings.ReplaceAll($cmd, "\n", ""))
$answer, $err := $r.ReadString('\n')
fmt.Print($answer)
if $err != nil {
fmt.Println($err)
}
}

$ln, $err := net.Listen("tcp", "127.0.0.1:0")
if $err != nil {
fmt.Println($err)
return
}
var $wg sync.WaitGroup
$wg.Add(1)
go func() {
defer $wg.Done()
$conn, $err := $ln.Accept()
if $err != nil {
return
}
defer $conn.Close()
$n, _ := io.Copy($conn, $conn)
fmt.Println("echoed", $n)
}()
$c, $err := net.Dial("tcp", $ln.Addr().String())
if $err != nil {
fmt.Println($err)
return
}
fmt.Fprint($c, <v string>, "!")
$c.(*net.TCPConn).CloseWrite()
$got, $err := io.ReadAll($c)
fmt.Printf("%q %v\n", $got, $err)
$wg.Wait()
$ln.Close()
_, $err = $ln.Accept()
fmt.Println(errors.Is($err, net.ErrClosed))

$buf := make([]byte, 8)
binary.BigEndian.PutUint16($buf[2:], uint16(<v int>))
binary.LittleEndian.PutUint32($buf[4:], <n> << 8)
$x := binary.BigEndian.Uint32($buf[:4])
fmt.Println($buf, $x, int16($x), $buf[3]&0xf, hex.EncodeToString($buf[2:6]))

type $Header struct {
Kind byte
Len uint16
Flags [2]byte
}
func (h *$Header) encode(to []byte) []byte {
to = append(to, h.Kind, byte(h.Len>>8), byte(h.Len))
return append(to, h.Flags[:]...)
}
func $decode(b []byte) (h $Header, rest []byte, err error) {
if len(b) < 5 {
return h, b, io.ErrUnexpectedEOF
}
h.Kind = b[0]
h.Len = uint16(b[1])<<8 | uint16(b[2])
copy(h.Flags[:], b[3:5])
return h, b[5:], nil
}
---
$h := &$Header{Kind: <n>, Len: uint16(<v int>)}
$h.Flags[1] = 'x'
$b := $h.encode(nil)
$b = $h.encode($b)
for len($b) > 0 {
$one, $rest, $err := $decode($b)
if $err != nil {
fmt.Println($err)
break
}
fmt.Println($one.Kind, $one.Len, $one.Flags, len($rest))
$b = $rest
}
_, _, $err := $decode($b)
fmt.Println($err == io.ErrUnexpectedEOF)

$r := strings.NewReader("one two  three")
$sc := bufio.NewScanner($r)
$sc.Split(bufio.ScanWords)
$n := 0
for $sc.Scan() {
$n += len($sc.Text())
fmt.Println($n, $sc.Text())
}
@ $n int

var $b bytes.Buffer
$w := bufio.NewWriter(&$b)
fmt.Fprintf($w, "%03d|%v", <n>, <v T>)
fmt.Println($b.Len(), $w.Buffered() > 0)
$w.Flush()
$b.WriteByte('.')
fmt.Println($b.String())

$n, $err := strconv.Atoi(<e string>)
if $err != nil {
fmt.Println("bad:", $err, errors.Is($err, strconv.ErrSyntax))
$n = <n>
}
fmt.Println($n, strconv.Itoa($n*2), strconv.Quote(<v string>))
@ $n int

$ctx, $cancel := context.WithCancel(context.Background())
$out := make(chan int)
go func() {
defer close($out)
for $i := 0; ; $i++ {
select {
case $out <- $i:
case <-$ctx.Done():
return
}
}
}()
fmt.Println(<-$out, <-$out)
$cancel()
fmt.Println($ctx.Err())

func $read(r io.Reader, most int) (string, error) {
b := make([]byte, most)
n, err := io.ReadFull(r, b)
return string(b[:n]), err
}
---
$r := strings.NewReader("abcdef")
for {
$s, $err := $read($r, 4)
fmt.Println($s, $err)
if $err != nil {
break
}
}

type $Upper struct{ r io.Reader }
func (u $Upper) Read(p []byte) (int, error) {
n, err := u.r.Read(p)
copy(p, bytes.ToUpper(p[:n]))
return n, err
}
---
$got, $err := io.ReadAll($Upper{strings.NewReader("shout" + <v string>)})
fmt.Printf("%s %v\n", $got, $err)

type $Count struct{ n int }
func (c *$Count) Write(p []byte) (int, error) {
c.n += len(p)
return len(p), nil
}
---
$c := &$Count{}
fmt.Fprintf($c, "%s-%d", <v string>, <n>)
io.WriteString($c, "xyz")
io.Copy($c, strings.NewReader("12345"))
fmt.Println($c.n)

$data, $err := json.Marshal(map[string]any{"a": <n>, "b": []string{"x", "y"}, "c": nil})
fmt.Println(string($data), $err)
var $m map[string]int
$err = json.Unmarshal([]byte("{\"k\": 3, \"l\": 4}"), &$m)
fmt.Println($m["k"]+$m["l"], len($m), $err)

type $Msg struct {
Name string "json:\"name\""
N int "json:\"n,omitempty\""
Tags []string "json:\"tags\""
}
---
$b, $err := json.Marshal($Msg{Name: <e string>, Tags: []string{"t"}})
fmt.Println(string($b), $err)
var $back $Msg
if $err := json.Unmarshal($b, &$back); $err != nil {
fmt.Println($err)
}
$back.N++
fmt.Println($back.Name, $back.N, $back.Tags)

$d := 1500*time.Millisecond + time.Duration(<n>)*time.Second
fmt.Println($d, $d.Seconds(), $d > time.Second, time.Duration(<v int>)*time.Microsecond)

var $n int64
var $wg sync.WaitGroup
for $i := int64(1); $i <= 4; $i++ {
$wg.Add(1)
go func() {
defer $wg.Done()
atomic.AddInt64(&$n, $i*<n>)
}()
}
$wg.Wait()
fmt.Println(atomic.LoadInt64(&$n))

$timeout := time.After(time.Hour)
$c := make(chan string, 1)
go func() { $c <- <v string> }()
select {
case $s := <-$c:
fmt.Println("got", $s)
case <-$timeout:
fmt.Println("late")
}

func $retry(n int, f func(int) error) (err error) {
err = nil
for i := 0; i < n; i++ {
if err = f(i); err == nil {
return nil
}
fmt.Println("attempt", i, err)
}
return fmt.Errorf("after %d: %w", n, err)
}
---
$bad := errors.New("bad")
$err := $retry(<n>, func(i int) error {
if i < 2 {
return $bad
}
return nil
})
fmt.Println($err, errors.Is($err, $bad))

$ip := net.ParseIP("192.0.2.<n>")
fmt.Println($ip, $ip.To4() != nil, $ip.Equal(net.IPv4(192, 0, 2, <n>)))
$host, $port, $err := net.SplitHostPort("[::1]:80")
fmt.Println($host, $port, $err, net.JoinHostPort($host, fmt.Sprint(<n>)))

type $Room struct {
mu sync.Mutex
members map[string]chan<- string
}
func (r *$Room) join(name string, c chan<- string) {
r.mu.Lock()
defer r.mu.Unlock()
r.members[name] = c
}
func (r *$Room) say(from, text string) {
r.mu.Lock()
defer r.mu.Unlock()
for name, c := range r.members {
if name != from {
c <- from + ": " + text
}
}
}
---
$room := &$Room{members: make(map[string]chan<- string)}
$alice, $bob := make(chan string, 4), make(chan string, 4)
$room.join("alice", $alice)
$room.join("bob", $bob)
$room.say("alice", <e string>)
$room.say("bob", "hi")
$room.say("nobody", "all")
close($bob)
for $s := range $bob {
fmt.Println("bob got", $s)
}
fmt.Println(<-$alice, len($alice))

type $State func(*$Machine) $State
type $Machine struct {
n int
out []string
}
func $begin(m *$Machine) $State {
m.out = append(m.out, "begin")
if m.n > <n> {
return nil
}
m.n++
return $middle
}
func $middle(m *$Machine) $State {
m.out = append(m.out, fmt.Sprint("middle ", m.n))
if m.n%2 == 0 {
return func(m *$Machine) $State {
m.n += 2
return $begin
}
}
return m.again
}
func (m *$Machine) again(*$Machine) $State {
m.out = append(m.out, "again")
return $begin
}
---
$m := &$Machine{n: <e int> % 3}
for $s := $State($begin); $s != nil; {
$s = $s($m)
}
fmt.Println($m.n, $m.out)

type $Sized interface{ Size() int }
type $Named interface{ Name() string }
type $Both interface {
$Sized
$Named
}
type $Sq struct{ n int }
func (s $Sq) Size() int { return s.n * <n> }
type $Disc struct {
r int
name string
}
func (d *$Disc) Size() int { return d.r }
func (d *$Disc) Name() string { return d.name }
---
for _, $a := range []$Sized{$Sq{<e int>}, &$Disc{<e int>, <e string>}} {
if $x, $ok := $a.($Named); $ok {
fmt.Println($x.Name(), $a.Size())
}
func() {
defer func() {
fmt.Println(recover())
}()
$y := $a.($Both)
fmt.Println($y.Name(), $y.Size())
}()
<s>
}

func $leave(a, b int) {
if (a == b) {
fmt.Println("equal")
} else {
return
}
fmt.Println("left")
}
---
$leave(<e int>, <e int>)
$leave(<n>, <n>)
`
