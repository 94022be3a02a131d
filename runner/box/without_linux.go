//go:build linux && (amd64 || arm64)

package box

import (
	"slices"

	"golang.org/x/sys/unix"
)

// What a test can leave out besides the layers of Layers, to see that the
// others hold: see [Spec]. Namespaces go from the box and from its workers.
const (
	namespaceUser    = "user namespace" // the worker's own; without the box's nothing else goes on
	namespaceProcess = "process namespace"
	namespaceMount   = "mount namespace"
	namespaceNetwork = "network namespace"
	namespaceIPC     = "IPC namespace"
	namespaceUTS     = "UTS namespace"
	namespaceCgroup  = "cgroup namespace"

	layerHostName    = "neutral host name"
	layerHostUser    = "unprivileged host user"
	layerDescriptors = "descriptors closed"
)

func (w without) has(layer string) bool { return slices.Contains(w, layer) }

// from takes the namespaces that are left out from clone(2)'s flags.
func (w without) from(flags uintptr) uintptr {
	for name, flag := range map[string]uintptr{
		namespaceUser:    unix.CLONE_NEWUSER,
		namespaceProcess: unix.CLONE_NEWPID,
		namespaceMount:   unix.CLONE_NEWNS,
		namespaceNetwork: unix.CLONE_NEWNET,
		namespaceIPC:     unix.CLONE_NEWIPC,
		namespaceUTS:     unix.CLONE_NEWUTS,
		namespaceCgroup:  unix.CLONE_NEWCGROUP,
	} {
		if w.has(name) {
			flags &^= flag
		}
	}
	return flags
}

// keepDescriptors undoes in init, from first on, what Hook does: its workers
// get what it inherited.
func keepDescriptors(first int) {
	for fd := first; fd < first+64; fd++ {
		unix.FcntlInt(uintptr(fd), unix.F_SETFD, 0)
	}
}
