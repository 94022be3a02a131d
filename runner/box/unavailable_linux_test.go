//go:build linux && (amd64 || arm64)

package box

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"unsafe"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// forbidVariable makes a test's process one that is forbidden something, and
// then asks for a box.
const forbidVariable = "TEST_FORBID"

// Where the system forbids what a box is made of there is none, and the error
// says what to do. Each is forbidden within a user namespace of the test alone.
func TestUnavailable(t *testing.T) {
	tests := []struct {
		name   string
		forbid func() error
		layer  string // nothing if a box is to be had
		cause  string
		cure   string
	}{
		{"nothing", func() error { return nil }, "", "", ""},
		{"user namespaces by sysctl", sysctl("max_user_namespaces", "0"), LayerNamespaces, "no space left on device", "user.max_user_namespaces"},
		{"network namespaces by sysctl", sysctl("max_net_namespaces", "0"), LayerNamespaces, "no space left on device", "max_*_namespaces"},
		{"mount namespaces by sysctl", sysctl("max_mnt_namespaces", "0"), LayerNamespaces, "no space left on device", "max_*_namespaces"},
		{"the workers' user namespaces by sysctl", sysctl("max_user_namespaces", "1"), LayerWorker, "no space left on device", "user.max_user_namespaces"},
		{"more namespaces than a box made ahead leaves", boxAhead, "", "", ""},
		{"clone's flags by a container", containerFilter, LayerNamespaces, "operation not permitted", "seccomp profile"},
	}
	if name := os.Getenv(forbidVariable); name != "" {
		for _, test := range tests {
			if test.name == name {
				reportStart(test.forbid)
			}
		}
		os.Exit(1)
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			said := inUserNamespace(t, test.name)
			if test.layer == "" {
				if said != "started" {
					t.Errorf("it said %q; want a box", said)
				}
				return
			}
			want := "cannot run programs here: " + test.layer + ": "
			if !strings.HasPrefix(said, want) || !strings.Contains(said, test.cause) || !strings.Contains(said, test.cure) {
				t.Errorf("it said %q; want it to name %q, %q and %q", said, test.layer, test.cause, test.cure)
			}
		})
	}
}

// inUserNamespace executes this test again as root of a user namespace, which
// needs no privileges, and returns what it said.
func inUserNamespace(t *testing.T, forbid string) string {
	t.Helper()
	var out bytes.Buffer
	cmd := exec.Command(self, "-test.run", "^TestUnavailable$")
	cmd.Env = append(os.Environ(), forbidVariable+"="+forbid)
	cmd.Stdout, cmd.Stderr = &out, &out
	attr := &syscall.SysProcAttr{
		Cloneflags:  unix.CLONE_NEWUSER | unix.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	if os.Getuid() == 0 { // it would still be root outside: nobody takes its place
		attr.UidMappings[0].HostID, attr.GidMappings[0].HostID = 65534, 65534
		attr.GidMappingsEnableSetgroups = true
		attr.Credential = &syscall.Credential{}
	}
	cmd.SysProcAttr = attr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %s", err, out.String())
	}
	return out.String()
}

// reportStart asks for a box and says what came of it.
func reportStart(forbid func() error) {
	if err := forbid(); err != nil {
		fmt.Print("cannot forbid it: ", err)
		os.Exit(1)
	}
	b, err := Start(Spec{Workers: []Worker{{Limits: attackLimits}}})
	var u *Unavailable
	switch {
	case err == nil:
		b.Close()
		fmt.Print("started")
	case errors.As(err, &u):
		fmt.Print(u)
	default:
		fmt.Print("another error: ", err)
	}
	os.Exit(0)
}

// sysctl allows so many namespaces of a kind.
func sysctl(name, value string) func() error {
	return func() error { return os.WriteFile("/proc/sys/user/"+name, []byte(value), 0) }
}

// boxAhead allows as many mount namespaces as a box of two workers needs, while a
// pool holds some by a box of one, and asks the pool for one of two.
func boxAhead() error {
	least := 0
	for err := errors.ErrUnsupported; err != nil; {
		if least++; least > 20 {
			return err
		}
		if err := sysctl("max_mnt_namespaces", strconv.Itoa(least))(); err != nil {
			return err
		}
		var b *Box
		if b, err = Start(shaped(2)); err == nil {
			b.Close()
		}
	}
	if err := sysctl("max_mnt_namespaces", "1000")(); err != nil {
		return err
	}
	p := NewPool(2, longIdle)
	defer p.Close()
	b, err := p.Start(shaped(1))
	if err != nil {
		return err
	}
	b.Close()
	p.Wait()
	if p.box(shaped(1)) == nil {
		return errors.New("no box was made ahead")
	}
	if err := sysctl("max_mnt_namespaces", strconv.Itoa(least))(); err != nil {
		return err
	}
	if b, err = p.Start(shaped(2)); err == nil {
		b.Close()
	}
	return err
}

// containerFilter is what container managers put on: no clone(2) with the flags
// of namespaces, no unshare(2), and clone3(2), whose flags it cannot see, as if
// there were none.
func containerFilter() error {
	a, err := thisArchitecture()
	if err != nil {
		return err
	}
	const namespaces = unix.CLONE_NEWUSER | unix.CLONE_NEWNET | unix.CLONE_NEWNS | unix.CLONE_NEWPID | unix.CLONE_NEWIPC | unix.CLONE_NEWUTS | unix.CLONE_NEWCGROUP
	refused := refuse(unix.EPERM)
	raw, err := bpf.Assemble([]bpf.Instruction{
		bpf.LoadAbsolute{Off: offsetNumber, Size: 4},
		bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: uint32(a.number(calls["clone3"])), SkipTrue: 1},
		bpf.RetConstant{Val: refuse(unix.ENOSYS)},
		bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: uint32(a.number(calls["unshare"])), SkipTrue: 1},
		bpf.RetConstant{Val: refused},
		bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: uint32(a.number(calls["clone"])), SkipTrue: 3},
		low(0),
		bpf.JumpIf{Cond: bpf.JumpBitsNotSet, Val: namespaces, SkipTrue: 1},
		bpf.RetConstant{Val: refused},
		bpf.RetConstant{Val: retAllow},
	})
	if err != nil {
		return err
	}
	filter := make([]unix.SockFilter, len(raw))
	for i, r := range raw {
		filter[i] = unix.SockFilter{Code: r.Op, Jt: r.Jt, Jf: r.Jf, K: r.K}
	}
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	if err := forbidNewPrivileges(); err != nil {
		return err
	}
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_TSYNC, uintptr(unsafe.Pointer(&program)))
	runtime.KeepAlive(filter)
	if errno != 0 {
		return errno
	}
	return nil
}
