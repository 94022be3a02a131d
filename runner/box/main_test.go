//go:build linux && (amd64 || arm64)

package box

import (
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	Hook(func(program []byte, begin func()) {
		switch string(program) {
		case countsInput:
			countInput()
		case printsForever:
			printForever()
		}
	})
	if os.Args[0] == workerName && os.Getenv(specVariable) != "" {
		workerMain(func([]byte, func()) {}) // without a process namespace of its own, Hook does not know it
	}
	switch os.Args[0] {
	case ownerName:
		ownSockets(os.Args[1])
		return
	case endsName:
		return
	}
	os.Exit(m.Run())
}
