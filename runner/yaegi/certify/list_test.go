package certify

import (
	"fmt"
	"os"
	"testing"
)

// TestList prints, for the programs named in LIST, all that is refused.
func TestList(t *testing.T) {
	if os.Getenv("LIST") == "" {
		t.Skip()
	}
	for _, p := range load(t, os.Getenv("LIST")) {
		c, err := lowerFiles(p.files)
		if err != nil {
			fmt.Println("ERR", p.name(), err)
			continue
		}
		rs := Program(c)
		verdict := "SAME"
		if interpret(c.Sources) != p.want {
			verdict = "DIFF"
		}
		fmt.Println("##", p.name(), len(rs), verdict)
		for _, r := range rs {
			fmt.Println("  ", p.name(), r)
		}
	}
}
