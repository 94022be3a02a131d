package main

import (
	"crypto/ed25519"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"time"
)

// certify makes a certificate for a name, signed with its own
// key. The key comes from a seed, so that both are the same in
// each run. One that is to stay secret comes from crypto/rand.
func certify(name, seed string) (tls.Certificate, error) {
	bytes := make([]byte, ed25519.SeedSize)
	copy(bytes, seed)
	private := ed25519.NewKeyFromSeed(bytes)
	about := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		DNSNames:     []string{name},
		NotBefore:    newYear(2026),
		NotAfter:     newYear(2126),
	}
	der, err := x509.CreateCertificate(
		nil, about, about, private.Public(), private)
	return tls.Certificate{
		Certificate: [][]byte{der}, PrivateKey: private,
	}, err
}

func newYear(year int) time.Time {
	return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
}
