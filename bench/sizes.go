package main

import (
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"os"
	"regexp"
	"time"
)

// sizes are the figures of the product as such.
type sizes struct {
	start  time.Duration // on an existing database, to the first answer of /readyz
	idle   int64         // resident memory of the idle process, bytes
	own    int64         // of it, what is no file: neither program nor database
	binary int64
	script int64 // JavaScript that the first page loads before anything shows, packed
}

// measureSizes starts the product some times on a filled folder.
func measureSizes(ctx context.Context, binary, data string, times int) (v sizes, err error) {
	for range times {
		s, err := launch(ctx, binary, productArgs(data)...)
		if err != nil {
			return v, err
		}
		if err := s.rest(ctx); err != nil {
			return v, err
		}
		rss, err := s.memory("VmRSS")
		if err != nil {
			return v, err
		}
		own, err := s.memory("RssAnon")
		if err != nil {
			return v, err
		}
		if v.script, err = firstScripts(s); err != nil {
			return v, err
		}
		if v.start == 0 || s.start < v.start {
			v.start, v.idle, v.own = s.start, rss, own
		}
		s.stop()
	}
	info, err := os.Stat(binary)
	if err == nil {
		v.binary = info.Size()
	}
	return v, err
}

func productArgs(data string) []string {
	return []string{"serve", "--data", data, "--caller-rate", "0", "--log-level", "warn"}
}

var (
	scriptTag = regexp.MustCompile(`<(?:script|link)[^>]*?(?:src|href)="(/[^"]+\.js)"`)
	packed    = http.Client{Transport: &http.Transport{DisableCompression: true}}
)

// firstScripts adds up what the first page names in its head.
func firstScripts(s *server) (total int64, err error) {
	page, err := fetch(s, "/", false)
	if err != nil {
		return 0, err
	}
	for _, m := range scriptTag.FindAllSubmatch(page, -1) {
		b, err := fetch(s, string(m[1]), true)
		if err != nil {
			return 0, err
		}
		total += int64(len(b))
	}
	return total, nil
}

// fetch returns a page, or a file as packed as the server sends it.
func fetch(s *server, path string, asPacked bool) ([]byte, error) {
	r, err := http.NewRequest(http.MethodGet, "http://"+s.addr+path, nil)
	if err != nil {
		return nil, err
	}
	if asPacked {
		r.Header.Set("Accept-Encoding", "gzip")
	}
	resp, err := packed.Do(r)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if !asPacked && resp.Header.Get("Content-Encoding") == "gzip" {
		z, err := gzip.NewReader(resp.Body)
		if err != nil {
			return nil, err
		}
		return io.ReadAll(z)
	}
	return io.ReadAll(resp.Body)
}
