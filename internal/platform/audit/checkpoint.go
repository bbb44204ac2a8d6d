package audit

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"gongqiao/internal/platform/db"
)

// Checkpoint is a signed statement about the log: so many records, this root.
type Checkpoint struct {
	Size int64
	At   time.Time
	Root tlog.Hash
	Note string // the signed text, in the form of golang.org/x/mod/sumdb/note

	signer uint32 // hash of the key that signed it
}

// by returns the place of the key that signed the checkpoint.
func (c *Checkpoint) by(keys []note.Verifier) int {
	return slices.IndexFunc(keys, func(k note.Verifier) bool { return k.KeyHash() == c.signer })
}

// text is what is signed: origin, size, root and time, each on a line.
func (c *Checkpoint) text() string {
	return fmt.Sprintf("%s\n%d\n%s\n%d\n", signerName, c.Size, base64.StdEncoding.EncodeToString(c.Root[:]), c.At.UnixMicro())
}

// ParseCheckpoint reads a checkpoint and verifies its signature.
func ParseCheckpoint(text string, keys note.Verifiers) (Checkpoint, error) {
	c := Checkpoint{Note: text}
	n, err := note.Open([]byte(text), keys)
	if err != nil {
		return c, fmt.Errorf("checkpoint: %w", err)
	}
	c.signer = n.Sigs[0].Hash
	lines := strings.Split(n.Text, "\n")
	if len(lines) != 5 || lines[0] != signerName {
		return c, errors.New("checkpoint: not one of this log")
	}
	size, errSize := strconv.ParseInt(lines[1], 10, 64)
	root, errRoot := base64.StdEncoding.DecodeString(lines[2])
	at, errAt := strconv.ParseInt(lines[3], 10, 64)
	if err := errors.Join(errSize, errRoot, errAt); err != nil || len(root) != tlog.HashSize || size < 0 {
		return c, fmt.Errorf("checkpoint: malformed: %w", err)
	}
	c.Size, c.Root, c.At = size, asHash(root), time.UnixMicro(at).UTC()
	return c, nil
}

// ReadCheckpoints reads a file of checkpoints one after another, as the sealer
// appends them. A last one that a crash cut off is left out; damage is an error.
func ReadCheckpoints(r io.Reader, keys note.Verifiers) ([]Checkpoint, error) {
	content, err := io.ReadAll(io.LimitReader(r, maxFile))
	if err != nil {
		return nil, err
	}
	var all []Checkpoint
	parts := strings.SplitAfter(string(content), separator)
	for i, part := range parts {
		text, whole := strings.CutSuffix(part, separator)
		if !whole && i == len(parts)-1 {
			break
		}
		c, err := ParseCheckpoint(text, keys)
		if err != nil {
			return nil, fmt.Errorf("checkpoint %d of the file: %w", i+1, err)
		}
		all = append(all, c)
	}
	return all, nil
}

const (
	separator = "\n=\n"
	maxFile   = 1 << 30
)

// Checkpoint signs the log as it is now, unless the last checkpoint says the same.
func (l *Log) Checkpoint(ctx context.Context) (err error) {
	l.sealing.Lock()
	defer l.sealing.Unlock()
	if l.state == nil {
		if l.state, err = l.load(ctx); err != nil {
			return err
		}
	}
	return l.checkpoint(ctx)
}

func (l *Log) checkpoint(ctx context.Context) error {
	c := Checkpoint{Size: l.state.size, At: l.d.Now(), Root: l.state.root()}
	if c.Size == 0 || c.Size == l.signedSize {
		return nil
	}
	signed, err := note.Sign(&note.Note{Text: c.text()}, l.signer)
	if err != nil {
		return err
	}
	err = l.d.Housekeep(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec("insert into audit_checkpoint (size, at, note) values (?, ?, ?) on conflict (size) do nothing", c.Size, c.At, string(signed))
		return err
	})
	if err != nil {
		return err
	}
	l.signed, l.signedSize = time.Now(), c.Size
	l.stats.Checkpoints.Add(1)
	return l.publish(string(signed))
}

// publish appends the checkpoint to the file outside the database.
func (l *Log) publish(text string) error {
	if l.file == "" {
		return nil
	}
	f, err := os.OpenFile(l.file, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	end, err := wholeEnd(f)
	if err == nil {
		_, err = f.WriteAt([]byte(text+separator), end)
	}
	return errors.Join(err, f.Sync(), f.Close())
}

// wholeEnd returns where the last whole checkpoint of the file ends: what a
// power cut left of another is written over.
func wholeEnd(f *os.File) (int64, error) {
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	from := max(0, info.Size()-4096) // a checkpoint has some 250 bytes
	tail := make([]byte, info.Size()-from)
	if _, err := f.ReadAt(tail, from); err != nil && err != io.EOF {
		return 0, err
	}
	i := strings.LastIndex(string(tail), separator)
	if i < 0 {
		return from, nil
	}
	end := from + int64(i+len(separator))
	return end, f.Truncate(end)
}

// Latest returns the newest checkpoint, or [ErrNotFound].
func (l *Log) Latest(ctx context.Context) (c Checkpoint, err error) {
	var text string
	err = l.d.Peek(ctx, func(tx *db.Tx) error {
		return tx.One("select note from audit_checkpoint order by size desc limit 1", nil, &text)
	})
	if errors.Is(err, db.ErrNoRows) {
		return c, ErrNotFound
	}
	if err != nil {
		return c, err
	}
	return ParseCheckpoint(text, l.verifiers)
}
