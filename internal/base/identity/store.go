package identity

import (
	"encoding/json"
	"errors"
	"time"

	"gongqiao/internal/base/org"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

// Subject implements db.Record.
func (x *Token) Subject() db.Subject {
	return db.Subject{Ref: ref.To(KindToken, x.ID), Label: x.Name, Version: x.Version}
}

func getCredential(tx *db.Tx, person ref.ID) (*credential, error) {
	c := &credential{person: person}
	err := tx.One("select password, changed_at, must_change, totp_secret, totp_last, totp_on from credential where person_id = ?", []any{person},
		&c.password, db.At(&c.changedAt), &c.mustChange, &c.totpSecret, &c.totpLast, &c.totpOn)
	return c, err
}

// setPassword keeps a hash; a second factor stays as it is. A password that waits
// for its confirmation is forgotten.
func setPassword(tx *db.Tx, person ref.ID, hash string, mustChange bool) error {
	_, err := tx.Exec(`insert into credential (person_id, password, changed_at, must_change, totp_secret, totp_last, totp_on) values (?, ?, ?, ?, '', 0, ?)
		on conflict (person_id) do update set password = excluded.password, changed_at = excluded.changed_at, must_change = excluded.must_change`,
		person, hash, tx.Now, mustChange, false)
	if err != nil {
		return err
	}
	return dropReset(tx, person)
}

// insertCredentials gives people without any the same password.
func insertCredentials(tx *db.Tx, people []*org.Person, hash string) error {
	rows := make([][]any, len(people))
	for i, p := range people {
		rows[i] = []any{p.ID, hash, tx.Now, false, "", 0, false}
	}
	return tx.InsertAll("credential", "person_id, password, changed_at, must_change, totp_secret, totp_last, totp_on", rows)
}

// swapPassword replaces the hash that was judged, or answers [db.ErrStale]. A
// password that waits for its confirmation is forgotten.
func swapPassword(tx *db.Tx, person ref.ID, old, hash string) error {
	if err := db.Changed(tx.Exec("update credential set password = ?, changed_at = ?, must_change = ? where person_id = ? and password = ?", hash, tx.Now, false, person, old)); err != nil {
		return err
	}
	return dropReset(tx, person)
}

func setTOTP(tx *db.Tx, c *credential) error {
	return db.Changed(tx.Exec("update credential set totp_secret = ?, totp_last = ?, totp_on = ? where person_id = ?", c.totpSecret, c.totpLast, c.totpOn, c.person))
}

// useStep marks a code as used and reports whether nobody did before.
func useStep(tx *db.Tx, person ref.ID, step int64) (bool, error) {
	n, err := tx.Exec("update credential set totp_last = ? where person_id = ? and totp_last < ?", step, person, step)
	return n == 1, err
}

// setRecoveryCodes replaces the person's recovery codes; without hashes there
// are none.
func setRecoveryCodes(tx *db.Tx, person ref.ID, hashes []tokenHash) error {
	if _, err := tx.Exec("delete from recovery_code where person_id = ?", person); err != nil {
		return err
	}
	for _, h := range hashes {
		if _, err := tx.Exec("insert into recovery_code (person_id, code_hash) values (?, ?)", person, h[:]); err != nil {
			return err
		}
	}
	return nil
}

// useRecoveryCode marks a code as used and reports whether it was good: one of
// the person's, and nobody used it before.
func useRecoveryCode(tx *db.Tx, person ref.ID, h tokenHash) (bool, error) {
	n, err := tx.Exec("update recovery_code set used_at = ? where person_id = ? and code_hash = ? and used_at is null", tx.Now, person, h[:])
	return n == 1, err
}

// recoveryCodesLeft counts the codes that still let in.
func recoveryCodesLeft(tx *db.Tx, person ref.ID) (n int, err error) {
	return n, tx.One("select count(*) from recovery_code where person_id = ? and used_at is null", []any{person}, &n)
}

func getGuard(tx *db.Tx, id ref.ID, limit int) (*guard, error) {
	g := &guard{id: id, limit: limit}
	var failures string
	err := tx.One("select failures, locked_until from sign_in_guard where id = ?", []any{id}, &failures, db.At(&g.until))
	if errors.Is(err, db.ErrNoRows) {
		return g, nil
	}
	if err != nil {
		return nil, err
	}
	return g, json.Unmarshal([]byte(failures), &g.failures)
}

// lockGuard is getGuard for a change. The upsert locks the row until the
// transaction ends, so that attempts at once are judged one by one.
func lockGuard(tx *db.Tx, id ref.ID, limit int) (*guard, error) {
	_, err := tx.Exec(`insert into sign_in_guard (id, failures, locked_until, updated_at) values (?, '[]', ?, ?)
		on conflict (id) do update set updated_at = excluded.updated_at`, id, time.Time{}, tx.Now)
	if err != nil {
		return nil, err
	}
	return getGuard(tx, id, limit)
}

func saveGuard(tx *db.Tx, g *guard) error {
	failures, err := json.Marshal(g.failures)
	if err != nil {
		return err
	}
	if g.failures == nil {
		failures = []byte("[]")
	}
	_, err = tx.Exec("update sign_in_guard set failures = ?, locked_until = ?, updated_at = ? where id = ?", string(failures), g.until, tx.Now, g.id)
	return err
}

func clearGuard(tx *db.Tx, id ref.ID) error {
	_, err := tx.Exec("delete from sign_in_guard where id = ?", id)
	return err
}

// epochs reads, in one statement, what tells a cache that it is behind.
func epochs(tx *db.Tx) (rights, sessions int64, err error) {
	return rights, sessions, tx.One("select coalesce((select n from authz_epoch), 0), coalesce((select n from session_epoch), 0)", nil, &rights, &sessions)
}

func raiseSessionEpoch(tx *db.Tx) error {
	_, err := tx.Exec("insert into session_epoch (one, n) values (true, 1) on conflict (one) do update set n = session_epoch.n + 1")
	return err
}
