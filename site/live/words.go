package live

import (
	"errors"
	"strings"
)

// splitWords reads a line of arguments as a shell does: blanks part words, and
// single quotes, double quotes and backslashes keep them together. Nothing else is
// special.
func splitWords(line string) (words []string, err error) {
	var word strings.Builder
	in, quote, escaped := false, rune(0), false
	for _, c := range line {
		switch {
		case escaped:
			if quote == '"' && c != '"' && c != '\\' {
				word.WriteByte('\\') // it stands for itself there
			}
			word.WriteRune(c)
			escaped = false
		case c == '\\' && quote != '\'':
			in, escaped = true, true
		case quote != 0 && c == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(c)
		case c == '\'' || c == '"':
			in, quote = true, c
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			if in {
				words = append(words, word.String())
				word.Reset()
			}
			in = false
		default:
			in = true
			word.WriteRune(c)
		}
	}
	switch {
	case quote != 0:
		return nil, errors.New("a quotation is not closed")
	case escaped:
		return nil, errors.New("nothing follows the backslash at the end")
	case in:
		words = append(words, word.String())
	}
	return words, nil
}
