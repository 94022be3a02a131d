//go:build linux && (amd64 || arm64)

package box

import (
	"encoding/binary"
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"bothends/runner/link"
)

// Where there are two hosts, every attack ends as it must on either.
func TestAttacksOnALink(t *testing.T) {
	p := newPrey(t)
	for _, host := range []int{ServerHost, ClientHost} {
		spec := Spec{Packets: true, Link: &link.Spec{MTU: link.MaxMTU}, Workers: []Worker{{Limits: attackLimits, Host: host}}}
		for name, ended := range attackAll(t, p, spec, attacks()) {
			a := attackNamed(t, name)
			if ended != a.want {
				t.Errorf("%s: %s on host %d: %s; want %s", a.line, a.name, host, ended, a.want)
			}
		}
	}
}

// A link can be had where a box can, and the supervisor keeps nothing of it.
func TestProbeLink(t *testing.T) {
	open := func() int {
		all, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	before := open()
	for range 3 {
		if err := ProbeLink(); err != nil {
			t.Error(err)
		}
	}
	if after := open(); after != before {
		t.Errorf("%d descriptors are open, where %d were before", after, before)
	}
}

// The kernel's refusal of a device is an errno in its answer, and the cure is
// about the device.
func TestNoVeth(t *testing.T) {
	for errno, want := range map[unix.Errno]string{
		unix.EOPNOTSUPP: "CONFIG_VETH",
		unix.ENOSPC:     "max_net_namespaces",
		unix.EPERM:      "AppArmor",
	} {
		u := unavailable(LayerLink, &failureError{"make a veth pair", errno})
		if u.Layer != LayerLink || !strings.Contains(u.Cure, want) {
			t.Errorf("%v: %v; want a cure with %s", errno, u, want)
		}
	}
}

// An attribute is a length, a type and data, filled up to four bytes, which the
// length does not count: rtnetlink(7).
func TestAttribute(t *testing.T) {
	b := attribute(unix.IFLA_IFNAME, []byte("far0\x00"))
	if len(b) != 12 || binary.NativeEndian.Uint16(b) != 9 || binary.NativeEndian.Uint16(b[2:]) != 3 || string(b[4:]) != "far0\x00\x00\x00\x00" {
		t.Errorf("%x", b)
	}
}

// A thread that enters a namespace is never the first one of the process: what
// proc(5) shows of the process stays.
func TestNetThread(t *testing.T) {
	before, err := os.Readlink("/proc/self/ns/net")
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		thread, err := newNetThread()
		if err != nil {
			t.Skipf("no right to make a network namespace outside of a box: %v", err)
		}
		var inside string
		if err := thread.do(func() (err error) { inside, err = os.Readlink("/proc/thread-self/ns/net"); return err }); err != nil {
			t.Fatal(err)
		}
		after, _ := os.Readlink("/proc/self/ns/net")
		here := ""
		(*netThread)(nil).do(func() (err error) { here, err = os.Readlink("/proc/thread-self/ns/net"); return err })
		if inside == before || after != before || here != before {
			t.Fatalf("the thread is in %s, the process in %s, others in %s, where all were in %s", inside, after, here, before)
		}
		if _, err := os.Stat(thread.net + "/tcp"); err != nil {
			t.Error(err)
		}
		close(thread.run) // the goroutine ends, and its thread with it
		unix.Close(thread.space)
	}
}

// What a second host and a line cost before anything runs: a box with no workers,
// made and taken down, with a link and without.
func BenchmarkLink(b *testing.B) {
	for name, line := range map[string]*link.Spec{"none": nil, "link": {MTU: link.MaxMTU}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				box, err := Start(Spec{Link: line})
				if err != nil {
					b.Fatal(err)
				}
				box.Close()
			}
		})
	}
}
