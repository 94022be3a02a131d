//go:build linux && (amd64 || arm64)

package box

import (
	"errors"
	"runtime"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

func processAttacks() []attack {
	return []attack{
		{line: lineProcesses, name: "execve of a shell", want: "SIGSYS", canary: true, do: func(prey) error {
			return unix.Exec("/bin/sh", []string{"sh", "-c", "true"}, nil)
		}},
		{line: lineProcesses, name: "execveat of a path", want: "SIGSYS", do: func(prey) error {
			argv := [2]uintptr{text("sh")}
			return try(unix.SYS_EXECVEAT, here, text("/bin/sh"), uintptr(unsafe.Pointer(&argv)), 0, 0)
		}},
		{line: lineProcesses, name: "execveat of a file in sight", want: "EACCES", do: execInSight},
		{line: lineProcesses, name: "clone of a process", want: "EPERM", do: func(prey) error {
			return cloned(unix.RawSyscall(unix.SYS_CLONE, uintptr(unix.SIGCHLD), 0, 0))
		}},
		{line: lineProcesses, name: "clone into a user namespace", want: "EPERM", do: func(prey) error {
			return cloned(unix.RawSyscall(unix.SYS_CLONE, unix.CLONE_NEWUSER|uintptr(unix.SIGCHLD), 0, 0))
		}},
		{line: lineProcesses, name: "clone3", want: "ENOSYS", do: func(prey) error {
			args := [8]uint64{4: uint64(unix.SIGCHLD)}
			return cloned(unix.RawSyscall(unix.SYS_CLONE3, uintptr(unsafe.Pointer(&args)), unsafe.Sizeof(args), 0))
		}},
		{line: lineProcesses, name: "end the first thread", want: "SIGKILL", slow: true, do: endFirstThread},
		{line: lineProcesses, name: deepDown, want: "no effect", do: func(prey) error { return callDeepDown(10_000) }},
		{line: lineProcesses, name: threading, want: "exit status 2", slow: true, do: func(prey) error {
			ready, hold := make(chan bool), make(chan bool)
			for range 3 * maxThreads {
				go func() {
					runtime.LockOSThread()
					ready <- true
					<-hold
				}()
				<-ready
			}
			return nil
		}},
	}
}

// endFirstThread has the first thread end while the others go on: what they hold
// is then out of everybody's sight.
func endFirstThread(prey) error {
	hold := make(chan bool)
	for range maxThreads / 2 {
		on := make(chan int)
		go func() {
			runtime.LockOSThread()
			on <- unix.Gettid()
			if unix.Gettid() == unix.Getpid() {
				unix.RawSyscall(unix.SYS_EXIT, 0, 0, 0)
			}
			<-hold // so that the next one is on another thread
		}()
		if <-on == unix.Getpid() {
			time.Sleep(5 * time.Second) // which are not to pass
			return nil
		}
	}
	return errHarmless
}

const deepDown = "a call from deep down"

// callDeepDown makes a call under many functions, whose places may be looked for.
//
//go:noinline
func callDeepDown(functions int) error {
	if functions > 0 {
		return errors.Join(callDeepDown(functions - 1))
	}
	s, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
	unix.Close(s)
	return errors.Join(err, errHarmless)
}

// execInSight puts a file that can be read where the program was, and asks to
// become it.
func execInSight(prey) error {
	fd, err := unix.Open("/etc/hosts", unix.O_RDONLY, 0)
	if err != nil {
		return err
	}
	if fd != programFD {
		if err := unix.Dup3(fd, programFD, 0); err != nil {
			return err
		}
	}
	return execDescriptor(programFD, []string{"hosts"})
}

// cloned ends the child, if there is one, and waits for it.
//
//go:norace
//go:nosplit
func cloned(pid, _ uintptr, errno unix.Errno) error {
	if errno != 0 {
		return errno
	}
	if pid == 0 {
		unix.RawSyscall(unix.SYS_EXIT_GROUP, 0, 0, 0)
	}
	unix.Wait4(int(pid), nil, 0, nil)
	return nil
}

// inChild makes a call that only a process with one thread may make, in a child.
func inChild(number, a1, a2, a3 uintptr) error {
	pid, _, errno := unix.RawSyscall(unix.SYS_CLONE, uintptr(unix.SIGCHLD), 0, 0)
	if errno != 0 {
		return errno
	}
	if pid == 0 {
		_, _, errno := unix.RawSyscall(number, a1, a2, a3)
		unix.RawSyscall(unix.SYS_EXIT_GROUP, uintptr(errno), 0, 0)
	}
	var status unix.WaitStatus
	if _, err := unix.Wait4(int(pid), &status, 0, nil); err != nil {
		return err
	}
	if status.ExitStatus() != 0 {
		return unix.Errno(status.ExitStatus())
	}
	return nil
}

// neighbour is the number of a process that is not this one, if there is any.
func neighbour() uintptr {
	for n := uintptr(2); ; n++ {
		if try(unix.SYS_TGKILL, 1, n, 0) != nil {
			return n // not a thread of this process
		}
	}
}

func signalAttacks() []attack {
	kill := uintptr(unix.SIGKILL)
	return []attack{
		{line: lineSignals, name: "kill everything", want: "EPERM", do: func(prey) error { return unix.Kill(-1, unix.SIGKILL) }},
		{line: lineSignals, name: "kill the group", want: "EPERM", do: func(prey) error {
			if err := unix.Kill(0, 0); err != nil || unix.Getpgrp() != unix.Getpid() {
				return err
			}
			return errHarmless // there is nobody else in it
		}},
		{line: lineSignals, name: "kill the neighbour", want: "EPERM", do: func(prey) error { return try(unix.SYS_KILL, neighbour(), kill) }},
		{line: lineSignals, name: "stop itself", want: "no effect", do: func(prey) error {
			return errors.Join(unix.Kill(1, unix.SIGSTOP), errHarmless) // it is still here to say so
		}},
		{line: lineSignals, name: "kill the parent", want: "EPERM", do: func(prey) error {
			if err := unix.Kill(unix.Getppid(), unix.SIGKILL); err != nil {
				return err
			}
			time.Sleep(50 * time.Millisecond) // with the box's init, this process ends
			return errHarmless
		}},
		{line: lineSignals, name: "tgkill of another", want: "EPERM", do: func(prey) error {
			return try(unix.SYS_TGKILL, neighbour(), neighbour(), kill)
		}},
		{line: lineSignals, name: "tkill", want: "EPERM", do: func(prey) error { return try(unix.SYS_TKILL, neighbour(), kill) }},
		{line: lineSignals, name: "queue a signal", want: "EPERM", do: func(prey) error {
			var info [128]byte
			return try(unix.SYS_RT_SIGQUEUEINFO, neighbour(), kill, uintptr(unsafe.Pointer(&info)))
		}},
		{line: lineSignals, name: "pidfd_open", want: "EPERM", do: func(prey) error { return try(unix.SYS_PIDFD_OPEN, neighbour(), 0) }},
		{line: lineSignals, name: "pidfd_send_signal", want: "EPERM", do: trying(unix.SYS_PIDFD_SEND_SIGNAL, 0, kill)},
		{line: lineSignals, name: "another session", want: "EPERM", do: trying(unix.SYS_SETSID)},
		{line: lineSignals, name: "signals of a descriptor", want: "EPERM", do: func(prey) error {
			_, err := unix.FcntlInt(0, unix.F_SETOWN, 1)
			return err
		}},
	}
}
