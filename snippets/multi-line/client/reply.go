package main

import (
	"bufio"
	"errors"
	"strings"
)

// reply reads one reply, of one line or more.
func reply(in *bufio.Scanner) (string, []string, error) {
	var code string
	var lines []string
	for in.Scan() {
		line := in.Text()
		lines = append(lines, line)
		switch {
		case code == "" && len(line) < 4:
			return "", lines, errors.New("no code")
		case code == "":
			code = line[:3]
			if line[3] != '-' {
				return code, lines, nil
			}
		case strings.HasPrefix(line, code+" "):
			return code, lines, nil
		}
	}
	return code, lines, errors.New("ended in a reply")
}
