package gobuild

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"bothends/runner/gocheck"
)

// Find looks for a Go toolchain in PATH and has it compile the standard
// library, once for each version: that takes up to a minute, after which Find
// takes milliseconds. The error says why there is none to be had.
func Find(ctx context.Context) (*Toolchain, error) {
	found, err := look(ctx)
	if err != nil {
		return nil, err
	}
	lib, err := findLibrary(ctx, found.command, found.version+"-"+runtime.GOARCH)
	if err != nil {
		return nil, err
	}
	return &Toolchain{
		Version: found.version, tools: found.tools, library: lib,
		slots: make(chan struct{}, runtime.NumCPU()), binaries: newCache(maxCached),
	}, nil
}

// Version is that of the toolchain which Find would find. It compiles nothing.
func Version(ctx context.Context) (string, error) {
	found, err := look(ctx)
	return found.version, err
}

// located is where a toolchain is.
type located struct{ command, version, tools string }

func look(ctx context.Context) (located, error) {
	command, err := exec.LookPath("go")
	if err != nil {
		return located{}, errors.New("there is no go command in PATH")
	}
	out, err := goCommand(ctx, command, "env", "-json", "GOVERSION", "GOTOOLDIR")
	if err != nil {
		return located{}, err
	}
	var env struct{ GOVERSION, GOTOOLDIR string }
	if err := json.Unmarshal(out, &env); err != nil {
		return located{}, fmt.Errorf("go env: %w", err)
	}
	if env.GOVERSION != gocheck.GoVersion && !strings.HasPrefix(env.GOVERSION, gocheck.GoVersion+".") {
		return located{}, fmt.Errorf("the toolchain in PATH is %s; programs are checked as %s", env.GOVERSION, gocheck.GoVersion)
	}
	for _, tool := range []string{"compile", "link"} {
		if _, err := os.Stat(filepath.Join(env.GOTOOLDIR, tool)); err != nil {
			return located{}, fmt.Errorf("the toolchain has no %s: %w", tool, err)
		}
	}
	return located{command, env.GOVERSION, env.GOTOOLDIR}, nil
}

// systemCache is where root keeps compiled libraries. The box's user must be
// able to reach them, and that is not root, whose own cache nobody else enters.
const systemCache = "/var/cache/bothends"

// findLibrary opens the compiled library of that name: root's, if it is there,
// else the user's own, which is made if it is not.
func findLibrary(ctx context.Context, command, name string) (library, error) {
	system := filepath.Join(systemCache, name)
	if _, err := os.Stat(filepath.Join(system, indexFile)); err == nil || os.Getuid() == 0 {
		return openLibrary(ctx, command, system)
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return library{}, err
	}
	return openLibrary(ctx, command, filepath.Join(dir, "bothends", name))
}

// goCommand runs the go command as it comes, whatever the user's settings.
func goCommand(ctx context.Context, command string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, command, args...)
	cmd.WaitDelay = time.Second // for what a go command that was ended has left behind, with its output open
	cmd.Dir = "/"
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=", "GOTOOLCHAIN=local", "GOWORK=off", "GO111MODULE=off",
		"GOOS=linux", "GOARCH="+runtime.GOARCH, "GOEXPERIMENT=")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go %s: %w: %s", args[0], err, strings.TrimSpace(stderr.String()))
	}
	return out, nil
}
