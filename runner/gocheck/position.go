package gocheck

import "sort"

// starts are the offsets at which the lines of a source begin.
type starts []int

func lineStarts(source string) starts {
	s := starts{0}
	for i := range len(source) {
		if source[i] == '\n' {
			s = append(s, i+1)
		}
	}
	return s
}

// place is the line and column of an offset, both from 1.
func (s starts) place(offset int) (line, column int) {
	line = sort.SearchInts(s, offset+1)
	return line, offset - s[line-1] + 1
}
