package host

import (
	"log"
	"reflect"
	"sync"
	"unsafe"
)

// Placed is a logger of package log that prints as another does, with the place of a call
// in the program where that prints places: package log finds the interpreter's.
func Placed(logger any, place string) any {
	l := logger.(*log.Logger)
	flags := l.Flags()
	if flags&log.Lshortfile == 0 {
		return l
	}
	w := placed{logger: l}
	prefix := place + ": "
	if flags&log.Lmsgprefix != 0 {
		prefix += l.Prefix()
	} else {
		w.prefix = l.Prefix()
	}
	return log.New(w, prefix, flags&^log.Lshortfile|log.Lmsgprefix)
}

// placed writes what a logger prints where another one does.
type placed struct {
	logger *log.Logger
	prefix string // of each line
}

// Write holds the other logger's lock, which others who print by it wait for.
func (p placed) Write(line []byte) (int, error) {
	out := p.logger.Writer()
	field := reflect.ValueOf(p.logger).Elem().FieldByName("outMu")
	lock := (*sync.Mutex)(unsafe.Pointer(field.UnsafeAddr()))
	lock.Lock()
	defer lock.Unlock()
	return out.Write(append([]byte(p.prefix), line...))
}
