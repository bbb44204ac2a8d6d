package db

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"

	"gongqiao/internal/kernel/fault"
)

// Result codes of SQLite (sqlite.org/rescode.html).
const (
	liteBusy       = 5
	liteNoMemory   = 7
	liteReadOnly   = 8
	liteInterrupt  = 9
	liteIOErr      = 10
	liteFull       = 13
	liteCantOpen   = 14
	liteConstraint = 19

	liteForeignKey = 787
	litePrimaryKey = 1555
	liteUnique     = 2067
	liteFsync      = 1034
	liteDirFsync   = 1290
)

// failedSync reports whether the disk refused to make a commit durable: after
// that nothing that the process believes about the file is certain.
func failedSync(err error) bool {
	var coded interface{ Code() int } // *sqlite.Error
	return errors.As(err, &coded) && (coded.Code() == liteFsync || coded.Code() == liteDirFsync)
}

// endsTransaction reports whether SQLite may have rolled the transaction back by
// itself (sqlite.org/lang_transaction.html).
func endsTransaction(err error) bool {
	var se *sqlite.Error
	if !errors.As(err, &se) {
		return false
	}
	switch se.Code() & 0xff {
	case liteFull, liteIOErr, liteNoMemory, liteBusy, liteInterrupt:
		return true
	}
	return false
}

// translate turns what drivers answer into declared errors; others pass.
func (d *DB) translate(err error) error {
	if err == nil || fault.As(err) != nil {
		return err
	}
	var se *sqlite.Error
	var pe *pgconn.PgError
	switch {
	case errors.As(err, &se):
		return translateLite(se)
	case errors.As(err, &pe):
		return translatePostgres(pe)
	case errors.Is(err, driver.ErrBadConn), unreachable(err), d.closed.Load():
		return ErrUnavailable.Because(err)
	}
	return err
}

func translateLite(err *sqlite.Error) error {
	switch err.Code() {
	case liteForeignKey:
		return ErrDangling.Because(err)
	case litePrimaryKey, liteUnique:
		return ErrTaken.Because(err)
	}
	switch err.Code() & 0xff {
	case liteFull:
		return ErrDiskFull.Because(err)
	case liteBusy, liteReadOnly, liteIOErr, liteCantOpen:
		return ErrUnavailable.Because(err)
	}
	return err
}

func translatePostgres(err *pgconn.PgError) error {
	switch {
	case err.Code == "23505":
		return ErrTaken.Because(err)
	case err.Code == "23503":
		return ErrDangling.Because(err)
	case err.Code == "22021", err.Code == "22P05": // not UTF-8; \u0000 inside JSON
		return ErrText.Because(err)
	case err.Code == "53100":
		return ErrDiskFull.Because(err)
	case strings.HasPrefix(err.Code, "08"), strings.HasPrefix(err.Code, "57P"), strings.HasPrefix(err.Code, "53"):
		return ErrUnavailable.Because(err)
	}
	return err
}

// unreachable reports whether the way to the server broke, at whatever moment.
func unreachable(err error) bool {
	var ce *pgconn.ConnectError
	var ne net.Error
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return false // the caller went away, not the server
	case errors.As(err, &ce), errors.As(err, &ne), pgconn.SafeToRetry(err):
		return true
	}
	return errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed)
}
