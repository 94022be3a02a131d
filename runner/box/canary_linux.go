//go:build linux && (amd64 || arm64)

package box

import (
	"errors"
	"fmt"
	"time"
)

// attack opens worker i's gate: it tries an attack.
func (b *Box) attack(i int, o attackOrder) error {
	return b.open(i, nil, gateOrder{Attack: &o})
}

// errLate says that attackers did not come to an end.
var errLate = errors.New("the attacks did not end")

// outcomes waits for the end of all workers and says how each attack ended.
func (b *Box) outcomes(last time.Time) ([]string, error) {
	said := make([]string, len(b.workers))
	for left := len(said); left > 0; {
		r, err := b.Next(last)
		switch {
		case err != nil:
			return nil, err
		case r.Idle:
			return said, fmt.Errorf("%w: %d of %d are left, these have ended: %q", errLate, left, len(said), said)
		case r.Output != nil && !r.Output.Stderr:
			said[r.Worker] += string(r.Output.Bytes)
		case r.Exited != nil:
			if end := exitedSignal(r.Exited); end != "" {
				said[r.Worker] = fmt.Sprint(said[r.Worker], end)
			}
			left--
		}
	}
	return said, nil
}
