package runner

import (
	"strings"
	"testing"
)

// interpretedLoop is a program that the traces below are of; digits count bytes.
const interpretedLoop = "package main\n\nimport \"sync\"\n\nfunc main() {\n\tvar mu sync.Mutex\n\tmu.Unlock()\n}\n"

// What the Go runtime prints, and what is shown of it.
func TestTraces(t *testing.T) {
	tests := []struct {
		name        string
		interpreted bool
		from, want  string
	}{
		{"no trace", false, "panic: is a word\nof mine\n", "panic: is a word\nof mine\n"},
		{"compiled", false,
			"before\npanic: boom\n\ngoroutine 7 [running]:\nmain.f({0x2a8f69910ef0, 0x3}, 0x5)\n\te1.go:9 +0x79\nmain.main()\n\te1.go:15 +0x85\n",
			"before\npanic: boom\n\ngoroutine 2 [running]:\nmain.f(...)\n\te1.go:9\nmain.main()\n\te1.go:15\n"},
		{"compiled and asleep", false,
			"fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 4 [sync.Mutex.Lock]:\ninternal/sync.runtime_SemacquireMutex(0x1?, 0x1?, 0x0?)\n\t/usr/local/go/src/runtime/sema.go:95 +0x25\nsync.(*Mutex).Lock(0x0?)\n\t/usr/local/go/src/sync/mutex.go:46 +0x2c\nmain.main.func1()\n\te2.go:8 +0x36\ncreated by main.main in goroutine 1\n\te2.go:8 +0x92\n",
			"fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 2 [sync.Mutex.Lock]:\nsync.(*Mutex).Lock(...)\n\tsync/mutex.go:46\nmain.main.func1()\n\te2.go:8\ncreated by main.main in goroutine 1\n\te2.go:8\n"},
		{"interpreted", true,
			"fatal error: sync: unlock of unlocked mutex\n\ngoroutine 1 gp=0xc0 m=0 mp=0x1 [running]:\ninternal/sync.fatal({0xf63501?, 0x0?})\n\t/usr/local/go/src/runtime/panic.go:1191 +0x18\nsync.(*Mutex).Unlock(0x0?)\n\t/usr/local/go/src/sync/mutex.go:65 +0x25\nreflect.Value.call({0xe3adc0?})\n\t/usr/local/go/src/reflect/value.go:586 +0xf0c fp=0x1 sp=0x2 pc=0x3\nbothends/runner/yaegi.digits(0x48f885?)\n\tplaces.go:25 +0x110\nbothends/runner/yaegi.digit4(0x95?)\n\tplaces.go:76 +0x13\nbothends/runner/yaegi.digits(0x48f885?)\n\tplaces.go:25 +0x110\nbothends/runner/yaegi.digit0(0x95?)\n\tplaces.go:76 +0x13\ngithub.com/traefik/yaegi/interp.runCfg(0x1)\n\t/root/run.go:234 +0x265\nbothends/runner/yaegi.Execute({{0x95e948469f0, 0x4}})\n\tyaegi.go:65 +0x3ca\nmain.main()\n\tmain.go:52 +0x165\n\ngoroutine 17 [force gc (idle)]:\nruntime.gopark(0x0?)\n\t/usr/local/go/src/runtime/proc.go:462 +0xce\n",
			"fatal error: sync: unlock of unlocked mutex\n\ngoroutine 1 [running]:\nsync.(*Mutex).Unlock(...)\n\tsync/mutex.go:65\nmain.main()\n\tmain.go:7\n"},
		{"the interpreter's own words", true,
			"panic: boom\n\ngoroutine 1 [running]:\nmain.f(...)\n\tmain.go:9\n",
			"panic: boom\n\ngoroutine 1 [running]:\nmain.f(...)\n\tmain.go:9\n"},
		{"a signal", true,
			"SIGQUIT: quit\nPC=0x49d361 m=0 sigcode=0\n\ngoroutine 0 gp=0x29 m=0 mp=0x29 [idle]:\nruntime.futex(0x29, 0x80)\n\t/usr/local/go/src/runtime/sys_linux_amd64.s:569 +0x21 fp=0x7f sp=0x7f pc=0x49\n\ngoroutine 1 gp=0xc0 m=3 mp=0x1 [sync.Mutex.Lock]:\nsync.(*Mutex).Lock(0x0?)\n\t/usr/local/go/src/sync/mutex.go:46 +0x2c fp=0x1 sp=0x2 pc=0x3\nreflect.Value.call({0xe3adc0?})\n\t/usr/local/go/src/reflect/value.go:586 +0xf0c\nbothends/runner/yaegi.digits(0x48f885?)\n\tplaces.go:25 +0x110\nbothends/runner/yaegi.digit4(0x95?)\n\tplaces.go:76 +0x13\nbothends/runner/yaegi.digits(0x48f885?)\n\tplaces.go:25 +0x110\nbothends/runner/yaegi.digit0(0x95?)\n\tplaces.go:76 +0x13\ngithub.com/traefik/yaegi/interp.runCfg(0x1)\n\t/root/run.go:234 +0x265\n\nrax    0xca\nrflags 0x286\ncs     0x33\n",
			"SIGQUIT: quit\n\ngoroutine 1 [sync.Mutex.Lock]:\nsync.(*Mutex).Lock(...)\n\tsync/mutex.go:46\nmain.main()\n\tmain.go:7\n"},
		{"a handler", true,
			"2026/01/01 http: panic serving 127.0.0.1:1: boom\ngoroutine 5 [running]:\nnet/http.(*conn).serve.func1()\n\t/usr/local/go/src/net/http/server.go:1 +0x1\ngithub.com/traefik/yaegi/interp.runCfg(0x1)\n\t/root/run.go:234 +0x265\nnext\n",
			"2026/01/01 http: panic serving 127.0.0.1:1: boom\nnext\n"},
	}
	for _, test := range tests {
		for _, size := range []int{1, 7, len(test.from)} { // however the pieces come
			f := traceFilter{}
			if test.interpreted {
				f.interpreted = map[string]string{"main.go": interpretedLoop}
			}
			var got strings.Builder
			for from := test.from; from != ""; from = from[min(size, len(from)):] {
				got.Write(f.write([]byte(from[:min(size, len(from))])))
			}
			got.Write(f.flush(true))
			if got.String() != test.want {
				t.Errorf("%s, by %d bytes:\n%s\nwant\n%s", test.name, size, got.String(), test.want)
			}
		}
	}
}

// What cannot be a trace passes at once, and the beginning of one waits.
func TestTracesDoNotHoldBack(t *testing.T) {
	var f traceFilter
	for _, test := range []struct{ from, want string }{
		{"name? ", "name? "}, {"\n", "\n"}, {"pa", ""}, {"per\n", "paper\n"}, {"panic: soon\n", ""}, {"said\n", "panic: soon\nsaid\n"},
	} {
		if got := string(f.write([]byte(test.from))); got != test.want {
			t.Errorf("%q: got %q, want %q", test.from, got, test.want)
		}
	}
}

// A trace that comes so slowly that its beginning is shown before is shown as it
// would be at once.
func TestTraceInParts(t *testing.T) {
	const want = "panic: x\n\ngoroutine 1 [running]:\nmain.main()\n\tmain.go:3\n"
	var f traceFilter
	var got []byte
	for _, part := range []string{"panic: x\n\n", "goroutine 1 [running]:\nmain.main()\n", "\tmain.go:3 +0x1d\n"} {
		got = append(got, f.write([]byte(part))...)
		got = append(got, f.flush(false)...)
	}
	if got = append(got, f.flush(true)...); string(got) != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// So is one that comes in two parts, wherever it is parted.
func TestTraceInTwoParts(t *testing.T) {
	const rest = "\n\ngoroutine 1 [running]:\nmain.f(...)\n\tmain.go:7\nmain.main()\n\tmain.go:3 +0x1d\n"
	for _, begins := range []string{"panic: x", "panic: main.S(\"x\n\ty\")", "panic: one\n\ttwo\n\tthree", "panic: a\n\tpanic: b", "runtime: goroutine stack exceeds 67108864-byte limit\nruntime: sp=0x1 stack=[0x1, 0x2]\nfatal error: stack overflow",
		"fatal error: stack overflow\n\nruntime stack:\nruntime.throw({0x1?, 0x2?})\n\truntime/panic.go:1229 +0x48 fp=0x1 sp=0x2 pc=0x3", "panic: a [recovered]\n\tb\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x1]"} {
		text := begins + rest
		var whole traceFilter
		want := string(whole.write([]byte(text))) + string(whole.flush(true))
		for i := range text {
			var f traceFilter
			got := string(f.write([]byte(text[:i]))) + string(f.flush(false))
			got += string(f.write([]byte(text[i:]))) + string(f.flush(true))
			if got != want {
				t.Errorf("%q, then %q:\n%s\nwant\n%s", text[:i], text[i:], got, want)
			}
		}
	}
}
