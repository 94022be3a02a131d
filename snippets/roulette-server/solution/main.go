package main

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"strconv"
	"strings"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

type player struct {
	chips int
	bets  map[int]int // what lies on which number
}

// do carries out one line, and returns what to reply.
func (p *player) do(line string) string {
	words := strings.Fields(strings.ToUpper(line))
	if len(words) == 0 {
		return "500 an empty line"
	}
	switch words[0] {
	case "BET":
		if len(words) != 3 {
			return "501 BET takes an amount and a number"
		}
		return p.bet(words[1], words[2])
	case "STATUS":
		return fmt.Sprintf("211 %d chips", p.chips)
	case "SPIN":
		return p.spin()
	case "QUIT":
		return "221 good bye"
	}
	return "500 no such command"
}

func (p *player) bet(amount, on string) string {
	stake, err := strconv.Atoi(amount)
	if err != nil || stake < 1 {
		return "501 a stake is a number from 1"
	}
	n, err := strconv.Atoi(on)
	if err != nil || n < 0 || n > 36 {
		return "504 no such number"
	}
	if stake > p.chips {
		return "432 too few chips"
	}
	p.chips -= stake
	p.bets[n] += stake
	return fmt.Sprintf("250 %d on %d", p.bets[n], n)
}

func (p *player) spin() string {
	if len(p.bets) == 0 {
		return "503 bet first"
	}
	n := rand.IntN(37)
	back := 36 * p.bets[n]
	p.chips += back
	p.bets = map[int]int{}
	return fmt.Sprintf("150 the wheel turns\r\n"+
		"250 %d, you get %d", n, back)
}

func play(conn net.Conn) {
	defer conn.Close()
	p := &player{100, map[int]int{}}
	in := bufio.NewReader(conn)
	fmt.Fprint(conn, "220 you have 100 chips\r\n")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return // half a line is no command
		}
		reply := p.do(line)
		fmt.Fprint(conn, reply+"\r\n")
		if strings.HasPrefix(reply, "221") {
			return
		}
	}
}

func main() {
	listener, err := net.Listen("tcp", ":"+os.Args[1])
	check(err)
	for {
		conn, err := listener.Accept()
		check(err)
		go play(conn)
	}
}
