package host

// Int8 is a conversion, as Go makes it of what has no place in the type, too.
func Int8(x float64) int8 { return int8(x) }

// Int16 is a conversion.
func Int16(x float64) int16 { return int16(x) }

// Int32 is a conversion.
func Int32(x float64) int32 { return int32(x) }

// Uint8 is a conversion.
func Uint8(x float64) uint8 { return uint8(x) }

// Uint16 is a conversion.
func Uint16(x float64) uint16 { return uint16(x) }

// Uint32 is a conversion.
func Uint32(x float64) uint32 { return uint32(x) }
