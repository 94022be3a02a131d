package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"os"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	// ANCHOR: dial
	trusted := x509.NewCertPool()
	text, err := io.ReadAll(os.Stdin)
	check(err)
	trusted.AppendCertsFromPEM(text)
	config := &tls.Config{RootCAs: trusted}
	conn, err := tls.Dial("tcp", os.Args[1], config)
	check(err)
	// ANCHOR_END: dial
	// ANCHOR: talk
	_, err = io.WriteString(conn, "Good morning!")
	check(err)
	check(conn.CloseWrite())
	answer, err := io.ReadAll(conn)
	check(err)
	fmt.Printf("%q\n", answer)
	state := conn.ConnectionState()
	fmt.Println(tls.VersionName(state.Version))
	// ANCHOR_END: talk
}
