package host

import (
	"reflect"
	"strings"
)

// Joins reports whether a function of the library, by its full name, puts blanks between some
// of its operands.
func Joins(function string) bool {
	if !strings.HasPrefix(function, "fmt.") && !strings.HasPrefix(function, "log.") && !strings.HasPrefix(function, "(*log.Logger).") {
		return false
	}
	for _, end := range []string{"rint", "Append", "Fatal", "Panic"} {
		if strings.HasSuffix(function, end) {
			return true
		}
	}
	return false
}

// Joined are operands of fmt.Print and its like, which puts a blank between two of which
// neither is a string. A box is none, whatever is in it: beside one with a string, an empty
// string stands for what it is.
func Joined(operands ...any) []any {
	var joined []any
	for i, operand := range operands {
		if i > 0 && (isBoxedText(operand) || isBoxedText(operands[i-1])) && !isText(operand) && !isText(operands[i-1]) {
			joined = append(joined, "")
		}
		joined = append(joined, operand)
	}
	return joined
}

func isBoxedText(operand any) bool {
	b, ok := operand.(box)
	return ok && b.box().typ.Kind == "string"
}

func isText(operand any) bool {
	return operand != nil && reflect.TypeOf(operand).Kind() == reflect.String
}
