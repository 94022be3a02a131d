package gobuild

import (
	"crypto/sha256"
	"testing"
)

func TestCacheIsBounded(t *testing.T) {
	key := func(s string) [sha256.Size]byte { return sha256.Sum256([]byte(s)) }
	c := newCache(10)
	c.put(key("a"), make([]byte, 4))
	c.put(key("b"), make([]byte, 4))
	c.get(key("a")) // so that b is the one to go
	c.put(key("c"), make([]byte, 4))
	c.put(key("huge"), make([]byte, 11))
	for name, want := range map[string]bool{"a": true, "b": false, "c": true, "huge": false} {
		if _, ok := c.get(key(name)); ok != want {
			t.Errorf("%s is there: %v; want %v", name, ok, want)
		}
	}
	if c.size != 8 {
		t.Errorf("size %d; want 8", c.size)
	}
}
