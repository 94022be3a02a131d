package live

import (
	"net"
	"sync"
)

// A fairListener accepts connections of which one client has at most so many at
// once. Further ones are closed as they come: to let them wait would fill the
// queue for everybody. So whoever holds connections open and says nothing keeps no one
// else out.
type fairListener struct {
	net.Listener
	most  int
	trust proxies // who open theirs for others, as many as they like
	mutex sync.Mutex
	has   map[client]int
}

func newFairListener(ln net.Listener, most int, trust proxies) *fairListener {
	return &fairListener{Listener: ln, most: most, trust: trust, has: map[client]int{}}
}

// Accept returns the next connection of a client that has not too many.
func (l *fairListener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		address, _ := parseAddress(conn.RemoteAddr().String())
		if l.trust.trust(address) {
			return conn, nil
		}
		c := clientAt(address)
		if l.take(c) {
			return &fairConn{Conn: conn, release: sync.OnceFunc(func() { l.release(c) })}, nil
		}
		conn.Close()
	}
}

func (l *fairListener) take(c client) bool {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.has[c] >= l.most {
		return false
	}
	l.has[c]++
	return true
}

func (l *fairListener) release(c client) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.has[c]--; l.has[c] == 0 {
		delete(l.has, c)
	}
}

type fairConn struct {
	net.Conn
	release func()
}

func (c *fairConn) Close() error {
	defer c.release()
	return c.Conn.Close()
}
