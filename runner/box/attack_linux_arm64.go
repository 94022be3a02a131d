package box

// machineAttacks are those that only this architecture has: none.
func machineAttacks() []attack { return nil }
