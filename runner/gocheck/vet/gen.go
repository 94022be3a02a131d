//go:build ignore

// This program writes facts.txt: what analyzers find out about functions of the
// standard library that matters in programs which call them, such as that
// log.Fatal does not return. A line has the analyzer, the function by its full
// name, and the fact as JSON, with tabs between.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"go/types"
	"log"
	"maps"
	"os"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/analysis/passes/ctrlflow"
	"golang.org/x/tools/go/analysis/passes/printf"
	"golang.org/x/tools/go/packages"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("gen: ")
	out := flag.String("o", "facts.txt", "file to write")
	flag.Parse()
	lines, err := facts()
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(*out, []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
		log.Fatal(err)
	}
}

func facts() ([]string, error) {
	std, err := packages.Load(&packages.Config{
		Mode: packages.LoadAllSyntax,
		Env:  append(os.Environ(), "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0", "GOFLAGS=", "GOEXPERIMENT=", "GOWORK=off"),
	}, "std")
	if err != nil {
		return nil, err
	}
	graph, err := checker.Analyze([]*analysis.Analyzer{ctrlflow.Analyzer, printf.Analyzer}, std, nil)
	if err != nil {
		return nil, err
	}
	lines := map[string]bool{"# " + runtime.Version(): true}
	for action := range graph.All() {
		if action.Err != nil {
			return nil, action.Err
		}
		for _, f := range action.AllObjectFacts() {
			fn, ok := f.Object.(*types.Func)
			if !ok || !offered(fn) {
				continue
			}
			fact, err := json.Marshal(f.Fact)
			if err != nil {
				return nil, err
			}
			lines[fmt.Sprintf("%s\t%s\t%s", action.Analyzer, fn.FullName(), fact)] = true
		}
	}
	return slices.Sorted(maps.Keys(lines)), nil
}

// offered holds for functions that a program can call by their names.
func offered(fn *types.Func) bool {
	return fn.Exported() && !slices.ContainsFunc(strings.Split(fn.Pkg().Path(), "/"), func(element string) bool {
		return element == "internal" || element == "vendor"
	})
}
