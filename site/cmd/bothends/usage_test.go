package main

import (
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	definedFlag = regexp.MustCompile(`(?m)^  -([a-z-]+)`)
	namedFlag   = regexp.MustCompile(`\[-([a-z][a-z-]*)`)
)

// named lists what stands in the expression's group, wherever it matches.
func named(r *regexp.Regexp, text string) []string {
	var all []string
	for _, m := range r.FindAllStringSubmatch(text, -1) {
		all = append(all, m[1])
	}
	slices.Sort(all)
	return all
}

// A command's usage line, and its row in README, have each flag that it defines,
// and no other.
func TestUsageHasEveryFlag(t *testing.T) {
	readme, err := os.ReadFile("../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range commands() {
		out, err := exec.Command("bothends", c.name, "-h").Output() // TestMain put it there
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		flags := named(definedFlag, string(out))
		line, _, _ := strings.Cut(string(out), "\n")
		if got := named(namedFlag, line); !slices.Equal(got, flags) {
			t.Errorf("%s: the usage line has the flags %v; defined are %v", c.name, got, flags)
		}
		_, row, ok := strings.Cut(string(readme), "\n| `bothends "+c.name)
		row, _, _ = strings.Cut(row, "`")
		if got := named(namedFlag, row); !ok || !slices.Equal(got, flags) {
			t.Errorf("%s: README's row has the flags %v; defined are %v", c.name, got, flags)
		}
	}
}
