package host

// Interfaces that programs ask values of the library for without a name, or by one of
// their own: the interpreter knows the library's methods by the library's
// interfaces only.
type (
	CloseWriter interface{ CloseWrite() error }
	CloseReader interface{ CloseRead() error }
	Closer      interface{ Close() error }
	Timeouter   interface{ Timeout() bool }
	Temporary   interface{ Temporary() bool }
	NetError    interface {
		Timeout() bool
		Temporary() bool
	}
	Unwrapper    interface{ Unwrap() error }
	ManyUnwrap   interface{ Unwrap() []error }
	Matcher      interface{ Is(error) bool }
	Stringer     interface{ String() string }
	Failure      interface{ Error() string }
	Reader       interface{ Read([]byte) (int, error) }
	Writer       interface{ Write([]byte) (int, error) }
	StringWriter interface{ WriteString(string) (int, error) }
	ByteReader   interface{ ReadByte() (byte, error) }
	Flusher      interface{ Flush() }
	ErrFlusher   interface{ Flush() error }
	Lengther     interface{ Len() int }
)
