package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
)

// request is one question on the wire.
type request struct {
	method, path string
	body         string
	headers      [][2]string
}

// script gives each connection its own endless list of requests. A connection
// asks for the next one when the last was answered with success.
type script func(conn int) func() request

// reading is what one round of load showed.
type reading struct {
	requests int
	wall     time.Duration
	cpu      time.Duration // of the server
	took     []time.Duration
	bytes    int64
}

// perRequest is the server's time for one request.
func (r reading) perRequest() time.Duration { return r.cpu / time.Duration(max(r.requests, 1)) }

// rate is requests a second.
func (r reading) rate() float64 { return float64(r.requests) / r.wall.Seconds() }

// quantile returns how long the given share of requests took at most.
func (r reading) quantile(q float64) time.Duration {
	return r.took[min(int(q*float64(len(r.took))), len(r.took)-1)]
}

// client is one kept connection.
type client struct {
	conn net.Conn
	in   *bufio.Reader
	out  []byte
}

func dial(addr string) (*client, error) {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	return &client{conn: c, in: bufio.NewReaderSize(c, 64<<10)}, nil
}

func (c *client) send(q request) error {
	b := append(c.out[:0], q.method...)
	b = append(append(append(b, ' '), q.path...), " HTTP/1.1\r\nHost: bench\r\n"...)
	for _, h := range q.headers {
		b = append(append(append(append(b, h[0]...), ": "...), h[1]...), "\r\n"...)
	}
	if q.body != "" {
		b = append(b, "Content-Type: application/json\r\nContent-Length: "...)
		b = append(strconv.AppendInt(b, int64(len(q.body)), 10), "\r\n"...)
	} else if q.method != http.MethodGet {
		b = append(b, "Content-Length: 0\r\n"...)
	}
	c.out = append(append(b, "\r\n"...), q.body...)
	_, err := c.conn.Write(c.out)
	return err
}

// do sends a request and drops the answer's body, which it counts. An answer
// that is no success is an error: the figures would be of something else.
func (c *client) do(q request) (int64, error) {
	if err := c.send(q); err != nil {
		return 0, err
	}
	resp, err := http.ReadResponse(c.in, nil)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 300 {
		text, _ := io.ReadAll(io.LimitReader(resp.Body, 400))
		return 0, fmt.Errorf("%s %s: %s: %s", q.method, q.path, resp.Status, text)
	}
	return io.Copy(io.Discard, resp.Body)
}

// round loads a server from many connections for a while, without a pause.
func round(s *server, what script, conns int, lasts time.Duration) (reading, error) {
	return paced(s, what, conns, lasts, 0)
}

// paced is round for people who ask once in a while, not all at the same time.
func paced(s *server, what script, conns int, lasts, every time.Duration) (reading, error) {
	var all reading
	var failed error
	var mu sync.Mutex
	var group sync.WaitGroup
	before, err := s.cpu()
	if err != nil {
		return all, err
	}
	began := time.Now()
	for n := range conns {
		group.Go(func() {
			time.Sleep(every * time.Duration(n) / time.Duration(conns))
			one, err := work(s.addr, what(n), began.Add(lasts), every)
			mu.Lock()
			defer mu.Unlock()
			all.took, all.bytes = append(all.took, one.took...), all.bytes+one.bytes
			if err != nil {
				failed = err
			}
		})
	}
	group.Wait()
	all.wall = time.Since(began)
	after, err := s.cpu()
	if err := errors.Join(failed, err); err != nil {
		return all, err
	}
	all.cpu, all.requests = after-before, len(all.took)
	slices.Sort(all.took)
	return all, nil
}

func work(addr string, next func() request, until time.Time, every time.Duration) (r reading, err error) {
	c, err := dial(addr)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, c.conn.Close()) }()
	for time.Now().Before(until) {
		q := next()
		began := time.Now()
		n, err := c.do(q)
		if err != nil {
			return r, err
		}
		r.took, r.bytes = append(r.took, time.Since(began)), r.bytes+n
		time.Sleep(every - time.Since(began)) // nothing when it is late
	}
	return r, nil
}
