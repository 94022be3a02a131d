//go:build linux && (amd64 || arm64)

package box

import (
	"testing"
	"time"
)

// However deep a call is made, few addresses are read for it.
func TestCallersAreFew(t *testing.T) {
	b, err := Start(Spec{Workers: []Worker{{Limits: attackLimits, Calls: true}}})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if err := b.open(0, nil, gateOrder{Attack: &attackOrder{Names: []string{deepDown}}}); err != nil {
		t.Fatal(err)
	}
	most := 0
	for {
		r, err := b.Next(time.Now().Add(time.Minute))
		if err != nil || r.Idle {
			t.Fatalf("%+v, %v", r, err)
		}
		if r.Call != nil {
			most = max(most, len(r.Call.Callers))
		}
		if r.Exited != nil {
			break
		}
	}
	if most != 64 {
		t.Errorf("%d callers of a call; want 64", most)
	}
}
