//go:build linux && (amd64 || arm64)

package box

import (
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	Hook(func(program []byte) {
		if string(program) == countsInput {
			countInput()
		}
	})
	if os.Args[0] == workerName && os.Getenv(specVariable) != "" {
		workerMain(func([]byte) {}) // without a process namespace of its own, Hook does not know it
	}
	os.Exit(m.Run())
}
