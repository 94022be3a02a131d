//go:build linux && (amd64 || arm64)

package box

import (
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

var update = flag.Bool("update", false, "write testdata/without.txt anew, to be read before it is committed")

// knockouts are the layers that can be left out, one at a time, with what
// cannot be without it.
var knockouts = []struct {
	layer string
	also  without
	slow  bool // the slow attacks too, as it may be what ends them
	root  bool // only root has it
}{
	{layer: namespaceUser, also: without{LayerWorker}, slow: true}, // the map is that of the namespace
	{layer: namespaceProcess},
	{layer: namespaceMount, also: without{LayerScratch, LayerRoot, LayerLandlock}}, // which are made in it
	{layer: namespaceNetwork},
	{layer: namespaceIPC},
	{layer: namespaceUTS, also: without{layerHostName}},
	{layer: namespaceCgroup},
	{layer: layerHostUser, slow: true, root: true},
	{layer: layerHostName},
	{layer: layerDescriptors},
	{layer: LayerControlGroup},
	{layer: LayerRoot},
	{layer: LayerLimits, also: without{LayerControlGroup}, slow: true}, // which, where it is, holds some of it too: see TestControlGroupHolds
	{layer: LayerDumpable},
	{layer: LayerCapabilities},
	{layer: LayerLandlock},
	{layer: LayerSeccomp},
}

// Without any one layer, all attacks fail but those that testdata/without.txt
// lists for it, which hang on that layer alone. A question mark stands behind
// those that some kernels refuse by themselves, or a small machine has too little for.
func TestWithout(t *testing.T) { testWithout(t, Spec{}) }

// The table is the same where all is observed: that opens nothing, and keeps nothing
// out but another filter, which the one for tracers forbids as well. The slow
// attacks, on what a process may use up, are left out.
func TestWithoutWhereAllIsObserved(t *testing.T) {
	if *update {
		t.Skip("the table is written without that")
	}
	testWithout(t, Spec{Packets: true, Workers: []Worker{{Limits: attackLimits, Calls: true}}})
}

func testWithout(t *testing.T, spec Spec) {
	golden := filepath.Join("testdata", "without.txt")
	var table strings.Builder
	listed, err := readTable(golden)
	if err != nil && !*update {
		t.Fatal(err)
	}
	leakDescriptor(t)
	p := newPrey(t)
	observed := spec.Packets
	for _, k := range knockouts {
		spec.Packets = observed && k.layer != namespaceNetwork // only a loopback of its own lends itself to that
		if k.root && os.Getuid() != 0 {
			t.Logf("without %s: not tried, it is a layer for root", k.layer)
			continue
		}
		spec.without = append(without{k.layer, LayerSelfCheck}, k.also...)
		list := slices.DeleteFunc(attacks(), func(a attack) bool {
			// What the filter kills never comes to another layer, whichever is left out.
			return a.slow && (!k.slow || observed) || observed && a.name == "another filter" || a.want == "SIGSYS" && k.layer != LayerSeccomp
		})
		ended := attackAll(t, p, spec, list)
		var came []string
		for _, name := range slices.Sorted(maps.Keys(ended)) {
			a := attackNamed(t, name)
			if ended[name] == succeeded {
				came = append(came, name+mark(a))
			}
			if ended[name] == succeeded && !slices.Contains(listed[k.layer], name+mark(a)) && !*update {
				t.Errorf("without %s: %s succeeds", k.layer, name)
			}
			if ended[name] != succeeded && !a.optional && slices.Contains(listed[k.layer], name) && !*update {
				t.Errorf("without %s: %s still fails (%s), so %s should not say that it hangs on that layer", k.layer, name, ended[name], golden)
			}
			if ended[name] != a.want {
				t.Logf("without %-24s %-36s %s, otherwise %s", k.layer, name, ended[name], a.want)
			}
		}
		writeRow(&table, k.layer, came)
	}
	t.Logf("what succeeds without one layer:\n%s", table.String())
	if *update {
		if err := os.WriteFile(golden, []byte(tableHead+table.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

const tableHead = `# Which attacks succeed without one layer of the box: they hang on it alone.
# All others fail without it, too. (?: some kernels refuse it by themselves, or a small machine has too little for it.)
# go test ./runner/box -run TestWithout -update writes this; read what changed.
`

func writeRow(out *strings.Builder, layer string, came []string) {
	fmt.Fprintf(out, "\nwithout %s\n", layer)
	for _, name := range came {
		fmt.Fprintf(out, "\t%s\n", name)
	}
	if len(came) == 0 {
		fmt.Fprintf(out, "\t-\n")
	}
}

func readTable(file string) (map[string][]string, error) {
	text, err := os.ReadFile(file)
	rows, layer := map[string][]string{}, ""
	for line := range strings.Lines(string(text)) {
		if of, ok := strings.CutPrefix(line, "without "); ok {
			layer = strings.TrimSpace(of)
		} else if name, ok := strings.CutPrefix(line, "\t"); ok {
			rows[layer] = append(rows[layer], strings.TrimSpace(name))
		}
	}
	return rows, err
}

func mark(a attack) string {
	if a.optional {
		return " ?"
	}
	return ""
}

// leakDescriptor opens a file of the host that would be inherited, as Hook
// keeps what it finds at the start from being.
func leakDescriptor(t *testing.T) {
	t.Helper()
	fd, err := unix.Open("/etc/passwd", unix.O_RDONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	high, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD, firstPipe+12*pipesPerWorker+8)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Close(high) })
}

// The filter is not to be had without no_new_privs: leaving that out leaves no
// box.
func TestWithoutNoNewPrivileges(t *testing.T) {
	b, err := Start(Spec{Workers: []Worker{{Limits: attackLimits}}, without: without{LayerPrivileges}})
	var missing *Unavailable
	if !errors.As(err, &missing) || missing.Layer != LayerSeccomp {
		t.Errorf("Start returned %v", err)
	}
	if b != nil {
		b.Close()
	}
}
