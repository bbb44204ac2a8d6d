package identity

import (
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

const sessionColumns = "s.id, s.person_id, s.created_at, s.seen_at, s.ends_at, s.ip, s.agent"

func scanSession(r db.Row) (*Session, error) {
	var x Session
	return &x, r.Scan(&x.ID, &x.Person, db.At(&x.CreatedAt), db.At(&x.SeenAt), db.At(&x.EndsAt), &x.IP, &x.Agent)
}

func insertSession(tx *db.Tx, x *Session, hash tokenHash) error {
	_, err := tx.Exec("insert into session (id, token_hash, person_id, created_at, seen_at, ends_at, ip, agent) values (?, ?, ?, ?, ?, ?, ?, ?)",
		x.ID, hash[:], x.Person, x.CreatedAt, x.SeenAt, x.EndsAt, x.IP, x.Agent)
	return err
}

func getSessionByHash(tx *db.Tx, hash tokenHash) (*Session, error) {
	return db.Find(tx, ErrSessionNotFound, "select "+sessionColumns+" from session s where s.token_hash = ?", []any{hash[:]}, scanSession)
}

func listSessions(tx *db.Tx, person ref.ID, alive func(*Session) bool) ([]*Session, error) {
	all, err := db.All(tx, "select "+sessionColumns+" from session s where s.person_id = ? order by s.created_at desc, s.id", []any{person}, scanSession)
	kept := []*Session{}
	for _, x := range all {
		if alive(x) {
			kept = append(kept, x)
		}
	}
	return kept, err
}

func deleteSession(tx *db.Tx, person, id ref.ID) error {
	n, err := tx.Exec("delete from session where id = ? and person_id = ?", id, person)
	if err == nil && n == 0 {
		return ErrSessionNotFound
	}
	return err
}

// deleteSessions ends all sessions of a person but one; zero keeps none.
func deleteSessions(tx *db.Tx, person, but ref.ID) error {
	_, err := tx.Exec("delete from session where person_id = ? and id is distinct from ?", person, but)
	return err
}

func touchSession(tx *db.Tx, id ref.ID, at time.Time) error {
	_, err := tx.Exec("update session set seen_at = ? where id = ? and seen_at < ?", at, id, at)
	return err
}

func touchToken(tx *db.Tx, id ref.ID, at time.Time) error {
	_, err := tx.Exec("update api_token set used_at = ? where id = ? and (used_at is null or used_at < ?)", at, id, at)
	return err
}

// sweep deletes what can never count again.
func sweep(tx *db.Tx, idle time.Duration) error {
	if _, err := tx.Exec("delete from session where ends_at <= ? or seen_at <= ?", tx.Now, tx.Now.Add(-idle)); err != nil {
		return err
	}
	_, err := tx.Exec("delete from sign_in_guard where updated_at <= ?", tx.Now.Add(-max(failureWindow, lockTime)))
	return err
}

const tokenColumns = "t.id, t.version, t.created_at, t.updated_at, t.person_id, t.name, t.scope, t.expires_at, t.used_at, t.revoked_at" //nolint:gosec // names of columns

func scanToken(r db.Row) (*Token, error) {
	var x Token
	return &x, r.Scan(&x.ID, &x.Version, db.At(&x.CreatedAt), db.At(&x.UpdatedAt), &x.Person, &x.Name, &x.Scope, db.At(&x.ExpiresAt), db.At(&x.UsedAt), db.At(&x.RevokedAt))
}

func insertToken(tx *db.Tx, x *Token, hash tokenHash) error {
	_, err := tx.Exec("insert into api_token (id, version, created_at, updated_at, token_hash, person_id, name, scope, expires_at, used_at, revoked_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		x.ID, x.Version, x.CreatedAt, x.UpdatedAt, hash[:], x.Person, x.Name, x.Scope, x.ExpiresAt, x.UsedAt, x.RevokedAt)
	return err
}

func getTokenByHash(tx *db.Tx, hash tokenHash) (*Token, error) {
	return db.Find(tx, ErrTokenNotFound, "select "+tokenColumns+" from api_token t where t.token_hash = ?", []any{hash[:]}, scanToken)
}

func getToken(tx *db.Tx, person, id ref.ID) (*Token, error) {
	return db.Find(tx, ErrTokenNotFound, "select "+tokenColumns+" from api_token t where t.id = ? and t.person_id = ? and t.revoked_at is null", []any{id, person}, scanToken)
}

func listTokens(tx *db.Tx, person ref.ID) ([]*Token, error) {
	return db.All(tx, "select "+tokenColumns+" from api_token t where t.person_id = ? and t.revoked_at is null order by t.created_at desc, t.id", []any{person}, scanToken)
}

func revokeToken(tx *db.Tx, x *Token) error {
	x.Version, x.UpdatedAt, x.RevokedAt = x.Version+1, tx.Now, tx.Now
	return db.Changed(tx.Exec("update api_token set version = ?, updated_at = ?, revoked_at = ? where id = ? and version = ?", x.Version, x.UpdatedAt, x.RevokedAt, x.ID, x.Version-1))
}
