package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"gongqiao/internal/base/setting"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/config"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/migrate"
	"gongqiao/internal/platform/pdf"
	"gongqiao/internal/platform/timer"
)

// Level says how bad what a check found is.
type Level string

// Levels.
const (
	OK   Level = "ok"
	Warn Level = "warn"
	Fail Level = "fail"
)

// Finding is what one check found, and what to do about it.
type Finding struct {
	Check string
	Level Level
	Text  string
	Do    string // "" when there is nothing to do
}

// Doctor looks at an installation from outside, without changing it, and at its
// database and audit log when they can be opened.
func Doctor(ctx context.Context, c config.Config) []Finding {
	d := &doctor{config: c}
	d.folder()
	d.disk()
	d.clock()
	d.font()
	d.port()
	d.settings()
	d.database(ctx)
	return d.found
}

type doctor struct {
	config config.Config
	found  []Finding
}

func (d *doctor) say(check string, l Level, do, text string, args ...any) {
	d.found = append(d.found, Finding{check, l, fmt.Sprintf(text, args...), do})
}

// folder checks that the data folder is there, writable, and nobody else's.
func (d *doctor) folder() {
	info, err := os.Stat(d.config.Data)
	switch {
	case errors.Is(err, os.ErrNotExist):
		d.say("data folder", Warn, "serve makes it; or name another one with --data", "%s is not there", d.config.Data)
		return
	case err != nil || !info.IsDir():
		d.say("data folder", Fail, "name a folder with --data", "%s is no folder that can be read", d.config.Data)
		return
	}
	probe, err := os.CreateTemp(d.config.Data, ".doctor-*")
	if err != nil {
		d.say("data folder", Fail, "give the account that serves the right to write there", "%s cannot be written: %v", d.config.Data, err)
		return
	}
	if err := errors.Join(probe.Sync(), probe.Close(), os.Remove(probe.Name())); err != nil {
		d.say("data folder", Fail, "look at the disk; nothing is durable on it", "%s does not keep what is written: %v", d.config.Data, err)
		return
	}
	d.private(info)
}

// private checks that only the account that serves can read the data and keys.
func (d *doctor) private(info os.FileInfo) {
	if open := info.Mode().Perm() & 0o077; open != 0 {
		d.say("data folder", Warn, "chmod 700 "+d.config.Data, "others may look into %s (%s)", d.config.Data, info.Mode().Perm())
		return
	}
	open := 0
	err := filepath.WalkDir(d.config.Path("keys"), func(_ string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return nil //nolint:nilerr // a folder that is missing holds no key that others read
		}
		if info, err := e.Info(); err == nil && info.Mode().Perm()&0o077 != 0 {
			open++
		}
		return nil
	})
	if err != nil || open > 0 {
		d.say("keys", Fail, "chmod 600 "+d.config.Path("keys", "*", "*"), "%d keys can be read by others", open)
		return
	}
	d.say("data folder", OK, "", "%s is writable and private", d.config.Data)
}

// Space below which the disk is full, or soon will be.
const (
	diskFull = 200 << 20
	diskLow  = 2 << 30
)

func (d *doctor) disk() {
	var s syscall.Statfs_t
	at := d.config.Data
	if _, err := os.Stat(at); err != nil {
		at = filepath.Dir(filepath.Clean(at))
	}
	if err := syscall.Statfs(at, &s); err != nil {
		d.say("disk space", Warn, "", "cannot be told: %v", err)
		return
	}
	free := int64(s.Bavail) * s.Bsize
	level, do := OK, ""
	switch {
	case free < diskFull:
		level, do = Fail, "make room; writing is refused when the disk is full, and goes on by itself afterwards"
	case free < diskLow:
		level, do = Warn, "make room soon"
	}
	d.say("disk space", level, do, "%d MiB free", free>>20)
}

// clock checks that the time is one at which the product can have been built.
func (d *doctor) clock() {
	now := time.Now()
	earliest := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	if now.Before(earliest) {
		d.say("clock", Fail, "set the clock; deadlines and the audit log depend on it", "it says %s", now.Format(time.RFC3339))
		return
	}
	if d.config.Today != "" {
		d.say("clock", Warn, "leave --today out in production", "the product pretends that today is %s", d.config.Today)
		return
	}
	d.say("clock", OK, "", "it says %s", now.Format(time.RFC3339))
}

// calendar checks that the working days of this year, and near its end those of
// the next, are known.
func (d *doctor) calendar(known *workday.Calendar) {
	now := time.Now()
	years := []int{now.Year()}
	if now.Month() == time.December {
		years = append(years, now.Year()+1)
	}
	for _, y := range years {
		if known.Missing(y) {
			d.say("working days", Warn, "enter the State Council's notice under settings, working days; until then Monday to Friday are working days", "the notice for %d is not known", y)
			return
		}
	}
	d.say("working days", OK, "", "%v known", years)
}

func (d *doctor) font() {
	if _, err := pdf.FindFonts(d.config.Font); err != nil {
		d.say("font", Warn, "install fonts-droid-fallback or name a font with --font; everything but PDF documents works", "no font with Chinese characters")
		return
	}
	d.say("font", OK, "", "PDF documents have Chinese characters")
}

func (d *doctor) port() {
	l, err := net.Listen("tcp", d.config.Listen)
	if err != nil {
		d.say("address", Warn, "fine when the product serves there now; otherwise choose another one with --listen", "%s is taken: %v", d.config.Listen, err)
		return
	}
	if err := l.Close(); err != nil {
		d.say("address", Warn, "", "%s: %v", d.config.Listen, err)
		return
	}
	d.say("address", OK, "", "%s is free", d.config.Listen)
}

// settings checks what works on one machine and not in the open.
func (d *doctor) settings() {
	host, _, err := net.SplitHostPort(d.config.Listen)
	ip := net.ParseIP(host)
	outside := err == nil && host != "localhost" && (ip == nil || !ip.IsLoopback())
	switch {
	case err != nil:
		d.say("settings", Fail, "--listen wants HOST:PORT", "--listen %s", d.config.Listen)
	case outside && !d.config.TLS() && len(d.config.TrustedProxies) == 0:
		d.say("settings", Warn, "give --tls-cert and --tls-key, or --trusted-proxies when a proxy speaks TLS", "the product is reachable from outside without TLS")
	case d.config.SMTPHost == "":
		d.say("settings", Warn, "give --smtp-host and --smtp-from, so that reminders and links reach people", "no mail is sent")
	case d.config.PublicURL == "":
		d.say("settings", Warn, "give --public-url, so that links in mail lead somewhere", "links in mail have no address")
	default:
		d.say("settings", OK, "", "nothing stands out")
	}
}

// database opens the data and checks it. What is not there yet is not wrong.
func (d *doctor) database(ctx context.Context) {
	if d.config.Database == "" {
		if _, err := os.Stat(d.config.Path("gongqiao.db")); errors.Is(err, os.ErrNotExist) {
			d.say("database", Warn, "serve makes one", "there is none yet")
			d.calendar(workday.StateCouncil())
			return
		}
	}
	conn, err := db.Open(ctx, db.Options{URL: databaseURL(d.config), Readers: 1, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		d.say("database", Fail, "look at the message; a backup is restored with gongqiao restore", "it cannot be opened: %v", err)
		return
	}
	sound := d.inside(ctx, conn)
	if err := conn.Close(); err != nil {
		d.say("database", Fail, "", "it cannot be closed: %v", err)
	}
	if sound {
		d.audit(ctx)
	}
}

// inside checks the database itself, and that its schema is this binary's.
func (d *doctor) inside(ctx context.Context, conn *db.DB) (sound bool) {
	var applied int64
	damage := ""
	err := conn.Read(authz.With(ctx, authz.NewSystem("doctor")), func(tx *db.Tx) (err error) {
		if applied, err = migrate.Applied(tx); err != nil || tx.Postgres() {
			return err
		}
		damage, err = integrity(tx)
		return err
	})
	latest, failed := migrate.Latest()
	switch {
	case err != nil || failed != nil:
		d.say("database", Fail, "restore a backup when it does not heal", "it cannot be read: %v", errors.Join(err, failed))
		return false
	case damage != "":
		d.say("database", Fail, "stop serving, keep a copy of the folder, and restore the last backup", "it is damaged: %s", damage)
		return false
	case applied > latest:
		d.say("schema", Fail, "use the newer binary that made it", "the database is of a newer version (%d, this binary knows %d)", applied, latest)
		return false
	case applied < latest:
		d.say("schema", Warn, "the next start, or gongqiao migrate, brings it up to date", "it stands at %d of %d", applied, latest)
		return false
	}
	d.say("database", OK, "", "sound, durable, schema %d", applied)
	d.timers(ctx, conn)
	s := setting.New(conn, nil)
	if err := s.Refresh(ctx); err != nil {
		d.say("working days", Fail, "", "they cannot be read: %v", err)
		return true
	}
	d.calendar(s.Calendar())
	return true
}

// timers tells of work that comes round and does not get done.
func (d *doctor) timers(ctx context.Context, conn *db.DB) {
	var ill []timer.Failure
	err := conn.Read(authz.With(ctx, authz.NewSystem("doctor")), func(tx *db.Tx) (err error) {
		ill, err = timer.Failures(tx)
		return err
	})
	if err != nil {
		d.say("timers", Fail, "", "they cannot be read: %v", err)
	}
	for _, f := range ill {
		d.say("timers", Warn, "the log of the serving process says more; it is tried every minute", "%s failed on %s: %s", f.Name, f.At.Format(time.RFC3339), f.Text)
	}
	if err == nil && len(ill) == 0 {
		d.say("timers", OK, "", "every one did its last round")
	}
}

// integrity asks SQLite itself. Opening has asserted WAL and synchronous=FULL.
func integrity(tx *db.Tx) (damage string, err error) {
	var said string
	if err := tx.One("pragma quick_check(1)", nil, &said); err != nil {
		return "", err
	}
	if said != "ok" {
		return said, nil
	}
	err = tx.Each("pragma foreign_key_check", nil, func(r db.Row) error {
		var row *int64
		var parent string
		var index int64
		return r.Scan(&damage, &row, &parent, &index)
	})
	if damage != "" {
		damage = "a row of " + damage + " names one that is not there"
	}
	return damage, err
}

// audit checks the whole audit log as gongqiao verify does.
func (d *doctor) audit(ctx context.Context) {
	a, err := Open(ctx, d.config, slog.New(slog.DiscardHandler))
	if err != nil {
		d.say("audit log", Fail, "the keys may be missing: put back the folder keys", "the installation cannot be opened: %v", err)
		return
	}
	report, err := a.Verify(ctx)
	if err = errors.Join(err, a.Close()); err != nil {
		d.say("audit log", Fail, "", "it cannot be checked: %v", err)
		return
	}
	if !report.OK() {
		d.say("audit log", Fail, "gongqiao verify names every record; keep the folder as it is and ask who had access", "%s", strings.TrimSpace(fmt.Sprint(report.Findings[0])))
		return
	}
	d.say("audit log", OK, "", "%d sealed records, nothing altered, removed, inserted or reordered", report.Records)
}
