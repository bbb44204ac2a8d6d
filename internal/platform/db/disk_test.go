package db_test

import (
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"

	"gongqiao/internal/platform/db/dbtest"
)

// disk stands between SQLite and the files of one folder: it can refuse a write
// or a sync, and it knows which bytes a power cut would leave. It is reached by a
// VFS of SQLite (sqlite.org/vfs.html) that hands everything to the usual one, so
// that the real files stay complete.
type disk struct {
	full   atomic.Bool // writes answer that the disk is full
	broken atomic.Bool // syncs fail

	mu    sync.Mutex
	files map[string]*platter // by name
}

// platter is one file: what is surely on the disk, and what waits in caches.
type platter struct {
	synced  []byte
	pending []change
	settled int // changes that were pending once
	syncs   int
}

// change is one write, or a truncation when data is nil.
type change struct {
	at   int64
	data []byte
}

// disks are those of the running tests, by folder.
var disks sync.Map

// newDisk returns the address of a fresh database whose files are on a disk.
func newDisk(t *testing.T) (d *disk, address string) {
	t.Helper()
	registered()
	address = schema.URL(t, dbtest.SQLite)
	dir := filepath.Dir(pathOf(t, address))
	d = &disk{files: map[string]*platter{}}
	disks.Store(dir, d)
	t.Cleanup(func() { disks.Delete(dir) })
	return d, address + "?vfs=" + url.QueryEscape(diskName)
}

// opened notes a file. What it holds when it is first opened is on the disk.
func (d *disk) opened(path string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.files[filepath.Base(path)] != nil {
		return nil
	}
	content, err := os.ReadFile(path)
	d.files[filepath.Base(path)] = &platter{synced: content}
	return err
}

func (d *disk) deleted(path string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.files, filepath.Base(path))
}

func (p *platter) note(d *disk, c change) {
	d.mu.Lock()
	defer d.mu.Unlock()
	p.pending = append(p.pending, c)
}

// sync runs a real sync: the writes before its beginning are safe after its end.
// The writer and a checkpoint may sync the log at once.
func (p *platter) sync(d *disk, real func() int32) int32 {
	if d.broken.Load() {
		return sqlite3.SQLITE_IOERR_FSYNC
	}
	d.mu.Lock()
	until := p.settled + len(p.pending)
	d.mu.Unlock()
	if rc := real(); rc != sqlite3.SQLITE_OK {
		return rc
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for ; p.settled < until; p.settled++ {
		p.synced = p.pending[0].apply(p.synced)
		p.pending = p.pending[1:]
	}
	p.syncs++
	return sqlite3.SQLITE_OK
}

func (c change) apply(b []byte) []byte {
	end := c.at + int64(len(c.data))
	if c.data == nil && int64(len(b)) > c.at {
		return b[:c.at]
	}
	if end > int64(len(b)) {
		b = append(b, make([]byte, end-int64(len(b)))...)
	}
	copy(b[c.at:], c.data)
	return b
}

// cut returns the files as a power cut now could leave them: what was synced,
// some of the writes since, and some of those torn.
func (d *disk) cut(r *rand.Rand) map[string][]byte {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := map[string][]byte{}
	for name, p := range d.files {
		b := slices.Clone(p.synced)
		for _, c := range p.pending {
			switch r.IntN(4) {
			case 0: // never left the cache
			case 1:
				b = c.torn(r).apply(b)
			default:
				b = c.apply(b)
			}
		}
		out[name] = b
	}
	return out
}

// sector is what a disk writes whole.
const sector = 512

func (c change) torn(r *rand.Rand) change {
	if len(c.data) <= sector {
		return c
	}
	return change{c.at, c.data[:sector*(1+r.IntN(len(c.data)/sector))]}
}

// syncs returns how often a file was synced.
func (d *disk) syncs(name string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	if p := d.files[name]; p != nil {
		return p.syncs
	}
	return 0
}

const diskName = "testdisk"

// What SQLite calls, as C declares it.
type (
	openFunc     = func(tls *libc.TLS, vfs, name, file uintptr, flags int32, out uintptr) int32
	deleteFunc   = func(tls *libc.TLS, vfs, name uintptr, syncDir int32) int32
	closeFunc    = func(tls *libc.TLS, file uintptr) int32
	writeFunc    = func(tls *libc.TLS, file, data uintptr, n int32, at int64) int32
	truncateFunc = func(tls *libc.TLS, file uintptr, size int64) int32
	syncFunc     = func(tls *libc.TLS, file uintptr, flags int32) int32
)

// SQLite's tables are C memory and its functions are words, which Go reaches
// only this way.
func at[T any](address uintptr) *T    { return *(**T)(unsafe.Pointer(&address)) }
func function[F any](word uintptr) F  { return *(*F)(unsafe.Pointer(&word)) }
func word[F any](f F) uintptr         { return *(*uintptr)(unsafe.Pointer(&f)) }
func address[T any](table *T) uintptr { return uintptr(unsafe.Pointer(table)) }

// handle is one file that SQLite has open on a disk.
type handle struct {
	*platter
	disk  *disk
	usual *sqlite3.Tsqlite3_io_methods // of the VFS below
}

var (
	vfs     sqlite3.Tsqlite3_vfs  // ours
	below   *sqlite3.Tsqlite3_vfs // the usual one
	tables  sync.Map              // address of a usual table → *sqlite3.Tsqlite3_io_methods that calls us
	handles sync.Map              // address of a sqlite3_file → *handle
)

var registered = sync.OnceFunc(func() {
	tls := libc.NewTLS()
	below = at[sqlite3.Tsqlite3_vfs](sqlite3.Xsqlite3_vfs_find(tls, 0))
	name, err := libc.CString(diskName)
	if err != nil {
		panic(err)
	}
	vfs = *below
	vfs.FpNext, vfs.FzName = 0, name
	vfs.FxOpen, vfs.FxDelete = word[openFunc](openOnDisk), word[deleteFunc](deleteOnDisk)
	sqlite3.Xsqlite3_vfs_register(tls, address(&vfs), 0)
})

func diskOf(name uintptr) (d *disk, path string) {
	if name == 0 {
		return nil, "" // a temporary file
	}
	path = libc.GoString(name)
	if x, ok := disks.Load(filepath.Dir(path)); ok {
		return x.(*disk), path
	}
	return nil, path
}

func openOnDisk(tls *libc.TLS, _, name, file uintptr, flags int32, out uintptr) int32 {
	rc := function[openFunc](below.FxOpen)(tls, address(below), name, file, flags, out)
	d, path := diskOf(name)
	if rc != sqlite3.SQLITE_OK || d == nil {
		return rc
	}
	if err := d.opened(path); err != nil {
		return sqlite3.SQLITE_CANTOPEN
	}
	f := at[sqlite3.Tsqlite3_file](file)
	handles.Store(file, &handle{d.files[filepath.Base(path)], d, at[sqlite3.Tsqlite3_io_methods](f.FpMethods)})
	f.FpMethods = intercepted(f.FpMethods)
	return rc
}

// intercepted returns the table that calls us where it matters.
func intercepted(usual uintptr) uintptr {
	table := *at[sqlite3.Tsqlite3_io_methods](usual)
	table.FxClose, table.FxWrite = word[closeFunc](closeOnDisk), word[writeFunc](writeOnDisk)
	table.FxTruncate, table.FxSync = word[truncateFunc](truncateOnDisk), word[syncFunc](syncOnDisk)
	ours, _ := tables.LoadOrStore(usual, &table)
	return address(ours.(*sqlite3.Tsqlite3_io_methods))
}

func deleteOnDisk(tls *libc.TLS, _, name uintptr, syncDir int32) int32 {
	if d, path := diskOf(name); d != nil {
		d.deleted(path)
	}
	return function[deleteFunc](below.FxDelete)(tls, address(below), name, syncDir)
}

func handleOf(file uintptr) *handle {
	h, _ := handles.Load(file)
	return h.(*handle)
}

func closeOnDisk(tls *libc.TLS, file uintptr) int32 {
	h := handleOf(file)
	handles.Delete(file)
	return function[closeFunc](h.usual.FxClose)(tls, file)
}

func writeOnDisk(tls *libc.TLS, file, data uintptr, n int32, at int64) int32 {
	h := handleOf(file)
	if h.disk.full.Load() {
		return sqlite3.SQLITE_FULL
	}
	rc := function[writeFunc](h.usual.FxWrite)(tls, file, data, n, at)
	if rc == sqlite3.SQLITE_OK {
		h.note(h.disk, change{at, slices.Clone(libc.GoBytes(data, int(n)))}) // the memory is SQLite's
	}
	return rc
}

func truncateOnDisk(tls *libc.TLS, file uintptr, size int64) int32 {
	h := handleOf(file)
	rc := function[truncateFunc](h.usual.FxTruncate)(tls, file, size)
	if rc == sqlite3.SQLITE_OK {
		h.note(h.disk, change{at: size})
	}
	return rc
}

func syncOnDisk(tls *libc.TLS, file uintptr, flags int32) int32 {
	h := handleOf(file)
	return h.sync(h.disk, func() int32 { return function[syncFunc](h.usual.FxSync)(tls, file, flags) })
}
