//go:build linux && (amd64 || arm64)

package box

import (
	"encoding/binary"
	"slices"
	"time"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"

	"bothends/runner/strace"
)

// tellRefusals has the calls that make sockets and set their options come to the
// supervisor where the filter would refuse them by itself: a tracer does not get
// to see those. The supervisor refuses them in its place.
func tellRefusals(list []rule) []rule {
	list = slices.Clone(list)
	for i, r := range list {
		if !slices.Contains([]call{"socket", "socketpair", "setsockopt"}, r.call) {
			continue
		}
		then := slices.Clone(r.then)
		for k, instruction := range then {
			if answer, ok := instruction.(bpf.RetConstant); ok && answer.Val&^0xffff == retErrno {
				then[k] = bpf.RetConstant{Val: retTell}
			}
		}
		list[i].then = then
	}
	return list
}

// inPlace answers a call that the supervisor was told of and that is no write:
// it refuses it as the filter does, or does it. The worker's kernel never gets to
// do it, so nothing that the worker changes meanwhile matters.
func (b *Box) inPlace(worker int, n notification, at time.Time) unix.Errno {
	var size uint32
	errno := refusal(n)
	if errno == 0 {
		size, errno = b.setBuffer(worker, n)
	}
	name := names()[uint64(n.Data.Number)]
	if b.workers[worker].tracer == nil || name == "" {
		return errno
	}
	read := memory(int(n.PID))
	begun := strace.Begin(name, n.Data.Arguments, func(address uint64, length int) []byte {
		if got := read(address, length); address != n.Data.Arguments[3] || len(got) != 4 || size == 0 {
			return got
		}
		return binary.NativeEndian.AppendUint32(nil, size) // as it was when it was set
	})
	c := begun.End(-int64(errno), read)
	if !b.waitsFor(worker, n) {
		return errno // what was read may be of another process
	}
	c.Began, c.Duration = at, time.Since(at)
	b.coming = append(b.coming, announcement{at: at, whole: &Report{Worker: worker, At: at, Call: &c}})
	return errno
}

// refusal is what the filter's rule makes of a call: 0 if it is to be done.
func refusal(n notification) unix.Errno {
	a, err := thisArchitecture()
	if err != nil {
		return unix.EPERM
	}
	for _, r := range rules() {
		if a.number(calls[r.call]) != int(n.Data.Number) {
			continue
		}
		vm, err := bpf.NewVM(r.then)
		if err != nil {
			return unix.EPERM
		}
		data := binary.BigEndian.AppendUint32(nil, uint32(n.Data.Number)) // the machine's words, in network order
		data = binary.BigEndian.AppendUint32(data, n.Data.Architecture)
		data = append(data, make([]byte, offsetArguments-len(data))...)
		for _, argument := range n.Data.Arguments {
			data = binary.BigEndian.AppendUint32(data, uint32(argument))
			data = binary.BigEndian.AppendUint32(data, uint32(argument>>32))
		}
		verdict, err := vm.Run(data)
		switch verdict := uint32(verdict); {
		case err != nil:
		case verdict == retTell:
			return 0
		case verdict&^0xffff == retErrno:
			return unix.Errno(verdict & 0xffff)
		}
	}
	return unix.EPERM
}
