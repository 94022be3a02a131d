package main

// first says what the first digit asks the client to do.
var first = map[int]string{
	1: "wait for the final reply",
	2: "done",
	3: "send what comes next",
	4: "try again",
	5: "give up",
}

// second says what the reply is about.
var second = map[int]string{
	0: "syntax",
	1: "information",
	2: "connection",
	3: "accounts",
	5: "the game",
}
