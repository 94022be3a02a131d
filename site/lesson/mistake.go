package lesson

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// A place is a line of a file; line 0 is the file as a whole.
type place struct {
	file string
	line int
}

func (p place) String() string {
	if p.line == 0 {
		return p.file
	}
	return fmt.Sprintf("%s:%d", p.file, p.line)
}

// mistakes gathers what is wrong with a book, each thing once: a text that two
// lessons include is read twice.
type mistakes struct {
	all []mistake
}

type mistake struct {
	place
	text string
}

func (m *mistakes) add(p place, format string, args ...any) {
	one := mistake{p, fmt.Sprintf(format, args...)}
	if !slices.Contains(m.all, one) {
		m.all = append(m.all, one)
	}
}

// err joins the mistakes in the order of their places; nil if there are none.
func (m *mistakes) err() error {
	slices.SortStableFunc(m.all, func(a, b mistake) int {
		return cmp.Or(cmp.Compare(a.file, b.file), cmp.Compare(a.line, b.line))
	})
	var errs []error
	for _, one := range m.all {
		errs = append(errs, fmt.Errorf("%v: %s", one.place, one.text))
	}
	return errors.Join(errs...)
}
