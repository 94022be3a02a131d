package runner

import (
	"fmt"
	"os"
	"reflect"
	"testing"
)

// TestRehearsed holds that a rehearsal goes all the way.
func TestRehearsed(t *testing.T) {
	found := examineAll([]Program{{Name: "p", Files: map[string]string{"main.go": rehearsed}}})
	if len(found.Problems) > 0 || len(found.Findings) > 0 || len(found.Programs["p"].Refused) > 0 {
		t.Errorf("got %v, %v, %v", found.Problems, found.Findings, found.Programs["p"].Refused)
	}
}

// TestExamineTogether holds that programs which are checked at the same time are
// found to be what each is alone, in their order.
func TestExamineTogether(t *testing.T) {
	notes, err := os.ReadFile(examined)
	if err != nil {
		t.Fatal(err)
	}
	var programs []Program
	for i, source := range []string{
		string(notes), echoServer, "package main\n\nfunc main() { x := 1 }\n", echoClient, string(notes),
		"package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Printf(\"%d\\n\", \"x\") }\n",
		"package main\n\nfunc main() { return 1 }\n", "package main\n\nfunc main() { for i := range 3 { defer println(i) } }\n",
	} {
		programs = append(programs, Program{Name: fmt.Sprint("p", i), Files: map[string]string{"main.go": source}})
	}
	together := examineAll(programs)
	if len(together.Problems) != 2 || together.Problems[0].Program != "p2" || together.Problems[1].Program != "p6" || len(together.Findings) == 0 {
		t.Errorf("got problems %v, findings %v", together.Problems, together.Findings)
	}
	for _, p := range programs {
		alone := examineAll([]Program{p})
		if got, want := together.Programs[p.Name], alone.Programs[p.Name]; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: together %+v, alone %+v", p.Name, got, want)
		}
	}
}
