// Package passed remembers what has passed, so that it need not be run again.
//
// What is remembered is named by a [Key], a sum of all that the outcome depends
// on: what differs in one byte has another name, and is not known. Beside that
// stand times, by plain names, so that what takes long can begin first.
//
// A cache is a folder of small files that several programs may use at once. It is
// bounded: what nobody asked for in a month is removed, and what is used least
// recently beyond [MaxEntries]. The package keeps no failure: what failed is run
// again. A cache that cannot be read or written is an empty one, for it only saves
// time.
//
// Start at [Open].
package passed

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// The bounds of a cache.
const (
	MaxEntries = 8192
	MaxAge     = 30 * 24 * time.Hour

	trimEvery = 24 * time.Hour
	trimmed   = "trimmed" // the file that says when that was done last
)

// A Key names something that can pass, and all that this depends on.
type Key string

// A Cache is one that is open. The nil Cache remembers nothing.
type Cache struct {
	dir      string
	identity string
}

// Open opens the cache in a folder, which is made when it is needed. What passed
// under another identity of what runs is not known.
func Open(dir, identity string) *Cache {
	c := &Cache{dir, identity}
	c.trim(time.Now())
	return c
}

// Key names something by all that it depends on, besides the identity.
func (c *Cache) Key(parts ...any) (Key, error) {
	if c == nil {
		return "", nil
	}
	h := sha256.New()
	enc := json.NewEncoder(h)
	for _, part := range append([]any{"passed 1", c.identity}, parts...) {
		if err := enc.Encode(part); err != nil {
			return "", err
		}
	}
	return Key(hex.EncodeToString(h.Sum(nil))), nil
}

// Has says whether something has passed.
func (c *Cache) Has(k Key) bool {
	_, ok := c.read(string(k))
	return ok
}

// Put remembers that something has passed.
func (c *Cache) Put(k Key) { c.write(string(k), 0) }

// Time is what something took when it was run last; 0 if that is not known.
func (c *Cache) Time(name string) time.Duration {
	t, _ := c.read(c.timeFile(name))
	return t
}

// PutTime remembers what something took.
func (c *Cache) PutTime(name string, t time.Duration) { c.write(c.timeFile(name), t) }

// timeFile does not depend on the identity: an old time is better than none.
func (c *Cache) timeFile(name string) string {
	sum := sha256.Sum256([]byte(name))
	return "time-" + hex.EncodeToString(sum[:16])
}

func (c *Cache) read(name string) (time.Duration, bool) {
	if c == nil || name == "" {
		return 0, false
	}
	file := filepath.Join(c.dir, name)
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, false
	}
	t, err := time.ParseDuration(strings.TrimSpace(string(text)))
	if err != nil {
		return 0, false
	}
	now := time.Now()
	os.Chtimes(file, now, now) // it is of use; if that cannot be written, it is made again one day
	return t, true
}

// write writes an entry as a whole: who reads it meanwhile finds the old one.
func (c *Cache) write(name string, t time.Duration) {
	if c == nil || name == "" || os.MkdirAll(c.dir, 0o755) != nil {
		return
	}
	f, err := os.CreateTemp(c.dir, "new-")
	if err != nil {
		return
	}
	_, err = fmt.Fprintln(f, t)
	err = cmp.Or(err, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(c.dir, name))
	}
	if err != nil {
		os.Remove(f.Name())
	}
}

// trim keeps the cache within its bounds, once a day.
func (c *Cache) trim(now time.Time) {
	marker := filepath.Join(c.dir, trimmed)
	if info, err := os.Stat(marker); err == nil && now.Sub(info.ModTime()) < trimEvery {
		return
	}
	entries, err := os.ReadDir(c.dir)
	if err != nil {
		return // there is none yet
	}
	type used struct {
		name string
		at   time.Time
	}
	var all []used
	for _, e := range entries {
		if info, err := e.Info(); err == nil && e.Name() != trimmed {
			all = append(all, used{e.Name(), info.ModTime()})
		}
	}
	slices.SortFunc(all, func(a, b used) int { return b.at.Compare(a.at) })
	for i, e := range all {
		if i >= MaxEntries || now.Sub(e.at) > MaxAge {
			os.Remove(filepath.Join(c.dir, e.name))
		}
	}
	os.WriteFile(marker, nil, 0o644)
	os.Chtimes(marker, now, now)
}
