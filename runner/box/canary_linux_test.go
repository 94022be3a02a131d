//go:build linux && (amd64 || arm64)

package box

import (
	"errors"
	"testing"
)

// The canary lives where every layer holds, and names one that does not.
func TestCanary(t *testing.T) {
	for _, test := range []struct {
		name    string
		without without
		layer   string // empty if it lives
	}{
		{"with all layers", nil, ""},
		{"without landlock", without{LayerLandlock}, ""},
		{"without the empty root", without{LayerRoot, LayerSelfCheck}, LayerRoot},
		{"without the loopback", without{namespaceNetwork}, LayerNetwork},
		{"without limits", without{LayerLimits}, LayerLimits},
		{"without the filter", without{LayerSeccomp, LayerSelfCheck}, LayerSeccomp},
		{"without the filter, which is noticed at once", without{LayerSeccomp}, LayerSelfCheck},
		{"without a neutral name", without{layerHostName}, LayerSelfCheck},
	} {
		_, err := canary(test.without)
		var missing *Unavailable
		if test.layer == "" && err != nil || test.layer != "" && (!errors.As(err, &missing) || missing.Layer != test.layer) {
			t.Errorf("%s: %v; want it to name %q", test.name, err, test.layer)
		}
	}
}

func BenchmarkCanary(b *testing.B) {
	for b.Loop() {
		if _, err := Canary(); err != nil {
			b.Fatal(err)
		}
	}
}
