package host

import (
	"os"
	"reflect"
	"strconv"
)

// Println is the function of the language, which writes to standard error, for values of basic
// types.
func Println(operands ...any) {
	var text []byte
	for i, operand := range operands {
		if i > 0 {
			text = append(text, ' ')
		}
		text = appendBasic(text, operand)
	}
	os.Stderr.Write(append(text, '\n')) // where it cannot be written, nobody is told, as in Go
}

// Print is the other one, without blanks and an end of the line.
func Print(operands ...any) {
	var text []byte
	for _, operand := range operands {
		text = appendBasic(text, operand)
	}
	os.Stderr.Write(text)
}

// appendBasic writes a value as the runtime of Go does (runtime/print.go).
func appendBasic(text []byte, operand any) []byte {
	switch v := reflect.ValueOf(operand); v.Kind() {
	case reflect.Bool:
		return strconv.AppendBool(text, v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return strconv.AppendInt(text, v.Int(), 10)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return strconv.AppendUint(text, v.Uint(), 10)
	case reflect.Float32, reflect.Float64:
		return strconv.AppendFloat(text, v.Float(), 'g', -1, v.Type().Bits())
	case reflect.Complex64, reflect.Complex128:
		return append(text, strconv.FormatComplex(v.Complex(), 'g', -1, v.Type().Bits())...)
	case reflect.String:
		return append(text, v.String()...)
	}
	unknown("println of a " + Name(operand))
	return nil
}
