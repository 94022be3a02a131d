package link

import (
	"testing"
	"time"
)

func TestDescribe(t *testing.T) {
	for _, test := range []struct {
		spec Spec
		want string
	}{
		{Spec{MTU: 1500}, "packets of 1500 bytes at most"},
		{Spec{MTU: 1280, Delay: 20 * time.Millisecond, Rate: 1_000_000}, "20ms each way, 1000000 bit/s, packets of 1280 bytes at most"},
		{Spec{MTU: 1500, Sends: [2]Faults{
			{Lose: Pick{Numbers: []int{2}}, Duplicate: Pick{Share: 0.05}},
			{LoseACKs: Pick{Numbers: []int{1, 3}}, Reorder: Pick{Numbers: []int{4}, Share: 1}},
		}}, "packets of 1500 bytes at most; of a's, packet 2 is lost; of a's, 5 % of packets are doubled; " +
			"of b's, acknowledgements 1, 3 are lost; of b's, packet 4 is overtaken; of b's, 100 % of packets are overtaken"},
	} {
		if got := test.spec.Describe([Hosts]string{"a", "b"}); got != test.want {
			t.Errorf("%s\nwant %s", got, test.want)
		}
	}
}
