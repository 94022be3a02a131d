//go:build linux && (amd64 || arm64)

package box

import (
	"errors"
	"os"
	"syscall"
)

// unavailable says what to do about a layer that did not go on, as far as the
// errno tells. It is fail-closed by being the only way Start reports one.
func unavailable(layer string, err error) *Unavailable {
	u := &Unavailable{Layer: layer, Cause: err.Error(), Cure: "please report this with the output of: bothends doctor"}
	switch {
	case layer == LayerControlGroup:
		u.Cure = "run it as a service of systemd with Delegate=yes, or leave it: each process is bounded all the same"
	case layer == LayerLink && errors.Is(err, syscall.EOPNOTSUPP):
		u.Cure = "use a kernel with CONFIG_VETH, or load its module (modprobe veth), or leave it: only scenarios with a [link] are refused"
	case layer == LayerLink && errors.Is(err, syscall.ENOSPC):
		u.Cure = "raise the limit in /proc/sys/user/max_net_namespaces, or leave it: only scenarios with a [link] are refused"
	case layer == LayerLandlock:
		u.Cure = "use a kernel with CONFIG_SECURITY_LANDLOCK and landlock among CONFIG_LSM, or leave it: the empty root holds"
	case errors.Is(err, syscall.ENOTSUP):
		u.Cure = "build with CGO_ENABLED=0, as make does: only without cgo can a Go program change all of its threads"
	case (layer == LayerNamespaces || layer == LayerWorker) && errors.Is(err, syscall.ENOSPC):
		u.Cure = "raise the limits in /proc/sys/user/max_*_namespaces (sysctl user.max_user_namespaces=10000)"
	case layer == LayerNamespaces && errors.Is(err, syscall.EPERM) && rootAlone():
		u.Cure = "there is no user here but root: give the user namespace that it runs in more, or run it as an ordinary user"
	case layer == LayerNamespaces && errors.Is(err, syscall.EPERM):
		u.Cure = "allow unprivileged user namespaces: in a container, run it with a seccomp profile that permits clone and unshare; " +
			"on Debian, sysctl kernel.unprivileged_userns_clone=1"
	case layer == LayerNamespaces && errors.Is(err, syscall.EACCES) && os.Getuid() == 0:
		u.Cure = "make the program's file executable for all (chmod a+rx), as it runs as an unprivileged user inside the box"
	case layer == LayerNamespaces && errors.Is(err, syscall.EINVAL):
		u.Cure = "use a Linux kernel with user, network, process, mount, IPC, UTS and cgroup namespaces"
	case errors.Is(err, syscall.EACCES), errors.Is(err, syscall.EPERM):
		u.Cure = "on Ubuntu 24.04 and later, give the program an AppArmor profile with \"userns,\" " +
			"or set sysctl kernel.apparmor_restrict_unprivileged_userns=0"
	case errors.Is(err, syscall.EROFS):
		u.Cure = "in a container, leave /proc/sys writable (such as with --security-opt systempaths=unconfined)"
	case layer == LayerSeccomp:
		u.Cure = "use a kernel built with CONFIG_SECCOMP_FILTER"
	}
	return u
}

// rootAlone holds for root where it is the only user.
func rootAlone() bool {
	users, _ := idMaps()
	return os.Getuid() == 0 && onlyRoot(users)
}
