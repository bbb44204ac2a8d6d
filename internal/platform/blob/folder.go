package blob

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"syscall"
	"time"
)

// Folder is a [Store] in a local folder: `ab/cd/abcd…` for blobs, `tmp/` for
// what is being written.
type Folder struct {
	root   *os.Root // no symlink inside leads out of it
	create func(name string) (tempFile, error)
}

// tempFile is what Put needs of the file it writes.
type tempFile interface {
	io.Writer
	io.ReaderAt
	Sync() error
	Close() error
}

const tmp = "tmp"

// OpenFolder opens the store in dir and creates it when it is missing. What a
// crash left half-written more than a day ago is removed.
func OpenFolder(dir string) (*Folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("blob folder: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("blob folder: %w", err)
	}
	f := &Folder{root: root, create: func(name string) (tempFile, error) {
		return root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	}}
	if err := errors.Join(f.mkdir(tmp), f.sweep(time.Now().Add(-24*time.Hour))); err != nil {
		return nil, errors.Join(fmt.Errorf("blob folder: %w", err), root.Close())
	}
	return f, nil
}

// Close releases the folder.
func (f *Folder) Close() error { return f.root.Close() }

// sweep removes temporary files last written before the given time. Younger
// ones may belong to another process that is writing them now.
func (f *Folder) sweep(before time.Time) error {
	entries, err := fs.ReadDir(f.root.FS(), tmp)
	if err != nil {
		return err
	}
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && info.ModTime().Before(before) {
			err = f.root.Remove(path.Join(tmp, e.Name()))
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// Put implements [Store]: temporary file, fsync, rename, fsync of the folder.
func (f *Folder) Put(ctx context.Context, r io.Reader, limit int64) (info Info, err error) {
	name := path.Join(tmp, rand.Text())
	file, err := f.create(name)
	if err != nil {
		return Info{}, diskError(err)
	}
	defer func() {
		if file != nil {
			_ = file.Close() // the error that brought us here says more
		}
		if err != nil {
			_ = f.root.Remove(name) // sweep finds it otherwise
		}
	}()
	if info, err = receive(ctx, file, r, limit); err != nil {
		return Info{}, err
	}
	if err := file.Sync(); err != nil {
		return Info{}, diskError(err)
	}
	err, file = file.Close(), nil
	if err != nil {
		return Info{}, diskError(err)
	}
	return info, f.publish(name, info.SHA256)
}

// receive copies r into the file and finds out what it is.
func receive(ctx context.Context, file tempFile, r io.Reader, limit int64) (Info, error) {
	hash := sha256.New()
	disk := &diskWriter{w: file}
	n, err := io.Copy(io.MultiWriter(disk, hash), io.LimitReader(contextReader{ctx, r}, limit+1))
	switch {
	case disk.err != nil:
		return Info{}, diskError(disk.err)
	case err != nil:
		return Info{}, fmt.Errorf("receive file: %w", err)
	case n > limit:
		return Info{}, ErrTooLarge.With("limit", limit)
	case n == 0:
		return Info{}, ErrEmpty
	}
	info := Info{Size: n, SHA256: Sum(hash.Sum(nil))}
	info.Type, err = typeOf(file, n)
	if err != nil {
		return Info{}, diskError(err)
	}
	return info, measure(&info, file)
}

// publish gives the finished file its final name. Renaming over an equal blob
// is harmless and, unlike looking first, cannot race with Delete.
func (f *Folder) publish(name string, sum Sum) error {
	final := place(sum)
	if err := f.mkdir(path.Dir(final)); err != nil {
		return diskError(err)
	}
	if err := f.root.Rename(name, final); err != nil {
		return diskError(err)
	}
	if err := f.syncDir(path.Dir(final)); err != nil {
		return diskError(err)
	}
	return nil
}

// Open implements [Store].
func (f *Folder) Open(_ context.Context, sum Sum) (io.ReadSeekCloser, error) {
	file, err := f.root.Open(place(sum))
	if err != nil {
		return nil, readError(err)
	}
	return file, nil
}

// Stat implements [Store].
func (f *Folder) Stat(_ context.Context, sum Sum) (Info, error) {
	file, err := f.root.Open(place(sum))
	if err != nil {
		return Info{}, readError(err)
	}
	defer file.Close()
	st, err := file.Stat()
	if err != nil {
		return Info{}, readError(err)
	}
	info := Info{SHA256: sum, Size: st.Size()}
	if info.Type, err = typeOf(file, info.Size); err != nil {
		return Info{}, readError(err)
	}
	return info, measure(&info, file)
}

// Delete implements [Store].
func (f *Folder) Delete(_ context.Context, sum Sum) error {
	err := f.root.Remove(place(sum))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return ErrUnavailable.Because(err)
	}
	return nil
}

func place(sum Sum) string {
	hex := sum.String()
	return path.Join(hex[:2], hex[2:4], hex)
}

// mkdir makes a folder and its parents and syncs the folder that holds each new
// one: an fsynced file in a folder that a power cut forgets is lost.
func (f *Folder) mkdir(dir string) error {
	if _, err := f.root.Stat(dir); err == nil {
		return nil
	}
	parent := path.Dir(dir)
	if parent != "." {
		if err := f.mkdir(parent); err != nil {
			return err
		}
	}
	if err := f.root.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return f.syncDir(parent)
}

func (f *Folder) syncDir(dir string) error {
	d, err := f.root.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// diskError tells a full disk from a broken one. A failed fsync needs no more:
// the temporary file is thrown away and the next attempt writes a new one.
func diskError(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return ErrStorageFull.Because(err)
	}
	return ErrUnavailable.Because(err)
}

func readError(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return ErrNotFound
	}
	return ErrUnavailable.Because(err)
}

// diskWriter remembers its own error, so that it is not taken for the reader's.
type diskWriter struct {
	w   io.Writer
	err error
}

func (d *diskWriter) Write(b []byte) (int, error) {
	n, err := d.w.Write(b)
	if err != nil {
		d.err = err
	}
	return n, err
}

// contextReader stops between two reads when the context ends.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(b []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(b)
}
