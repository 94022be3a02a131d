package host

import (
	"errors"
	"reflect"
)

func (b failure) Error() string { return b.typ.call("Error", b.value).String() }
func (b joined) Error() string  { return b.typ.call("Error", b.value).String() }

// Unwrap returns nothing, as errors.Unwrap does, if the type has no such method.
func (b failure) Unwrap() error {
	if !b.typ.has("Unwrap") {
		return nil
	}
	err, _ := b.typ.call("Unwrap", b.value).Interface().(error)
	return err
}

func (b joined) Unwrap() []error {
	list, _ := b.typ.call("Unwrap", b.value).Interface().([]error)
	return list
}

func (b boxed) is(target error) bool {
	return b.typ.has("Is") && b.typ.call("Is", b.value, reflect.ValueOf(&target).Elem()).Bool()
}

func (b failure) Is(target error) bool { return b.is(target) }
func (b joined) Is(target error) bool  { return b.is(target) }

// As is errors.As for a target of the program's own type, which it panics for as that does.
func (t *Types) As(err error, typ int, target any) bool {
	switch {
	case err == nil:
		return false
	case reflect.ValueOf(target).IsNil():
		panic("errors: target must be a non-nil pointer")
	case !t.list[typ].has("Error"):
		panic("errors: *target must be interface or implement error")
	}
	return t.as(err, typ, target)
}

func (t *Types) as(err error, typ int, target any) bool {
	for err != nil {
		if t.Set(typ, err, target) {
			return true
		}
		if list, ok := err.(interface{ Unwrap() []error }); ok {
			for _, one := range list.Unwrap() {
				if t.as(one, typ, target) {
					return true
				}
			}
			return false
		}
		err = errors.Unwrap(err)
	}
	return false
}
