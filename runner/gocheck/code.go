package gocheck

import (
	"go/token"
	"go/types"
	"reflect"
)

// A code is the number by which go/types knows a kind of error. It is not
// exported, nor is the extent of the code that the error is about; both can be
// had by reflection. A release that numbers otherwise is noticed by TestCodes.
type code int64

// The codes of errors that need the compiler's words or place.
const (
	unusedImport     code = 8
	notIndexable     code = 51
	sendError        code = 59
	dotsError        code = 77
	dotsNotVariadic  code = 78
	dotsInvalid      code = 81
	unusedVariable   code = 101
	misplacedBreak   code = 110
	misplacedCont    code = 111
	misplacedFall    code = 112
	duplicateCase    code = 113
	typeOutsideGuard code = 115
	undeclaredLabel  code = 119
	duplicateLabel   code = 120
	misplacedLabel   code = 121
	unusedLabel      code = 122
	jumpOver         code = 123
	jumpInto         code = 124
	argumentCount    code = 126
	cannotInfer      code = 138
	typeArgument     code = 139
)

// codeNames are the names that go/types has for them.
var codeNames = map[code]string{
	unusedImport:     "UnusedImport",
	unusedVariable:   "UnusedVar",
	notIndexable:     "NonIndexableOperand",
	sendError:        "InvalidSend",
	dotsError:        "BadDotDotDotSyntax",
	dotsNotVariadic:  "NonVariadicDotDotDot",
	dotsInvalid:      "InvalidDotDotDot",
	misplacedBreak:   "MisplacedBreak",
	misplacedCont:    "MisplacedContinue",
	misplacedFall:    "MisplacedFallthrough",
	duplicateCase:    "DuplicateCase",
	typeOutsideGuard: "BadTypeKeyword",
	undeclaredLabel:  "UndeclaredLabel",
	duplicateLabel:   "DuplicateLabel",
	misplacedLabel:   "MisplacedLabel",
	unusedLabel:      "UnusedLabel",
	jumpOver:         "JumpOverDecl",
	jumpInto:         "JumpIntoBlock",
	argumentCount:    "WrongArgCount",
	cannotInfer:      "CannotInferTypeArgs",
	typeArgument:     "InvalidTypeArg",
}

// ofBranch reports whether errors of that code are found by branches.
func (c code) ofBranch() bool {
	return c >= misplacedBreak && c <= misplacedFall || c >= undeclaredLabel && c <= jumpInto
}

// details are the unexported parts of an error; zero where go/types does not
// have them any more.
func details(e types.Error) (c code, from, to token.Pos) {
	field := func(name string) int64 {
		f := reflect.ValueOf(e).FieldByName(name)
		if f.IsValid() && f.CanInt() {
			return f.Int()
		}
		return 0
	}
	return code(field("go116code")), token.Pos(field("go116start")), token.Pos(field("go116end"))
}
