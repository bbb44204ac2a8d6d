package inbox

import (
	"encoding/json"
	"errors"
	"time"

	"gongqiao/internal/kernel/page"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

const columns = "n.id, n.person_id, n.key, n.params, n.ref_kind, n.ref_id, n.label, n.at, n.read_at"

func scan(r db.Row) (n Notice, err error) {
	var params string
	if err := r.Scan(&n.ID, &n.Person, &n.Key, &params, &n.Ref.Kind, &n.Ref.ID, &n.Label, db.At(&n.At), db.At(&n.ReadAt)); err != nil {
		return n, err
	}
	return n, json.Unmarshal([]byte(params), &n.Params)
}

func insert(tx *db.Tx, d Draft, at time.Time, mail string) (bool, error) {
	params, err := json.Marshal(d.Params)
	if err != nil {
		return false, err
	}
	var readAt any // not yet
	if old(at, tx.Now) {
		readAt = tx.Now
	}
	n, err := tx.Exec("insert into notice (id, person_id, key, params, ref_kind, ref_id, label, dedupe, at, read_at, mail) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
		ref.New(), d.Person, d.Key, string(params), string(d.Ref.Kind), d.Ref.ID, d.Label, d.Dedupe, at, readAt, mail)
	return n == 1, err
}

// own returns a page of the actor's notices.
func own(tx *db.Tx, limit int, cursor string, unread bool) (page.Page[Notice], error) {
	where, args, name := "n.person_id = ?", []any{tx.Actor.ID}, "notice"
	if unread {
		where, name = where+" and n.read_at is null", "notice unread"
	}
	list := page.ListOf(name)
	if cursor != "" {
		after, err := page.Decode(cursor, list)
		if err != nil {
			return page.Page[Notice]{}, err
		}
		if len(after.Keys) != 1 {
			return page.Page[Notice]{}, page.ErrCursor
		}
		where += " and n.at <= ? and (n.at < ? or n.id < ?)"
		args = append(args, after.Keys[0], after.Keys[0], after.ID)
	}
	rows, err := db.All(tx, "select "+columns+" from notice n where "+where+" order by n.at desc, n.id desc limit ?", append(args, limit+1), scan)
	if err != nil {
		return page.Page[Notice]{}, err
	}
	return page.Cut(rows, limit, list, func(last Notice) page.Cursor { return page.Cursor{Keys: []any{last.At.UnixMicro()}, ID: last.ID} })
}

func countUnread(tx *db.Tx) (n int64, err error) {
	return n, tx.One("select count(*) from notice where person_id = ? and read_at is null", []any{tx.Actor.ID}, &n)
}

func markRead(tx *db.Tx, ids []ref.ID, all bool) (n int64, err error) {
	const unread = "update notice set read_at = ? where person_id = ? and read_at is null"
	if all {
		return tx.Exec(unread, tx.Now, tx.Actor.ID)
	}
	for _, id := range ids {
		one, err := tx.Exec(unread+" and id = ?", tx.Now, tx.Actor.ID, id)
		if err != nil {
			return n, err
		}
		n += one
	}
	return n, nil
}

// unsent returns the notices of an event whose mail was not sent yet.
func unsent(tx *db.Tx, dedupe string) ([]Notice, error) {
	return db.All(tx, "select "+columns+" from notice n where n.dedupe = ? and n.mail = 'wanted' order by n.id", []any{dedupe}, scan)
}

func markMail(tx *db.Tx, id ref.ID, fate string) error {
	_, err := tx.Exec("update notice set mail = ? where id = ?", fate, id)
	return err
}

func preference(tx *db.Tx, person ref.ID) (m Mail, err error) {
	err = tx.One("select mail from notice_preference where person_id = ?", []any{person}, &m)
	if errors.Is(err, db.ErrNoRows) {
		return MailImportant, nil
	}
	return m, err
}

func prefer(tx *db.Tx, m Mail) error {
	_, err := tx.Exec("insert into notice_preference (person_id, mail) values (?, ?) on conflict (person_id) do update set mail = excluded.mail", tx.Actor.ID, string(m))
	return err
}

func forget(tx *db.Tx, before time.Time) (int64, error) {
	return tx.Exec("delete from notice where id in (select id from notice where read_at < ? order by read_at limit 5000)", before)
}
