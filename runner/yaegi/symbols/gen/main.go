// Gen writes std_linux_amd64.go and wrap_linux_amd64.go of package symbols: what
// every package exports that gocheck lets a program import, as the toolchain here
// declares it for linux/amd64. Run it with go generate ./runner/yaegi/symbols.
//
// Everything is written as static data (see table in symbols.go): the linker
// lays it out, and a process that does not ask for a package pays nothing for
// it. Generic functions and types are left out; they have no value.
package main

import (
	"flag"
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"log"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"bothends/runner/gocheck"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("gen: ")
	out := flag.String("o", ".", "folder to write to")
	flag.Parse()
	if err := generate(*out); err != nil {
		log.Fatal(err)
	}
}

func generate(folder string) error {
	version, err := output("go", "env", "GOVERSION")
	if err != nil {
		return err
	}
	packages, err := load()
	if err != nil {
		return err
	}
	g := &generator{wraps: newFile(), tables: newFile(), wrapped: map[*types.TypeName]bool{}}
	for _, p := range packages {
		g.wrappers(p)
	}
	for _, c := range compositions {
		i := slices.IndexFunc(packages, func(p *types.Package) bool { return p.Path() == c.path })
		if err := g.compose(packages[i], c); err != nil {
			return err
		}
	}
	g.problems()
	fmt.Fprintf(&g.wraps.body, "// composed are the wrappers that have more than their interface asks for.\nfunc composed() []special {\nreturn []special{\n%s}\n}\n", g.composed.String())
	fmt.Fprintf(&g.tables.body, "const goVersion = %q\n\nvar tables = []table{\n", strings.TrimSpace(version))
	for _, p := range packages {
		if err := g.table(p); err != nil {
			return fmt.Errorf("%s: %w", p.Path(), err)
		}
	}
	g.tables.body.WriteString("}\n")
	if err := g.tables.write(filepath.Join(folder, "std_linux_amd64.go")); err != nil {
		return err
	}
	return g.wraps.write(filepath.Join(folder, "wrap_linux_amd64.go"))
}

// load reads the packages that a program may import, sorted by path.
func load() ([]*types.Package, error) {
	list, err := output("go", "list", "-export", "-f", "{{.ImportPath}} {{.Export}}", "std")
	if err != nil {
		return nil, err
	}
	files := map[string]string{}
	for line := range strings.Lines(list) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), " ")
		files[path] = file
	}
	lookup := func(path string) (io.ReadCloser, error) { return os.Open(files[path]) }
	std := importer.ForCompiler(token.NewFileSet(), "gc", lookup)
	var packages []*types.Package
	for _, path := range slices.Sorted(maps.Keys(files)) {
		if gocheck.Check(map[string]string{"main.go": "package main\n\nimport _ \"" + path + "\"\n\nfunc main() {}\n"}) != nil {
			continue
		}
		pkg, err := std.Import(path)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		packages = append(packages, pkg)
	}
	return packages, nil
}

// output runs a command as if on linux/amd64, with nothing of the machine's
// own settings of Go.
func output(name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Stderr = os.Stderr
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0", "GOFLAGS=", "GOEXPERIMENT=", "GOWORK=off")
	b, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w", cmd, err)
	}
	return string(b), nil
}

type generator struct {
	tables, wraps *file
	wrapped       map[*types.TypeName]bool // interfaces that have a wrapper of their own
	composed      strings.Builder          // rows of the function composed
}
