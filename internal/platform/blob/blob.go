package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"

	"gongqiao/internal/kernel/fault"
)

// Errors a caller can act on.
var (
	ErrNotFound        = fault.New(fault.NotFound, "blob.not_found", "no such file")
	ErrEmpty           = fault.New(fault.Invalid, "blob.empty", "the file is empty")
	ErrTooLarge        = fault.New(fault.TooLarge, "blob.too_large", "the file passes the size limit")
	ErrStorageFull     = fault.New(fault.StorageFull, "blob.storage_full", "the storage is full; the file was not kept")
	ErrUnavailable     = fault.New(fault.Unavailable, "blob.unavailable", "the storage does not work; the file was not kept")
	ErrImageDimensions = fault.New(fault.Invalid, "blob.image_dimensions", "the image has too many pixels")
	ErrImageDamaged    = fault.New(fault.Invalid, "blob.image_damaged", "the image cannot be read")
)

// MaxPixels is the largest image that is kept, width times height: decoded, it
// takes four bytes a pixel.
const MaxPixels = 100_000_000

// Sum is the SHA-256 of a blob and its name.
type Sum [sha256.Size]byte

// ParseSum reads the 64 lower-case hexadecimal digits that String writes; any
// other text is [ErrNotFound].
func ParseSum(text string) (Sum, error) {
	var s Sum
	b, err := hex.DecodeString(text)
	if err != nil || len(b) != len(s) {
		return s, ErrNotFound
	}
	copy(s[:], b)
	if s.String() != text {
		return Sum{}, ErrNotFound
	}
	return s, nil
}

func (s Sum) String() string { return hex.EncodeToString(s[:]) }

// Info describes a stored blob.
type Info struct {
	SHA256 Sum
	Size   int64  // bytes
	Type   string // media type, decided by content
	Width  int    // pixels; 0 unless an image we can measure
	Height int
}

// Store keeps blobs. Implementations are safe for concurrent use.
type Store interface {
	// Put stores what r holds, up to limit bytes. The same bytes stored twice
	// are one blob. Errors: [ErrEmpty], [ErrTooLarge], [ErrImageDimensions],
	// [ErrImageDamaged], [ErrStorageFull], [ErrUnavailable], or what r returned.
	Put(ctx context.Context, r io.Reader, limit int64) (Info, error)
	// Open reads a blob. Errors: [ErrNotFound], [ErrUnavailable].
	Open(ctx context.Context, sum Sum) (io.ReadSeekCloser, error)
	// Stat describes a blob. Errors as Open.
	Stat(ctx context.Context, sum Sum) (Info, error)
	// Delete removes a blob; one that does not exist is no error.
	Delete(ctx context.Context, sum Sum) error
}
