package site

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/gob"
	"encoding/hex"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// A record is what is known of a site that was built: for each file, of what it
// was made. The files themselves are in the site; so the record is small, and a
// lost, foreign or damaged one costs a whole build, no more.
type record struct {
	file    string // where it is kept; empty: nowhere
	program string
	content
}

// content is what a record says.
type content struct {
	Saved time.Time
	Files map[string]entry
	Book  *sources // nil: not known
	Spare *spare   // nil: there is none
}

// An entry is one file of the site.
type entry struct {
	Key   string
	Sum   digest
	Size  int64
	Forms []stamp // of the file itself and of its compressed forms

	Unlisted bool // in offline.json
}

// A stamp tells whether a file is still the one that was written.
type stamp struct {
	Suffix     string
	Size, Time int64
	Sum        digest
}

// A digest is the sum of a content, or empty. It is a string, which gob takes whole: of an array
// it would write each byte as a number.
type digest string

func digestOf(content []byte) digest {
	sum := sha256.Sum256(content)
	return digest(sum[:])
}

func newStamp(suffix string, info fs.FileInfo, sum digest) stamp {
	return stamp{suffix, info.Size(), info.ModTime().UnixNano(), sum}
}

// mostRecords bounds how many sites are remembered, and maxRecord how large one
// record may be, in bytes.
const (
	mostRecords = 16
	maxRecord   = 64 << 20
)

// openRecord reads the record of the site in dir from the folder cache. It is
// empty if there is none that can be used.
func openRecord(cache, program, dir string) *record {
	r := &record{program: program}
	if cache == "" || program == "" {
		return r
	}
	name := sha256.Sum256([]byte(dir))
	r.file = filepath.Join(cache, hex.EncodeToString(name[:12])+".site")
	info, err := os.Stat(r.file)
	if err != nil || info.Size() > maxRecord {
		return r
	}
	text, err := os.ReadFile(r.file)
	head := r.head(nil)
	if err != nil || len(text) < len(head) || !bytes.Equal(r.head(text[len(head):]), text[:len(head)]) {
		return r
	}
	var c content
	if gob.NewDecoder(bytes.NewReader(text[len(head):])).Decode(&c) == nil {
		r.content = c
	}
	return r
}

// newRecord is an empty record that will be kept where before was.
func newRecord(before *record) *record {
	return &record{file: before.file, program: before.program, content: content{Files: map[string]entry{}}}
}

// head stands before the body of a record: whose it is, and that it is whole. Against
// those who can write to the cache it would not help to know more.
func (r *record) head(body []byte) []byte {
	program := sha256.Sum256([]byte(r.program))
	return binary.BigEndian.AppendUint32(program[:], crc32.Checksum(body, crc32.MakeTable(crc32.Castagnoli)))
}

// save keeps the record, in place of an older one.
func (r *record) save() error {
	if r.file == "" {
		return nil
	}
	r.Saved = time.Now()
	var body bytes.Buffer
	if err := gob.NewEncoder(&body).Encode(r.content); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(r.file), 0o777); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(r.file), "new-*.site")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // after the renaming there is none
	if _, err = f.Write(r.head(body.Bytes())); err == nil {
		_, err = f.Write(body.Bytes())
	}
	if end := f.Close(); err == nil {
		err = end
	}
	if err == nil {
		err = os.Rename(f.Name(), r.file)
	}
	prune(filepath.Dir(r.file))
	return err
}

// prune removes the oldest records, if there are too many.
func prune(cache string) {
	names, err := filepath.Glob(filepath.Join(cache, "*.site"))
	if err != nil || len(names) <= mostRecords {
		return
	}
	age := func(name string) int64 {
		info, err := os.Stat(name)
		if err != nil {
			return 0
		}
		return info.ModTime().UnixNano()
	}
	ages := map[string]int64{}
	for _, name := range names {
		ages[name] = age(name)
	}
	slices.SortFunc(names, func(a, b string) int { return int(min(1, max(-1, ages[b]-ages[a]))) })
	for _, name := range names[mostRecords:] {
		os.Remove(name)
		os.RemoveAll((&record{file: name}).place())
	}
}

// carry takes an output over from dir, the site of the record, to temp. It
// reports false if it has to be made.
func (r *record) carry(out output, dir, temp string) (entry, bool) {
	e, ok := r.Files[out.path]
	if !ok || out.key == "" || e.Key != out.key {
		return entry{}, false
	}
	from, to := filepath.Join(dir, filepath.FromSlash(out.path)), filepath.Join(temp, filepath.FromSlash(out.path))
	for _, s := range e.Forms {
		if !r.same(from+s.Suffix, s) || os.Link(from+s.Suffix, to+s.Suffix) != nil {
			for _, s := range e.Forms {
				os.Remove(to + s.Suffix) // a link is not to be written to: it is the old site's file
			}
			return entry{}, false
		}
	}
	return e, true
}

// tick is more than the grain of the times that file systems keep.
const tick = 2 * time.Second

// same is whether a file is the one with that stamp. Its time tells that without
// reading it, unless it was written so shortly before the record that it could
// have been written to again in the same moment.
func (r *record) same(name string, s stamp) bool {
	info, err := os.Lstat(name)
	if err != nil || !info.Mode().IsRegular() || info.Size() != s.Size {
		return false
	}
	if info.ModTime().UnixNano() == s.Time && s.Time < r.Saved.Add(-tick).UnixNano() {
		return true
	}
	body, err := os.ReadFile(name)
	return err == nil && digestOf(body) == s.Sum
}

// contentKey is the key of a file that is its own source.
func contentKey(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:16])
}
