package host

import "flag"

// SetUsage and Usage are flag.Usage.
func SetUsage(usage func()) { flag.Usage = usage }
func Usage()                { flag.Usage() }
