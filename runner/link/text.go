package link

import (
	"fmt"
	"strconv"
	"strings"
)

// Describe says how the line is, for people: "10ms each way, packets of 1500 bytes
// at most; of client's, packet 2 is lost". Hosts go by their names.
func (s Spec) Describe(names [Hosts]string) string {
	var parts []string
	if s.Delay > 0 {
		parts = append(parts, s.Delay.String()+" each way")
	}
	if s.Rate > 0 {
		parts = append(parts, strconv.FormatInt(s.Rate, 10)+" bit/s")
	}
	text := strings.Join(append(parts, fmt.Sprintf("packets of %d bytes at most", s.MTU)), ", ")
	for host, f := range s.Sends {
		for _, p := range []struct {
			pick     Pick
			what     string
			befallen string
		}{
			{f.Lose, "packet", "lost"}, {f.LoseACKs, "acknowledgement", "lost"},
			{f.Duplicate, "packet", "doubled"}, {f.Reorder, "packet", "overtaken"},
		} {
			for _, which := range p.pick.words(p.what) {
				text += fmt.Sprintf("; of %s's, %s %s", names[host], which, p.befallen)
			}
		}
	}
	return text
}

// words say which packets are picked, with the verb.
func (p Pick) words(what string) (all []string) {
	switch len(p.Numbers) {
	case 0:
	case 1:
		all = append(all, fmt.Sprintf("%s %d is", what, p.Numbers[0]))
	default:
		all = append(all, what+"s "+strings.Trim(strings.ReplaceAll(fmt.Sprint(p.Numbers), " ", ", "), "[]")+" are")
	}
	if p.Share > 0 {
		all = append(all, strconv.FormatFloat(p.Share*100, 'g', 6, 64)+" % of "+what+"s are")
	}
	return all
}
