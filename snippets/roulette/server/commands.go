package main

import (
	"fmt"
	"strings"
)

// arguments says how many each command wants.
var arguments = map[string]int{
	"BET": 2, "STATUS": 0, "SPIN": 0, "QUIT": 0}

// do carries out one line, and returns the reply.
func (p *Player) do(line string) (int, string) {
	words := strings.Fields(line)
	if len(words) == 0 {
		return 500, "an empty line"
	}
	name, args := strings.ToUpper(words[0]), words[1:]
	want, known := arguments[name]
	switch {
	case !known:
		return 500, "no such command"
	case len(args) != want:
		return 501, fmt.Sprintf("%s takes %d words", name, want)
	case name == "BET":
		return p.bet(args[0], strings.ToLower(args[1]))
	case name == "SPIN":
		return p.spin()
	case name == "STATUS":
		return 211, fmt.Sprintf("%d chips, %d bets",
			p.chips, len(p.bets))
	}
	return 221, "good bye"
}
