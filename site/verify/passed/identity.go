package passed

import (
	"bytes"
	"context"
	"crypto/sha256"
	"debug/elf"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"runtime"
	"strings"

	"bothends/runner/gobuild"
)

// Identity is what an outcome depends on besides what is run: this program, the
// Go toolchain that would compile programs, and the kernel.
func Identity(ctx context.Context) (string, error) {
	program, err := Program()
	if err != nil {
		return "", err
	}
	toolchain, err := gobuild.Version(ctx)
	if err != nil {
		toolchain = err.Error() // that there is none, too, decides what can be run
	}
	kernel, _ := os.ReadFile("/proc/sys/kernel/osrelease")
	return strings.Join([]string{program, toolchain, runtime.GOOS, runtime.GOARCH, strings.TrimSpace(string(kernel))}, "\n"), nil
}

// programID is the build id of a Go program, which has the sum of its code in
// it, or else the sum of the file.
func programID(file string) (string, error) {
	if id, err := buildID(file); err == nil {
		return id, nil
	}
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// buildID reads the note that the Go linker leaves.
func buildID(file string) (string, error) {
	f, err := elf.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	section := f.Section(".note.go.buildid")
	if section == nil {
		return "", errors.New("no Go build id")
	}
	note, err := section.Data()
	// The lengths of name and text and a type, 4 bytes each, then both.
	const header, name = 12, "Go\x00\x00"
	if err == nil && (len(note) <= header+len(name) || !bytes.HasPrefix(note[header:], []byte(name))) {
		err = errors.New("another note than a Go build id")
	}
	if err != nil {
		return "", err
	}
	text := note[header+len(name):]
	length := min(int(f.ByteOrder.Uint32(note[4:])), len(text))
	// Without its content id, which comes last, a build id says what was compiled
	// and not what came of it.
	id := string(text[:length])
	return id, lacksContent(id)
}

func lacksContent(id string) error {
	if i := strings.LastIndexByte(id, '/'); i < 0 || i == len(id)-1 {
		return errors.New("a Go build id without the sum of the content")
	}
	return nil
}
