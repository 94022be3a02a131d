package runner

import "testing"

func TestDoctorFindsEveryLayer(t *testing.T) {
	for _, l := range Doctor() {
		switch {
		case l.OK && l.Cause != "", l.Required && !l.OK:
			t.Errorf("%s: %s; %s", l.Name, l.Cause, l.Cure)
		case !l.OK && (l.Cause == "" || l.Cure == ""):
			t.Errorf("%s is missing without a word: %+v", l.Name, l)
		case !l.OK:
			t.Logf("%s: %s; %s", l.Name, l.Cause, l.Cure)
		}
	}
}
