package audit_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/audit"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
)

// errUndo rolls a tampering back.
var errUndo = errors.New("undo")

// scene is a sealed log in which somebody with every right over the tables, but
// without the keys, changes something.
type scene struct {
	*testing.T
	tx  *db.Tx
	r   *rand.Rand
	ids []ref.ID // records by number
}

// pick returns the number of a random record.
func (s *scene) pick() int { return s.r.IntN(len(s.ids)) }

func (s *scene) exec(query string, args ...any) {
	s.Helper()
	n, err := s.tx.Exec(query, args...)
	if err != nil {
		s.Fatalf("%s: %v", query, err)
	}
	if n == 0 {
		s.Fatalf("%s: changed nothing", query)
	}
}

// bytesOf returns a value of a bytes column with one bit turned.
func (s *scene) turned(query string, args ...any) []byte {
	s.Helper()
	var b []byte
	if err := s.tx.One(query, args, &b); err != nil {
		s.Fatal(err)
	}
	if len(b) == 0 {
		return []byte{1}
	}
	b = slices.Clone(b)
	b[s.r.IntN(len(b))] ^= 1 << s.r.IntN(8)
	return b
}

var (
	textColumns = []string{"actor_name", "auth", "ip", "agent", "action", "result", "kind", "label", "reason", "changes"}
	idColumns   = []string{"actor_id", "ref_id", "entity_id", "request_id", "cause_id", "erased_by"}
	byteColumns = []string{"salt", "digest", "mac"}
)

// tampers are the ways to change the log.
var tampers = map[string]func(*scene){
	"text changed": func(s *scene) {
		column := textColumns[s.r.IntN(len(textColumns))]
		s.exec("update audit_record set "+column+" = "+column+" || 'x' where id = ?", s.ids[s.pick()])
	},
	"id changed": func(s *scene) {
		s.exec("update audit_record set "+idColumns[s.r.IntN(len(idColumns))]+" = ? where id = ?", ref.New(), s.ids[s.pick()])
	},
	"time changed": func(s *scene) {
		s.exec("update audit_record set at = at + ? where id = ?", 1+s.r.IntN(1_000_000), s.ids[s.pick()])
	},
	"bit turned": func(s *scene) {
		column, id := byteColumns[s.r.IntN(len(byteColumns))], s.ids[s.pick()]
		s.exec("update audit_record set "+column+" = ? where id = ?", s.turned("select "+column+" from audit_record where id = ?", id), id)
	},
	"record deleted": func(s *scene) { s.exec("delete from audit_record where id = ?", s.ids[s.pick()]) },
	"record renamed": func(s *scene) { s.exec("update audit_record set id = ? where id = ?", ref.New(), s.ids[s.pick()]) },
	"records swapped": func(s *scene) {
		i, j := s.two()
		free := ref.New()
		s.exec("update audit_record set id = ? where id = ?", free, s.ids[i])
		s.exec("update audit_record set id = ? where id = ?", s.ids[i], s.ids[j])
		s.exec("update audit_record set id = ? where id = ?", s.ids[j], free)
	},
	"record inserted":          func(s *scene) { s.forge(ref.New()) },
	"record and seal inserted": func(s *scene) { id := ref.New(); s.forge(id); s.sealForged(id) },
	"record and seal deleted": func(s *scene) {
		id := s.ids[s.pick()]
		s.exec("delete from audit_record where id = ?", id)
		s.exec("delete from audit_seal where record_id = ?", id)
	},
	"seal deleted":    func(s *scene) { s.exec("delete from audit_seal where seq = ?", s.pick()) },
	"seal renumbered": func(s *scene) { s.exec("update audit_seal set seq = ? where seq = ?", -1-s.r.IntN(5), s.pick()) },
	"seal moved to the end": func(s *scene) {
		s.exec("update audit_seal set seq = ? where seq = ?", len(s.ids)+s.r.IntN(3), s.pick())
	},
	"seal of another record": func(s *scene) { s.exec("update audit_seal set record_id = ? where seq = ?", ref.New(), s.pick()) },
	"seal's digest turned": func(s *scene) {
		i := s.pick()
		s.exec("update audit_seal set digest = ? where seq = ?", s.turned("select digest from audit_seal where seq = ?", i), i)
	},
	"seals swapped": func(s *scene) { s.swapSeals(s.two()) },
	"hash deleted":  func(s *scene) { s.exec("delete from audit_hash where idx = ?", s.hash()) },
	"hash turned": func(s *scene) {
		i := s.hash()
		s.exec("update audit_hash set hash = ? where idx = ?", s.turned("select hash from audit_hash where idx = ?", i), i)
	},
	"hash moved": func(s *scene) {
		s.exec("update audit_hash set idx = ? where idx = ?", []int64{-1, 100_000}[s.r.IntN(2)], s.hash())
	},
	"hash added": func(s *scene) {
		s.exec("insert into audit_hash (idx, hash) values (?, ?)", tlog.StoredHashCount(int64(len(s.ids)))+int64(s.r.IntN(4)), make([]byte, 32))
	},
	"hashes forgotten":           func(s *scene) { s.exec("delete from audit_hash") },
	"tail cut":                   func(s *scene) { s.cut(s.pick()); s.rehash() },
	"everything gone":            func(s *scene) { s.cut(0) },
	"rewritten without a record": func(s *scene) { s.drop(s.pick()); s.rehash() },
	"rewritten in another order": func(s *scene) { s.swapSeals(s.two()); s.rehash() },
	"checkpoint changed": func(s *scene) {
		s.exec("update audit_checkpoint set note = note || 'x' where size = (select max(size) from audit_checkpoint)")
	},
	"checkpoint moved": func(s *scene) {
		s.exec("update audit_checkpoint set size = size + 1 where size = (select max(size) from audit_checkpoint)")
	},
	"checkpoint dated": func(s *scene) { s.exec("update audit_checkpoint set at = at + 1") },
	"erased by nobody": func(s *scene) {
		s.exec("update audit_record set actor_name = '', ip = '', agent = '', label = '', reason = '', changes = '[]', salt = ?, erased_by = ? where id = ?",
			[]byte{}, s.ids[s.pick()], s.ids[5+s.r.IntN(20)])
	},
	"what was left of an erased record": func(s *scene) {
		column := []string{"action", "kind", "auth"}[s.r.IntN(3)]
		s.exec("update audit_record set " + column + " = " + column + " || 'x' where erased_by is not null")
	},
	"the ground of an erasure": func(s *scene) {
		s.exec("update audit_record set erased_by = ? where erased_by is not null", s.ids[s.pick()%25])
	},
}

func (s *scene) two() (int, int) {
	i := s.pick()
	return i, (i + 1 + s.r.IntN(len(s.ids)-1)) % len(s.ids)
}

func (s *scene) hash() int64 { return s.r.Int64N(tlog.StoredHashCount(int64(len(s.ids)))) }

const copied = "at, actor_id, actor_name, auth, ip, agent, action, result, kind, ref_id, label, entity_id, request_id, cause_id, reason, changes, salt, digest, mac"

// forge copies a record, which is the best that can be done without the key.
func (s *scene) forge(id ref.ID) {
	s.exec("insert into audit_record (id, "+copied+") select ?, "+copied+" from audit_record where id = ?", id, s.ids[s.pick()])
}

func (s *scene) sealForged(id ref.ID) {
	s.exec("insert into audit_seal (seq, record_id, digest) select ?, ?, digest from audit_record where id = ?", len(s.ids), id, id)
	s.rehash()
}

func (s *scene) swapSeals(i, j int) {
	s.exec("update audit_seal set seq = -1 where seq = ?", i)
	s.exec("update audit_seal set seq = ? where seq = ?", i, j)
	s.exec("update audit_seal set seq = ? where seq = -1", j)
}

// cut removes everything from number n on, checkpoints of it included.
func (s *scene) cut(n int) {
	s.exec("delete from audit_record where id in (select record_id from audit_seal where seq >= ?)", n)
	s.exec("delete from audit_seal where seq >= ?", n)
	s.exec("delete from audit_hash where idx >= ?", tlog.StoredHashCount(int64(n)))
	s.exec("delete from audit_checkpoint where size > ?", n)
}

// drop takes one record out and moves the later seals down.
func (s *scene) drop(n int) {
	s.exec("delete from audit_record where id = ?", s.ids[n])
	s.exec("delete from audit_seal where seq = ?", n)
	if n+1 < len(s.ids) {
		s.exec("update audit_seal set seq = -seq where seq > ?", n)
		s.exec("update audit_seal set seq = -seq - 1 where seq < 0")
	}
}

// rehash computes every hash anew: it takes no key to do that.
func (s *scene) rehash() {
	var leaves []tlog.Hash
	err := s.tx.Each("select record_id, digest from audit_seal order by seq", nil, func(r db.Row) error {
		var id ref.ID
		var digest []byte
		err := r.Scan(&id, &digest)
		leaves = append(leaves, tlog.RecordHash(append(id[:], digest...)))
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	if _, err := s.tx.Exec("delete from audit_hash"); err != nil {
		s.Fatal(err)
	}
	var stored []tlog.Hash
	read := tlog.HashReaderFunc(func(at []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(at))
		for i, idx := range at {
			out[i] = stored[idx]
		}
		return out, nil
	})
	for n, h := range leaves {
		more, err := tlog.StoredHashesForRecordHash(int64(n), h, read)
		if err != nil {
			s.Fatal(err)
		}
		for _, h := range more {
			s.exec("insert into audit_hash (idx, hash) values (?, ?)", len(stored), h[:])
			stored = append(stored, h)
		}
	}
}

// erase lets the law take a record away.
func (b *bench) erase(t testing.TB, id ref.ID, basis string) error {
	t.Helper()
	return b.d.Write(authz.With(t.Context(), ann), func(tx *db.Tx) error { return audit.EraseTx(tx, id, basis) })
}

// TestEveryTamperingIsFound is the promise of this package: a thousand random
// changes, each made in a transaction that is undone afterwards.
func TestEveryTamperingIsFound(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		for _, n := range []int{3, 8, 14} {
			fill(t, b.d, n)
			b.seal(t, n)
		}
		if err := b.erase(t, b.order(t)[2], "PIPL art. 47"); err != nil {
			t.Fatal(err)
		}
		fill(t, b.d, 6)
		b.seal(t, 7)
		s := &scene{T: t, r: rand.New(rand.NewPCG(31, 32)), ids: b.order(t)}
		outside := b.outside(t)
		if r := b.verify(t, outside); !r.OK() || r.Erased != 1 {
			t.Fatalf("untouched: %+v", r)
		}
		var names []string
		for name := range tampers {
			names = append(names, name)
		}
		slices.Sort(names)
		found := 0
		for i := range 1000 {
			name := names[i%len(names)]
			if b.tampered(t, s, name, outside) {
				found++
			} else {
				t.Errorf("%d: %s was not found", i, name)
			}
		}
		t.Logf("%d of 1000 tamperings found", found)
		if r := b.verify(t, outside); !r.OK() {
			t.Errorf("not everything was undone: %+v", r)
		}
	})
}

// tampered changes something, verifies, and undoes the change.
func (b *bench) tampered(t *testing.T, s *scene, name string, outside []byte) (found bool) {
	t.Helper()
	return b.under(t, s, outside, tampers[name])
}

// under verifies the log while a change stands, and undoes it.
func (b *bench) under(t *testing.T, s *scene, outside []byte, change func(*scene)) (found bool) {
	t.Helper()
	err := b.d.Housekeep(t.Context(), func(tx *db.Tx) error {
		s.tx = tx
		change(s)
		r, err := audit.VerifyTx(tx, b.d, audit.VerifyOptions{Keys: public(key), External: outside})
		if err != nil {
			return err
		}
		found = !r.OK()
		return errUndo
	})
	if !errors.Is(err, errUndo) {
		t.Fatal(err)
	}
	return found
}

// Each kind of damage is told by its name and its record.
func TestFindingsNameTheRecord(t *testing.T) {
	t.Parallel()
	b := open(t, dbtest.SQLite)
	fill(t, b.d, 10)
	b.seal(t, 10)
	ids := b.order(t)
	for name, c := range map[string]struct {
		do   func(tx *db.Tx) (int64, error)
		want audit.Wrong
		seq  int64
	}{
		"altered": {func(tx *db.Tx) (int64, error) {
			return tx.Exec("update audit_record set label = 'x' where id = ?", ids[4])
		}, audit.Altered, 4},
		"deleted": {func(tx *db.Tx) (int64, error) { return tx.Exec("delete from audit_record where id = ?", ids[4]) }, audit.Deleted, 4},
		"mac": {func(tx *db.Tx) (int64, error) {
			return tx.Exec("update audit_record set mac = digest where id = ?", ids[4])
		}, audit.WrongMAC, 4},
		"hash": {func(tx *db.Tx) (int64, error) {
			return tx.Exec("update audit_hash set hash = ? where idx = 3", make([]byte, 32))
		}, audit.HashAltered, 3},
		"seal": {func(tx *db.Tx) (int64, error) { return tx.Exec("delete from audit_seal where seq = 4") }, audit.SealMissing, 4},
		"cut":  {func(tx *db.Tx) (int64, error) { return tx.Exec("delete from audit_seal where seq = 9") }, audit.CutTail, 9},
	} {
		err := b.d.Housekeep(t.Context(), func(tx *db.Tx) error {
			if n, err := c.do(tx); err != nil || n != 1 {
				t.Fatalf("%s: %d, %v", name, n, err)
			}
			r, err := audit.VerifyTx(tx, b.d, audit.VerifyOptions{Keys: public(key), External: b.outside(t)})
			ok := slices.ContainsFunc(r.Findings, func(f audit.Finding) bool {
				return f.Wrong == c.want && f.Seq == c.seq && f.Detail != "" && f.String() != ""
			})
			if !ok || err != nil {
				t.Errorf("%s: %v, %v", name, r.Findings, err)
			}
			return errUndo
		})
		if !errors.Is(err, errUndo) {
			t.Fatal(err)
		}
	}
}

// columnsOf lists the columns of a table as the engine has them, so that one that
// comes later is tampered with too.
func (b *bench) columnsOf(t *testing.T, table string) (columns []string) {
	t.Helper()
	rows, err := b.d.SQL().QueryContext(t.Context(), "select * from "+table+" limit 1")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	if columns, err = rows.Columns(); err != nil || rows.Err() != nil {
		t.Fatal(err, rows.Err())
	}
	return columns
}

// change makes one value of one row another one. A column that it does not know
// makes the statement fail.
func (s *scene) change(table, column, where string, args ...any) {
	s.Helper()
	at := " from " + table + " where " + where
	var value any
	set := column + " || cast(? as text)"
	switch {
	case slices.Contains(idColumns, column) || column == "id" || column == "record_id":
		set, value = "?", ref.New()
	case slices.Contains(byteColumns, column) || column == "hash":
		set, value = "?", s.turned("select "+column+at, args...)
	case slices.Contains([]string{"at", "seq", "idx", "size"}, column):
		set, value = column+" + ?", 1_000_000
	default:
		value = " "
	}
	s.exec("update "+table+" set "+column+" = "+set+" where "+where, append([]any{value}, args...)...)
}

// everyKind leaves a record of each kind: of a new and a changed thing, a note, a
// refusal, an erasure and what it erased, and one that waits for its seal.
func (b *bench) everyKind(t *testing.T) {
	t.Helper()
	fill(t, b.d, 4)
	note := func(denied bool) {
		t.Helper()
		meta := &db.Meta{Request: ref.New(), IP: "192.0.2.9", Agent: "agent", Auth: "session", Reason: "reason"}
		err := b.d.Write(db.WithMeta(authz.With(t.Context(), ann), meta), func(tx *db.Tx) error {
			if denied {
				tx.Denied()
			}
			return tx.Note("letter.read", db.Subject{Ref: ref.To("letter", ref.New()), Label: "a letter"}, map[string]any{"field": "phone"})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	note(false)
	note(true)
	b.seal(t, 6)
	if err := b.erase(t, b.order(t)[1], "PIPL art. 47"); err != nil {
		t.Fatal(err)
	}
	b.seal(t, 1)
	fill(t, b.d, 1)
}

// TestEveryColumnOfEveryRowIsGuarded changes each value that the log consists of,
// one at a time.
func TestEveryColumnOfEveryRowIsGuarded(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.everyKind(t)
		outside, s, tried := b.outside(t), &scene{T: t, r: rand.New(rand.NewPCG(33, 34))}, 0
		for table, key := range map[string]string{"audit_record": "id", "audit_seal": "seq", "audit_hash": "idx", "audit_checkpoint": "size"} {
			for _, column := range b.columnsOf(t, table) {
				for row := range b.count(t, table) {
					where := key + " in (select " + key + " from " + table + " order by " + key + " limit 1 offset ?)"
					found := b.under(t, s, outside, func(s *scene) { s.change(table, column, where, row) })
					if tried++; !found {
						t.Errorf("%s of row %d of %s was changed, and that was not found", column, row, table)
					}
				}
			}
		}
		if tried < 8*20 {
			t.Errorf("only %d values were changed", tried)
		}
	})
}

// TestWholeRecordsCannotChangePlaces gives two records each other's content, all of
// it but the id.
func TestWholeRecordsCannotChangePlaces(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.everyKind(t)
		ids, outside, s := b.order(t), b.outside(t), &scene{T: t, r: rand.New(rand.NewPCG(35, 36))}
		for i, one := range ids {
			for _, two := range ids[:i] {
				found := b.under(t, s, outside, func(s *scene) {
					free := ref.New()
					s.exec("update audit_record set id = ? where id = ?", free, one)
					s.exec("update audit_record set id = ? where id = ?", one, two)
					s.exec("update audit_record set id = ? where id = ?", two, free)
				})
				if !found {
					t.Errorf("%s and %s changed places, and that was not found", one, two)
				}
			}
		}
	})
}

// TestEveryCutOfTheTailIsFound removes the last records with their seals, hashes
// and checkpoints, one more each time: what was signed outside tells.
func TestEveryCutOfTheTailIsFound(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.everyKind(t)
		b.seal(t, 1)
		outside, s := b.outside(t), &scene{T: t, r: rand.New(rand.NewPCG(37, 38))}
		for n := range b.count(t, "audit_seal") {
			if !b.under(t, s, outside, func(s *scene) { s.cut(n) }) {
				t.Errorf("cut after %d records, and that was not found", n)
			}
		}
	})
}
