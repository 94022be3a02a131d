package live

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// A certificate is read from files, and again when they have changed, as they do
// when it is renewed.
type certificate struct {
	cert, key string
	log       *slog.Logger

	mu      sync.Mutex
	loaded  *tls.Certificate
	version [2]time.Time // of the files
}

// newCertificate reads the certificate and its key.
func newCertificate(cert, key string, log *slog.Logger) (*certificate, error) {
	c := &certificate{cert: cert, key: key, log: log}
	if err := c.load(); err != nil {
		return nil, fmt.Errorf("TLS: %w", err)
	}
	return c, nil
}

// get is what the next connection is answered with. A pair of files that cannot be
// read, such as one half of a new pair, leaves the old one in use.
func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if version, err := c.versions(); err == nil && version != c.version {
		if err := c.load(); err != nil {
			c.version = version // not tried again until they change
			c.log.Error("the new certificate cannot be used; the old one is", "error", err)
		} else {
			c.log.Info("the certificate was read anew", "file", c.cert)
		}
	}
	return c.loaded, nil
}

func (c *certificate) load() error {
	version, err := c.versions()
	if err != nil {
		return err
	}
	loaded, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err != nil {
		return err
	}
	c.loaded, c.version = &loaded, version
	return nil
}

func (c *certificate) versions() (v [2]time.Time, err error) {
	for i, file := range []string{c.cert, c.key} {
		info, err := os.Stat(file)
		if err != nil {
			return v, err
		}
		v[i] = info.ModTime()
	}
	return v, nil
}
