package backup

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path"
	"strings"
	"time"

	"gongqiao/internal/kernel/fault"
)

// Errors of backups.
var (
	ErrDamaged  = fault.New(fault.Invalid, "backup.damaged", "the file is no backup, or it is damaged")
	ErrNotEmpty = fault.New(fault.Conflict, "backup.target_not_empty", "a backup is restored only where nothing is yet")
	ErrEngine   = fault.New(fault.Conflict, "backup.other_engine", "the backup was made on the other database engine")
	ErrNewer    = fault.New(fault.Conflict, "backup.newer", "the backup was made by a newer version of the product")
)

const (
	magic    = "GQBACKUP1\n"
	sumsName = "SHA256SUMS"
)

// writer builds the file. Everything that goes through it is digested.
type writer struct {
	ctx  context.Context
	out  io.Writer
	sum  hash.Hash
	zip  *gzip.Writer
	tar  *tar.Writer
	sums *os.File // list of the entries, on disk because there may be millions
	at   time.Time
}

func newWriter(ctx context.Context, w io.Writer, temp string, at time.Time) (*writer, error) {
	sums, err := os.CreateTemp(temp, "backup-sums-*")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(sums.Name()); err != nil { // it lives as long as it is open
		return nil, errors.Join(err, sums.Close())
	}
	a := &writer{ctx: ctx, sum: sha256.New(), sums: sums, at: at}
	a.out = io.MultiWriter(w, a.sum)
	if _, err := io.WriteString(a.out, magic); err != nil {
		return nil, errors.Join(err, sums.Close())
	}
	if a.zip, err = gzip.NewWriterLevel(a.out, gzip.BestSpeed); err != nil {
		return nil, errors.Join(err, sums.Close())
	}
	a.tar = tar.NewWriter(a.zip)
	return a, nil
}

// add writes an entry of exactly size bytes.
func (a *writer) add(name string, size int64, r io.Reader) error {
	if err := a.ctx.Err(); err != nil {
		return err
	}
	if strings.ContainsAny(name, "\n\\") {
		return fmt.Errorf("backup: %q cannot be named in a list", name)
	}
	if err := a.tar.WriteHeader(&tar.Header{Name: name, Size: size, Mode: 0o600, Typeflag: tar.TypeReg, ModTime: a.at, Format: tar.FormatPAX}); err != nil {
		return err
	}
	h := sha256.New()
	if n, err := io.Copy(io.MultiWriter(a.tar, h), io.LimitReader(r, size)); err != nil || n != size {
		return fmt.Errorf("backup: %s: %d of %d bytes: %w", name, n, size, err)
	}
	_, err := fmt.Fprintf(a.sums, "%x  %s\n", h.Sum(nil), name)
	return err
}

func (a *writer) addJSON(name string, v any) error {
	content, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return err
	}
	return a.add(name, int64(len(content)), bytes.NewReader(content))
}

// close writes the list of entries and the digest of the whole.
func (a *writer) close(w io.Writer) error {
	size, err := a.sums.Seek(0, io.SeekCurrent)
	if err != nil {
		return err
	}
	if err := a.tar.WriteHeader(&tar.Header{Name: sumsName, Size: size, Mode: 0o600, Typeflag: tar.TypeReg, ModTime: a.at, Format: tar.FormatPAX}); err != nil {
		return err
	}
	if _, err := io.Copy(a.tar, io.NewSectionReader(a.sums, 0, size)); err != nil {
		return err
	}
	if err := errors.Join(a.tar.Close(), a.zip.Close()); err != nil {
		return err
	}
	_, err = w.Write(a.sum.Sum(nil))
	return err
}

// check reads the whole file and answers [ErrDamaged] unless every byte is as it
// was written.
func check(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	end := info.Size() - sha256.Size
	if end < int64(len(magic)) {
		return ErrDamaged
	}
	head, want := make([]byte, len(magic)), make([]byte, sha256.Size)
	if _, err := f.ReadAt(head, 0); err != nil || string(head) != magic {
		return ErrDamaged.Because(err)
	}
	if _, err := f.ReadAt(want, end); err != nil {
		return ErrDamaged.Because(err)
	}
	h := sha256.New()
	if _, err := io.Copy(h, bufio.NewReaderSize(io.NewSectionReader(f, 0, end), 1<<20)); err != nil {
		return err
	}
	if !bytes.Equal(h.Sum(nil), want) {
		return ErrDamaged
	}
	return nil
}

// entries calls fn for each entry of a file that was checked, in order, and
// compares them with the list at the end.
func entries(ctx context.Context, f *os.File, fn func(name string, r io.Reader) error) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	body := io.NewSectionReader(f, int64(len(magic)), info.Size()-int64(len(magic))-sha256.Size)
	zip, err := gzip.NewReader(bufio.NewReaderSize(body, 1<<20))
	if err != nil {
		return ErrDamaged.Because(err)
	}
	list, archive := sha256.New(), tar.NewReader(zip)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		head, err := archive.Next()
		switch {
		case err != nil:
			return ErrDamaged.Because(err) // the list ends it, not the end of the archive
		case head.Typeflag != tar.TypeReg || !safe(head.Name):
			return ErrDamaged.Because(fmt.Errorf("entry %q", head.Name))
		case head.Name == sumsName:
			return sameList(archive, list)
		}
		if err := one(archive, head.Name, list, fn); err != nil {
			return err
		}
	}
}

func one(r io.Reader, name string, list io.Writer, fn func(string, io.Reader) error) error {
	h := sha256.New()
	body := io.TeeReader(r, h)
	if err := fn(name, body); err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, body); err != nil {
		return ErrDamaged.Because(err)
	}
	_, err := fmt.Fprintf(list, "%x  %s\n", h.Sum(nil), name)
	return err
}

func sameList(r io.Reader, list hash.Hash) error {
	h := sha256.New()
	if _, err := io.Copy(h, r); err != nil {
		return ErrDamaged.Because(err)
	}
	if got, want := hex.EncodeToString(h.Sum(nil)), hex.EncodeToString(list.Sum(nil)); got != want {
		return ErrDamaged.Because(errors.New("the list does not fit the entries"))
	}
	return nil
}

// safe reports whether a name stays inside the folder that it is put in.
func safe(name string) bool {
	return name != "" && !path.IsAbs(name) && path.Clean(name) == name && name != ".." && !strings.HasPrefix(name, "../") && !strings.Contains(name, `\`)
}
