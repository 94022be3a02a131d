package main

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"strconv"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// ANCHOR: play
func play(conn net.Conn, seed uint64) {
	defer conn.Close()
	p := &Player{out: conn, chips: 100, bets: map[string]int{},
		wheel: rand.New(rand.NewPCG(seed, 0))}
	p.reply(220, "roulette, you have 100 chips")
	for in := bufio.NewScanner(conn); in.Scan(); {
		code, text := p.do(in.Text())
		p.reply(code, text)
		if code == 221 {
			return
		}
	}
}

// ANCHOR_END: play
func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: server [IP]:PORT SEED")
		os.Exit(2)
	}
	seed, err := strconv.ParseUint(os.Args[2], 10, 64)
	check(err)
	listener, err := net.Listen("tcp", os.Args[1])
	check(err)
	for {
		conn, err := listener.Accept()
		check(err)
		go play(conn, seed)
	}
}
