package main

import (
	"slices"
	"strconv"
)

var reds = []int{1, 3, 5, 7, 9, 12, 14, 16, 18,
	19, 21, 23, 25, 27, 30, 32, 34, 36}

// ANCHOR: pockets
// pockets lists what a bet covers; nil if it is no bet.
func pockets(bet string) []int {
	if n, err := strconv.Atoi(bet); err == nil {
		if n < 0 || n > 36 {
			return nil
		}
		return []int{n}
	}
	var list []int
	for n := 1; n <= 36; n++ {
		if wins(bet, n) {
			list = append(list, n)
		}
	}
	return list
}

// ANCHOR_END: pockets
// wins says whether a bet on a group covers pocket n, 1 to 36.
func wins(group string, n int) bool {
	switch group {
	case "red":
		return slices.Contains(reds, n)
	case "black":
		return !slices.Contains(reds, n)
	case "odd":
		return n%2 == 1
	case "even":
		return n%2 == 0
	case "low":
		return n <= 18
	case "high":
		return n > 18
	case "dozen":
		return n <= 12
	}
	return false
}
