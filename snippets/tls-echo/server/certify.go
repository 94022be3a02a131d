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
	begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	about := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		DNSNames:     []string{name},
		NotBefore:    begin,
		NotAfter:     begin.AddDate(100, 0, 0),
	}
	der, err := x509.CreateCertificate(
		nil, about, about, private.Public(), private)
	return tls.Certificate{
		Certificate: [][]byte{der}, PrivateKey: private,
	}, err
}
