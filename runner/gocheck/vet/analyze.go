package vet

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"go/token"
	"go/types"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/assign"
	"golang.org/x/tools/go/analysis/passes/copylock"
	"golang.org/x/tools/go/analysis/passes/errorsas"
	"golang.org/x/tools/go/analysis/passes/httpresponse"
	"golang.org/x/tools/go/analysis/passes/lostcancel"
	"golang.org/x/tools/go/analysis/passes/nilfunc"
	"golang.org/x/tools/go/analysis/passes/printf"
	"golang.org/x/tools/go/analysis/passes/sigchanyzer"
	"golang.org/x/tools/go/analysis/passes/unreachable"
	"golang.org/x/tools/go/analysis/passes/unusedresult"

	"bothends/runner/gocheck"
)

// analyzers are those of go vet that matter here.
func analyzers() []*analysis.Analyzer {
	return []*analysis.Analyzer{
		assign.Analyzer,       // x = x
		copylock.Analyzer,     // a sync.Mutex that is copied
		errorsas.Analyzer,     // errors.As without a pointer
		httpresponse.Analyzer, // a response used before its error is looked at
		lostcancel.Analyzer,   // a context whose cancel function is not called
		nilfunc.Analyzer,      // a function compared with nil
		printf.Analyzer,       // a format that does not fit its arguments
		sigchanyzer.Analyzer,  // signal.Notify of a channel without a buffer
		unreachable.Analyzer,  // code that cannot be reached
		unusedresult.Analyzer, // fmt.Sprintf whose result nobody uses
	}
}

//go:embed facts.txt
var factsText string

// libraryFacts are the lines of facts.txt: by analyzer and function, a fact
// in JSON.
var libraryFacts = sync.OnceValue(func() map[string]string {
	facts := map[string]string{}
	for line := range strings.Lines(factsText) {
		if i := strings.LastIndexByte(line, '\t'); i > 0 {
			facts[line[:i]] = line[i+1:]
		}
	}
	return facts
})

// An analysisRun is one run of the analyzers over a program. It stands in the
// place of x/tools' checker, which would have to analyze the library as well.
type analysisRun struct {
	program  *gocheck.Checked
	results  map[*analysis.Analyzer]any
	failed   map[*analysis.Analyzer]error
	facts    map[fact]analysis.Fact // that analyzers found out about the program's own functions
	findings []Finding
}

type fact struct {
	analyzer *analysis.Analyzer
	object   types.Object
}

// analyze returns what the analyzers report. One that fails reports nothing,
// nor do those that build on it: it is advice that is missing, not a result.
func analyze(c *gocheck.Checked) []Finding {
	r := &analysisRun{
		program: c,
		results: map[*analysis.Analyzer]any{},
		failed:  map[*analysis.Analyzer]error{},
		facts:   map[fact]analysis.Fact{},
	}
	for _, a := range analyzers() {
		r.run(a)
	}
	return r.findings
}

// run runs an analyzer after those whose results it asks for, each once.
func (r *analysisRun) run(a *analysis.Analyzer) error {
	if _, done := r.results[a]; done || r.failed[a] != nil {
		return r.failed[a]
	}
	pass := r.pass(a)
	for _, needed := range a.Requires {
		if err := r.run(needed); err != nil {
			r.failed[a] = err
			return err
		}
		pass.ResultOf[needed] = r.results[needed]
	}
	r.results[a], r.failed[a] = runPass(pass)
	return r.failed[a]
}

// runPass returns a panic of an analyzer as an error.
func runPass(pass *analysis.Pass) (result any, err error) {
	defer func() {
		if x := recover(); x != nil {
			err = fmt.Errorf("%s: %v", pass.Analyzer, x)
		}
	}()
	return pass.Analyzer.Run(pass)
}

// pass is what an analyzer is given.
func (r *analysisRun) pass(a *analysis.Analyzer) *analysis.Pass {
	c := r.program
	return &analysis.Pass{
		Analyzer:   a,
		Fset:       c.Fset,
		Files:      c.Files,
		Pkg:        c.Package,
		TypesInfo:  c.Info,
		TypesSizes: gocheck.Sizes(),
		Module:     &analysis.Module{Path: c.Package.Path(), GoVersion: strings.TrimPrefix(gocheck.GoVersion, "go")},
		ResultOf:   map[*analysis.Analyzer]any{},
		Report:     func(d analysis.Diagnostic) { r.report(d.Pos, d.Message) },
		ReadFile: func(name string) ([]byte, error) {
			source, ok := c.Sources[name]
			if !ok {
				return nil, errors.New("no such file in the program")
			}
			return []byte(source), nil
		},
		ImportObjectFact:  func(object types.Object, into analysis.Fact) bool { return r.importFact(a, object, into) },
		ExportObjectFact:  func(object types.Object, found analysis.Fact) { r.facts[fact{a, object}] = found },
		ImportPackageFact: func(*types.Package, analysis.Fact) bool { return false }, // none of the analyzers has any
		ExportPackageFact: func(analysis.Fact) {},
		AllObjectFacts:    func() []analysis.ObjectFact { return nil },
		AllPackageFacts:   func() []analysis.PackageFact { return nil },
	}
}

func (r *analysisRun) report(pos token.Pos, text string) {
	at := r.program.Fset.PositionFor(pos, false)
	r.findings = append(r.findings, Finding{Vet, gocheck.Problem{File: at.Filename, Line: at.Line, Column: at.Column, Text: text}})
}

// importFact looks for a fact about a function of the program or the library.
// Facts are made to be stored, so all there is to one is in its JSON.
func (r *analysisRun) importFact(a *analysis.Analyzer, object types.Object, into analysis.Fact) bool {
	text := ""
	if found, ok := r.facts[fact{a, object}]; ok {
		b, err := json.Marshal(found)
		if err != nil {
			return false
		}
		text = string(b)
	} else if fn, ok := object.(*types.Func); ok {
		text = libraryFacts()[a.Name+"\t"+fn.FullName()]
	}
	return text != "" && json.Unmarshal([]byte(text), into) == nil
}
