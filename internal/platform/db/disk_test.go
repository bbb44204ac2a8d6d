package db_test

import (
	"maps"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// disk stands between SQLite and the real files: it can refuse a write or a
// sync, and it knows which bytes a power cut would leave. It is a VFS of SQLite
// (sqlite.org/vfs.html) that hands everything to the usual one, below which the
// real files stay complete.
type disk struct {
	full   atomic.Bool // writes answer "disk full"
	broken atomic.Bool // syncs fail

	mu    sync.Mutex
	files map[string]*platter
}

// platter is one file: what is surely on the disk, and what waits in caches.
type platter struct {
	synced  []byte
	pending []change
}

// change is one write, or a truncation when data is nil.
type change struct {
	at   int64
	data []byte
}

// theDisk is the one that SQLite calls; the VFS is registered once a process.
var (
	theDisk  = &disk{files: map[string]*platter{}}
	register sync.Once
)

func (d *disk) platter(path string) *platter {
	p := d.files[path]
	if p == nil {
		p = &platter{}
		d.files[path] = p
	}
	return p
}

func (d *disk) note(path string, c change) {
	d.mu.Lock()
	defer d.mu.Unlock()
	p := d.platter(path)
	p.pending = append(p.pending, c)
}

func (d *disk) settle(path string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	p := d.platter(path)
	for _, c := range p.pending {
		p.synced = c.apply(p.synced)
	}
	p.pending = nil
}

func (c change) apply(b []byte) []byte {
	if c.data == nil {
		if int64(len(b)) < c.at {
			return append(b, make([]byte, c.at-int64(len(b)))...)
		}
		return b[:c.at]
	}
	if end := c.at + int64(len(c.data)); end > int64(len(b)) {
		b = append(b, make([]byte, end-int64(len(b)))...)
	}
	copy(b[c.at:], c.data)
	return b
}

// cut returns the files of a folder as a power cut now could leave them: what
// was synced, some of the writes since, and some of those torn.
func (d *disk) cut(dir string, r *rand.Rand) map[string][]byte {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := map[string][]byte{}
	for path, p := range d.files {
		if filepath.Dir(path) != dir {
			continue
		}
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
		out[filepath.Base(path)] = b
	}
	return out
}

// sector is the unit that a disk writes whole.
const sector = 512

func (c change) torn(r *rand.Rand) change {
	if len(c.data) <= sector {
		return c
	}
	return change{c.at, c.data[:sector*r.IntN(1+len(c.data)/sector)]}
}

func (d *disk) remove(path string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.files, path)
}

// forget drops what is known about the files of a folder.
func (d *disk) forget(dir string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	maps.DeleteFunc(d.files, func(path string, _ *platter) bool { return filepath.Dir(path) == dir })
}

// useDisk returns the database address that goes through the disk.
func useDisk(t *testing.T) (d *disk, dir, url string) {
	t.Helper()
	register.Do(registerDisk)
	d, dir = theDisk, t.TempDir()
	t.Cleanup(func() { d.forget(dir) })
	return d, dir, "sqlite://" + filepath.Join(dir, "gongqiao.db") + "?vfs=" + diskName
}

const diskName = "testdisk"

// Layout of sqlite3_vfs and sqlite3_io_methods on a 64-bit machine.
const (
	vfsSize, vfsNext, vfsName, vfsOpen, vfsDelete = 168, 16, 24, 40, 48
	ioSize, ioClose, ioWrite, ioTruncate, ioSync  = 19 * 8, 8, 24, 32, 40
)

type (
	openFunc     = func(tls *libc.TLS, vfs, name, file uintptr, flags int32, out uintptr) int32
	deleteFunc   = func(tls *libc.TLS, vfs, name uintptr, syncDir int32) int32
	closeFunc    = func(tls *libc.TLS, file uintptr) int32
	writeFunc    = func(tls *libc.TLS, file, data uintptr, n int32, at int64) int32
	truncateFunc = func(tls *libc.TLS, file uintptr, size int64) int32
	syncFunc     = func(tls *libc.TLS, file uintptr, flags int32) int32
)

// methods are the functions of one kind of file, as the usual VFS has them, and
// the table that calls ours instead.
type methods struct {
	close    closeFunc
	write    writeFunc
	truncate truncateFunc
	sync     syncFunc
	table    uintptr
}

// handle is one file that SQLite has open.
type handle struct {
	path string
	*methods
}

var (
	usual       uintptr // the VFS below
	usualOpen   openFunc
	usualDelete deleteFunc
	kinds       sync.Map // table of the usual VFS → *methods
	handles     sync.Map // sqlite3_file → *handle

	ourOpen     openFunc     = diskOpen
	ourDelete   deleteFunc   = diskDelete
	ourClose    closeFunc    = diskClose
	ourWrite    writeFunc    = diskWrite
	ourTruncate truncateFunc = diskTruncate
	ourSync     syncFunc     = diskSync
)

func load(at uintptr) uintptr        { return libc.AtomicLoadNUintptr(at, 0) }
func store(at uintptr, word uintptr) { libc.AtomicStoreNUintptr(at, word, 0) }

// word returns the function value behind f as C code keeps it.
func word[F any](f *F) uintptr { return load(reflect.ValueOf(f).Pointer()) }

// fetch makes f the function whose word stands at an address.
func fetch[F any](f *F, at uintptr) { store(reflect.ValueOf(f).Pointer(), load(at)) }

func registerDisk() {
	tls := libc.NewTLS()
	usual = sqlite3.Xsqlite3_vfs_find(tls, 0)
	fetch(&usualOpen, usual+vfsOpen)
	fetch(&usualDelete, usual+vfsDelete)
	v := libc.Xmalloc(tls, vfsSize)
	libc.Xmemcpy(tls, v, usual, vfsSize)
	name, err := libc.CString(diskName)
	if err != nil {
		panic(err)
	}
	store(v+vfsNext, 0)
	store(v+vfsName, name)
	store(v+vfsOpen, word(&ourOpen))
	store(v+vfsDelete, word(&ourDelete))
	sqlite3.Xsqlite3_vfs_register(tls, v, 0)
}

func diskOpen(tls *libc.TLS, _, name, file uintptr, flags int32, out uintptr) int32 {
	rc := usualOpen(tls, usual, name, file, flags, out)
	table := load(file)
	if rc != sqlite3.SQLITE_OK || table == 0 || name == 0 {
		return rc
	}
	m, known := kinds.Load(table)
	if !known {
		m, _ = kinds.LoadOrStore(table, intercept(tls, table))
	}
	handles.Store(file, &handle{libc.GoString(name), m.(*methods)})
	store(file, m.(*methods).table)
	return rc
}

func intercept(tls *libc.TLS, table uintptr) *methods {
	m := &methods{table: libc.Xmalloc(tls, ioSize)}
	fetch(&m.close, table+ioClose)
	fetch(&m.write, table+ioWrite)
	fetch(&m.truncate, table+ioTruncate)
	fetch(&m.sync, table+ioSync)
	libc.Xmemcpy(tls, m.table, table, ioSize)
	store(m.table+ioClose, word(&ourClose))
	store(m.table+ioWrite, word(&ourWrite))
	store(m.table+ioTruncate, word(&ourTruncate))
	store(m.table+ioSync, word(&ourSync))
	return m
}

// diskDelete takes a file away for good: only the first start in a folder
// deletes one (the journal before WAL), so that a name that comes back is not
// played.
func diskDelete(tls *libc.TLS, _, name uintptr, syncDir int32) int32 {
	theDisk.remove(libc.GoString(name))
	return usualDelete(tls, usual, name, syncDir)
}

func handleOf(file uintptr) *handle {
	h, _ := handles.Load(file)
	return h.(*handle)
}

func diskClose(tls *libc.TLS, file uintptr) int32 {
	h := handleOf(file)
	handles.Delete(file)
	return h.close(tls, file)
}

func diskWrite(tls *libc.TLS, file, data uintptr, n int32, at int64) int32 {
	if theDisk.full.Load() {
		return sqlite3.SQLITE_FULL
	}
	h := handleOf(file)
	rc := h.write(tls, file, data, n, at)
	if rc == sqlite3.SQLITE_OK {
		theDisk.note(h.path, change{at, slices.Clone(libc.GoBytes(data, int(n)))}) // the memory is SQLite's
	}
	return rc
}

func diskTruncate(tls *libc.TLS, file uintptr, size int64) int32 {
	h := handleOf(file)
	rc := h.truncate(tls, file, size)
	if rc == sqlite3.SQLITE_OK {
		theDisk.note(h.path, change{at: size})
	}
	return rc
}

func diskSync(tls *libc.TLS, file uintptr, flags int32) int32 {
	if theDisk.broken.Load() {
		return sqlite3.SQLITE_IOERR_FSYNC
	}
	h := handleOf(file)
	rc := h.sync(tls, file, flags)
	if rc == sqlite3.SQLITE_OK {
		theDisk.settle(h.path)
	}
	return rc
}
