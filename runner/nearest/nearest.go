// Package nearest guesses which word was meant where one is misspelt. It
// guesses only what is close; where nothing is, it says nothing. Start at
// [Word].
package nearest

// most is how many letters a guess may differ by.
const most = 2

// Word returns the known word that differs least from word, if it is close, and
// the empty string if none is.
func Word(word string, known []string) string {
	best, distance := "", most+1
	for _, k := range known {
		if d := edits(word, k); d < distance && d < len(k)-1 {
			best, distance = k, d
		}
	}
	return best
}

// Hint asks whether the nearest word was meant, as the end of a message: it
// begins with a semicolon, or is empty.
func Hint(word string, known []string) string {
	best := Word(word, known)
	if best == "" {
		return ""
	}
	return "; did you mean " + best + "?"
}

// edits counts the letters to insert, delete or replace to get from a to b.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
