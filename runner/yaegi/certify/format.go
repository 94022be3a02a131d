package certify

import (
	"go/ast"
	"go/constant"
	"strings"
)

// formats are the library functions that take a format, and its place among
// the arguments.
var formats = map[string]int{
	"fmt.Printf": 0, "fmt.Sprintf": 0, "fmt.Errorf": 0, "fmt.Fprintf": 1, "fmt.Appendf": 1,
	"log.Printf": 0, "log.Fatalf": 0, "log.Panicf": 0,
	"(*log.Logger).Printf": 0, "(*log.Logger).Fatalf": 0, "(*log.Logger).Panicf": 0,
}

// verbs are, for a call with a format, the verbs of the arguments, by their
// place: %v and %+v of a struct are not equally well off.
func (x *examiner) verbs(e *ast.CallExpr) map[int]string {
	at, ok := formats[x.libraryCallee(e)]
	if !ok || at >= len(e.Args) {
		return nil
	}
	verbs := map[int]string{}
	tv := x.info.Types[e.Args[at]]
	if tv.Value == nil || tv.Value.Kind() != constant.String {
		for i := at + 1; i < len(e.Args); i++ {
			verbs[i] = " with a format that is not constant"
		}
		return verbs
	}
	next := at + 1
	parts := strings.Split(strings.ReplaceAll(constant.StringVal(tv.Value), "%%", ""), "%")
	for _, part := range parts[1:] {
		flags := strings.IndexFunc(part, func(r rune) bool { return !strings.ContainsRune("+-# 0123456789.[]*", r) })
		if flags < 0 {
			continue
		}
		if strings.ContainsAny(part[:flags], "[*") {
			for i := at + 1; i < len(e.Args); i++ {
				verbs[i] = " with a format that counts"
			}
			return verbs
		}
		flag := strings.Trim(part[:flags], "-0123456789. ")
		verbs[next] = " with %" + flag + part[flags:flags+1]
		next++
	}
	return verbs
}
