package main

import (
	"crypto/hkdf"
	"crypto/pbkdf2"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"
)

func main() {
	strings.Lines("a\nb\n")(func(line string) bool { fmt.Printf("%q\n", line); return true })
	key, err := pbkdf2.Key(sha256.New, "password", []byte("salt"), 10, 16)
	fmt.Printf("%x %v\n", key, err)
	key, err = hkdf.Key(sha256.New, []byte("secret"), nil, "info", 16)
	fmt.Printf("%x %v\n", key, err)
	b, err := binary.Append(nil, binary.BigEndian, uint16(7))
	fmt.Println(b, err)
	fmt.Println(rand.New(rand.NewPCG(1, 2)).IntN(1000))
	once := sync.OnceFunc(func() { fmt.Println("once") })
	once()
	once()
	var wg sync.WaitGroup
	wg.Go(func() { fmt.Println("in a group") })
	wg.Wait()
	fmt.Println(slog.DiscardHandler != nil, net.KeepAliveConfig{Count: 3})
	pair, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	fmt.Println(syscall.Shutdown(pair[0], syscall.SHUT_WR), err)
	n, err := syscall.Read(pair[1], make([]byte, 1))
	fmt.Println(n, err, syscall.Kill(syscall.Getpid(), 0))
	zone, err := time.LoadLocation("Europe/Berlin")
	fmt.Println(time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC).In(zone).Format(time.Kitchen), err)
	defer fmt.Println("never")
	os.Exit(3)
}
