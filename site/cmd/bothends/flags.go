package main

import (
	"errors"
	"flag"
	"fmt"
	"time"
)

// newFlags makes the flags of a command, those of the book among them.
func newFlags(name string) (*flag.FlagSet, *string) {
	f := flag.NewFlagSet(name, flag.ContinueOnError)
	return f, placeFlag(f, "book", "", "the `folder` of the book, with lessons/ and snippets/; by default this folder if it holds a book, otherwise the book inside the program")
}

// A placeValue is a file or folder. One without a name is a script's unset
// variable, not what anybody means.
type placeValue string

func (p *placeValue) String() string { return string(*p) }

func (p *placeValue) Set(text string) error {
	if text == "" {
		return errors.New("it is empty; name a place, or leave the flag out")
	}
	*p = placeValue(text)
	return nil
}

// placeFlag is a flag that names a file or folder.
func placeFlag(f *flag.FlagSet, name, value, usage string) *string {
	p := placeValue(value)
	f.Var(&p, name, usage)
	return (*string)(&p)
}

// unwritable is the error for a file that a flag names and that cannot be made.
func unwritable(flag string, err error) error {
	return usageError{fmt.Errorf("-%s: %w; name a file in a folder that is there, and that you may write to", flag, err)}
}

// A spanValue is a time that may be 0, and not less.
type spanValue time.Duration

func (s *spanValue) String() string { return time.Duration(*s).String() }

func (s *spanValue) Set(text string) error {
	d, err := time.ParseDuration(text)
	switch {
	case err != nil:
		return errors.New("a time has a unit, such as 90s or 5m")
	case d < 0:
		return errors.New("a time is 0 or more")
	}
	*s = spanValue(d)
	return nil
}

// spanFlag is a flag that takes a time.
func spanFlag(f *flag.FlagSet, name string, value time.Duration, usage string) *time.Duration {
	s := spanValue(value)
	f.Var(&s, name, usage)
	return (*time.Duration)(&s)
}
