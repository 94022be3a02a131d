package live

import (
	"bufio"
	"os"
	"runtime"
	"strconv"
	"strings"

	"bothends/runner"
)

// What a run is expected to take: most hold a pair of programs, and most of
// those are waiting for one another.
const (
	runsPerProcessor = 4
	memoryPerRun     = 2 * runner.DefaultMemory
)

// capacity is how many runs this machine carries at once.
func capacity() int {
	runs := runsPerProcessor * runtime.NumCPU()
	if memory := freeMemory(); memory > 0 {
		runs = min(runs, int(memory/memoryPerRun))
	}
	return max(1, runs)
}

// freeMemory is what a new program could have of this machine and this
// container, as far as the system tells; 0 if it does not.
func freeMemory() (bytes int64) {
	if text, err := os.ReadFile("/sys/fs/cgroup/memory.max"); err == nil {
		bytes, _ = strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64) // "max" is none
	}
	f, err := os.Open("/proc/meminfo")
	if err != nil {
		return bytes
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if fields := strings.Fields(lines.Text()); len(fields) > 1 && fields[0] == "MemAvailable:" {
			if kib, err := strconv.ParseInt(fields[1], 10, 64); err == nil && (bytes == 0 || kib<<10 < bytes) {
				return kib << 10
			}
		}
	}
	return bytes
}
