package runner

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
)

// Notes are a folder in which it is kept, from one process to the next, which programs are to be
// compiled: those of which the interpreter could not tell the end, or for which it was too slow. The
// zero value keeps nothing. What cannot be read or written there is not there: nothing more is lost
// than time.
type Notes struct{ Dir string }

// maxNotes is how many programs are remembered. What is noted then begins anew.
const maxNotes = 1000

// maxNote is how long a reason may be, in bytes.
const maxNote = 1 << 10

// path is the file of a program, as this build of Both Ends sees it: another one may know better.
func (n Notes) path(programs, program string) string {
	build := ""
	if path, err := os.Executable(); err == nil {
		if info, err := os.Stat(path); err == nil {
			build = fmt.Sprint(info.Size(), info.ModTime().UnixNano())
		}
	}
	sum := sha256.Sum256([]byte(programs + "\x00" + program + "\x00" + build))
	return filepath.Join(n.Dir, hex.EncodeToString(sum[:]))
}

// why is the reason for which a program is to be compiled; ok is false if it is not.
func (n Notes) why(programs, program string) (why string, ok bool) {
	if n.Dir == "" {
		return "", false
	}
	text, err := os.ReadFile(n.path(programs, program))
	return string(text), err == nil && len(text) > 0 && len(text) <= maxNote
}

// put notes a program. The file is there as a whole or not at all.
func (n Notes) put(programs, program, why string) {
	if n.Dir == "" || len(why) > maxNote || os.MkdirAll(n.Dir, 0o700) != nil {
		return
	}
	if noted, err := os.ReadDir(n.Dir); err == nil && len(noted) >= maxNotes {
		for _, file := range noted {
			os.Remove(filepath.Join(n.Dir, file.Name()))
		}
	}
	f, err := os.CreateTemp(n.Dir, "new-")
	if err != nil {
		return
	}
	_, err = f.WriteString(why)
	if err2 := f.Close(); err != nil || err2 != nil || os.Rename(f.Name(), n.path(programs, program)) != nil {
		os.Remove(f.Name())
	}
}
