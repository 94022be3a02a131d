package gobuild

import (
	"container/list"
	"crypto/sha256"
	"sync"
)

// A cache keeps binaries by the sum of their sources, the latest used ones, up
// to a number of bytes.
type cache struct {
	mu    sync.Mutex
	most  int
	size  int
	order *list.List // of *cached, the latest used first
	byKey map[[sha256.Size]byte]*list.Element
}

type cached struct {
	key    [sha256.Size]byte
	binary []byte
}

func newCache(most int) *cache {
	return &cache{most: most, order: list.New(), byKey: map[[sha256.Size]byte]*list.Element{}}
}

func (c *cache) get(key [sha256.Size]byte) ([]byte, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.byKey[key]
	if !ok {
		return nil, false
	}
	c.order.MoveToFront(e)
	return e.Value.(*cached).binary, true
}

func (c *cache) put(key [sha256.Size]byte, binary []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.byKey[key]; ok || len(binary) > c.most {
		return
	}
	c.byKey[key] = c.order.PushFront(&cached{key, binary})
	c.size += len(binary)
	for c.size > c.most {
		oldest := c.order.Remove(c.order.Back()).(*cached)
		delete(c.byKey, oldest.key)
		c.size -= len(oldest.binary)
	}
}
