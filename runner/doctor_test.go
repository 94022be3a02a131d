package runner

import "testing"

func TestDoctorFindsEveryLayer(t *testing.T) {
	for _, l := range Doctor() {
		if !l.OK || l.Cause != "" {
			t.Errorf("%s: %s; %s", l.Name, l.Cause, l.Cure)
		}
	}
}
