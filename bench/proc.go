package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// server is a process under measurement.
type server struct {
	cmd   *exec.Cmd
	addr  string
	log   *bytes.Buffer
	start time.Duration // from exec to the first answer of /readyz
	ended chan struct{} // closed once the process is gone
}

// launch starts a server and waits until it is ready. The address follows the
// arguments.
func launch(ctx context.Context, binary string, args ...string) (*server, error) {
	addr, err := freeAddress()
	if err != nil {
		return nil, err
	}
	//nolint:gosec // the binary is what the caller of the benchmark asked for
	s := &server{cmd: exec.CommandContext(ctx, binary, append(args, "--listen", addr)...), addr: addr, log: &bytes.Buffer{}, ended: make(chan struct{})}
	s.cmd.Stdout, s.cmd.Stderr = s.log, s.log
	s.cmd.Cancel = func() error { return s.cmd.Process.Signal(syscall.SIGTERM) }
	s.cmd.WaitDelay = 30 * time.Second
	began := time.Now()
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		defer close(s.ended)
		_ = s.cmd.Wait() // it is ended by a signal, which Wait calls an error
	}()
	if err := s.ready(ctx); err != nil {
		s.stop()
		return nil, fmt.Errorf("%s: %w\n%s", binary, err, s.log)
	}
	s.start = time.Since(began)
	return s, nil
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

func (s *server) ready(ctx context.Context) error {
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(2 * time.Millisecond) {
		resp, err := http.Get("http://" + s.addr + "/readyz")
		if err == nil {
			err = resp.Body.Close()
			if err == nil && resp.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-s.ended:
			return errors.New("it ended")
		case <-ctx.Done():
			return ctx.Err()
		default:
		}
	}
	return errors.New("not ready within a minute")
}

// stop ends the process and waits for it.
func (s *server) stop() {
	_ = s.cmd.Process.Signal(syscall.SIGTERM) // fails when it is gone already
	<-s.ended
}

// tick is the unit of /proc/<pid>/stat: USER_HZ, which is 100 on every Linux
// that Go runs on.
const tick = 10 * time.Millisecond

// cpu returns the time that the process has computed, user and system.
func (s *server) cpu() (time.Duration, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	// The name in parentheses may hold spaces; utime and stime are fields 14 and 15.
	fields := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:]))
	user, err := strconv.ParseInt(fields[11], 10, 64)
	if err != nil {
		return 0, err
	}
	system, err := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * tick, err
}

// quiet is for how long a process has to do nothing before it is at rest. A
// timer that waits for the disk looks idle for a second.
const quiet = 3

// rest waits until the process has nothing to do of its own: the timers that
// run at its start would be counted among the requests.
func (s *server) rest(ctx context.Context) error {
	idle := 0
	for range 1800 {
		before, wrote, err := s.work()
		if err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
		}
		after, more, err := s.work()
		if err != nil {
			return err
		}
		if idle++; after-before > 2*tick || more > wrote {
			idle = 0
		}
		if idle == quiet {
			return nil
		}
	}
	return errors.New("still at work of its own after half an hour")
}

// work returns how long the process has computed and how many bytes it wrote.
func (s *server) work() (cpu time.Duration, wrote int64, err error) {
	if cpu, err = s.cpu(); err != nil {
		return 0, 0, err
	}
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/io", s.cmd.Process.Pid))
	if err != nil {
		return 0, 0, err
	}
	_, rest, _ := strings.Cut(string(b), "write_bytes: ")
	line, _, _ := strings.Cut(rest, "\n")
	wrote, err = strconv.ParseInt(line, 10, 64)
	return cpu, wrote, err
}

// settled starts the product once on a world that was just filled and lets it
// do what its timers find there, so that no measurement has it beside it.
func settled(ctx context.Context, binary, data string) error {
	done := filepath.Join(data, "settled")
	if _, err := os.Stat(done); err == nil {
		return nil
	}
	s, err := launch(ctx, binary, productArgs(data)...)
	if err != nil {
		return err
	}
	defer s.stop()
	if err := s.rest(ctx); err != nil {
		return err
	}
	return os.WriteFile(done, nil, 0o600)
}

// memory returns a figure of /proc/<pid>/status in bytes: VmRSS, RssAnon.
func (s *server) memory(name string) (int64, error) {
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), name+":"); ok {
			kib, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(rest, "kB")), 10, 64)
			return kib << 10, err
		}
	}
	return 0, fmt.Errorf("no %s", name)
}
