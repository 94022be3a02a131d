package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strconv"
)

// A Player has chips and bets, and a wheel of its own.
type Player struct {
	out   io.Writer
	chips int
	bets  map[string]int // what lies on what
	wheel *rand.Rand
}

// ANCHOR: bet
func (p *Player) bet(amount, on string) (int, string) {
	stake, err := strconv.Atoi(amount)
	switch {
	case err != nil || stake < 1:
		return 501, "a stake is a number from 1"
	case len(pockets(on)) == 0:
		return 504, "no such bet"
	case stake > p.chips:
		return 432, "too few chips"
	}
	p.chips -= stake
	p.bets[on] += stake
	return 250, fmt.Sprintf("%d on %s", p.bets[on], on)
}

// ANCHOR_END: bet
// ANCHOR: spin
func (p *Player) spin() (int, string) {
	if len(p.bets) == 0 {
		return 503, "bet first"
	}
	p.reply(150, "no more bets, the wheel turns")
	n, back := p.wheel.IntN(37), 0
	for on, stake := range p.bets {
		if covers := pockets(on); slices.Contains(covers, n) {
			back += stake * 36 / len(covers)
		}
	}
	p.chips += back
	p.bets = map[string]int{}
	return 250, fmt.Sprintf("%d, you get %d", n, back)
}

// ANCHOR_END: spin
func (p *Player) reply(code int, text string) {
	fmt.Fprintf(p.out, "%d %s\r\n", code, text)
}
