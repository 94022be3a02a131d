package passed

import "os"

// Program is the part of Identity that is this program: for what it computes
// without running anything.
func Program() (string, error) {
	file, err := os.Executable()
	if err != nil {
		return "", err
	}
	return programID(file)
}
