package app

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"
)

// pages serves the single-page app out of the binary. Files with a hash in
// their name never change; every other address is a page of the app.
type pages struct {
	dist  fs.FS
	files map[string]*asset
}

// asset is a built file, read when somebody first asks for it. What packs is kept
// packed; few ask for it otherwise, and they get it out of the binary.
type asset struct {
	name, kind string
	forever    bool

	once   sync.Once
	tag    string
	packed []byte
	err    error
}

// newPages lists the built files. To pack them all would be a third of a start.
func newPages(dist fs.FS) (*pages, error) {
	p := &pages{dist: dist, files: map[string]*asset{}}
	err := fs.WalkDir(dist, ".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			p.files["/"+name] = &asset{name: name, kind: mime.TypeByExtension(path.Ext(name)), forever: strings.HasPrefix(name, "assets/")}
		}
		return err
	})
	return p, err
}

// ready reads the file once, and packs it if it packs.
func (a *asset) ready(dist fs.FS) error {
	a.once.Do(func() { a.err = a.load(dist) })
	return a.err
}

func (a *asset) load(dist fs.FS) error {
	b, err := fs.ReadFile(dist, a.name)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(b)
	a.tag = `"` + hex.EncodeToString(sum[:8]) + `"`
	if strings.HasPrefix(a.kind, "font/") || strings.HasPrefix(a.kind, "image/png") {
		return nil
	}
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := z.Write(b); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	if out.Len() < len(b) {
		a.packed = bytes.Clone(out.Bytes())
	}
	return nil
}

// ServeHTTP implements http.Handler.
func (p *pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		tell(w, http.StatusMethodNotAllowed, http.StatusText(http.StatusMethodNotAllowed))
		return
	}
	a, ok := p.files[r.URL.Path]
	switch {
	case ok && r.URL.Path != "/index.html":
	case strings.HasPrefix(r.URL.Path, "/assets/"):
		http.NotFound(w, r)
		return
	default:
		if a, ok = p.files["/index.html"]; !ok {
			tell(w, http.StatusNotFound, "The pages were not built into this binary. Run make build.")
			return
		}
	}
	p.serve(a, w, r)
}

// tell answers a browser in words: pages are no part of the API, which answers
// with problems.
func tell(w http.ResponseWriter, status int, words string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	fmt.Fprintln(w, words)
}

func (p *pages) serve(a *asset, w http.ResponseWriter, r *http.Request) {
	if err := a.ready(p.dist); err != nil {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("ETag", a.tag)
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "no-cache")
	if a.forever {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if a.packed != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(a.packed))
		return
	}
	body, err := fs.ReadFile(p.dist, a.name)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}
