package certify

import "strings"

// refusedWhateverIsTried says why a construct may not be allowed.
func refusedWhateverIsTried(construct string) string {
	for _, n := range hazards {
		if strings.Contains(construct+".", n.Part) {
			return "never allowed: " + n.Part + ": " + n.Why
		}
	}
	return ""
}
