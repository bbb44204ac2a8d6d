package audit_test

import (
	"bytes"
	"crypto/ed25519"
	"log/slog"
	"testing"
	"time"

	"gongqiao/internal/platform/audit"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
)

// vault is one database whose keys are rotated while the product is stopped.
type vault struct {
	*bench
	macs  [][]byte             // newest first
	signs []ed25519.PrivateKey // newest first
	url   string
}

// with opens the database with a key and those before it.
func (v *vault) with(t *testing.T, keys ...[]byte) {
	t.Helper()
	if v.d != nil {
		if err := v.d.Close(); err != nil {
			t.Fatal(err)
		}
	}
	d, err := db.Open(t.Context(), db.Options{URL: v.url, Clock: v.clock.now, Log: slog.New(slog.DiscardHandler), Key: keys[0], Retired: keys[1:]})
	if err != nil {
		t.Fatal(err)
	}
	v.d = d
}

func rotated(t *testing.T, e dbtest.Engine) *vault {
	t.Helper()
	v := &vault{bench: &bench{clock: newClock()}, url: schema.URL(t, e)}
	v.macs = [][]byte{bytes.Repeat([]byte{1}, 32)}
	v.signs = []ed25519.PrivateKey{key}
	v.start(t)
	t.Cleanup(func() {
		if err := v.d.Close(); err != nil {
			t.Error(err)
		}
	})
	return v
}

// start opens the log with the newest key.
func (v *vault) start(t *testing.T) {
	t.Helper()
	v.with(t, v.macs...)
	var retired []ed25519.PublicKey
	for _, k := range v.signs[1:] {
		retired = append(retired, k.Public().(ed25519.PublicKey))
	}
	l, err := audit.New(v.d, audit.Options{Key: v.signs[0], Retired: retired, Every: time.Nanosecond})
	if err != nil {
		t.Fatal(err)
	}
	if v.Log = l; l.UseKey(t.Context(), v.names()[0].ID) != nil {
		t.Fatal("the use of a key was not noted")
	}
}

func (v *vault) rotate(t *testing.T) {
	t.Helper()
	n := byte(len(v.macs) + 1)
	v.macs = append([][]byte{bytes.Repeat([]byte{n}, 32)}, v.macs...)
	v.signs = append([]ed25519.PrivateKey{ed25519.NewKeyFromSeed(bytes.Repeat([]byte{100 + n}, ed25519.SeedSize))}, v.signs...)
	v.start(t)
}

func (v *vault) names() (keys []audit.Key) {
	for i, k := range v.signs {
		keys = append(keys, audit.Key{ID: "k000" + string(rune('0'+len(v.signs)-i)), Public: k.Public().(ed25519.PublicKey)})
	}
	return keys
}

func (v *vault) check(t *testing.T) audit.Report {
	t.Helper()
	r, err := audit.Verify(t.Context(), v.d, audit.VerifyOptions{Keys: v.names()})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (v *vault) sealAll(t *testing.T) {
	t.Helper()
	if _, err := v.Seal(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestOldRecordsStayVerifiableAfterARotation(t *testing.T) {
	for _, e := range dbtest.Engines(t) {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			v := rotated(t, e)
			fill(t, v.d, 4)
			v.sealAll(t)
			v.rotate(t)
			v.start(t) // a second start with the same key is not told again
			ids := fill(t, v.d, 2)
			v.sealAll(t)
			v.rotate(t)
			v.sealAll(t)
			r := v.check(t)
			if !r.OK() || r.Records != 9 {
				t.Fatalf("%d records, findings %v", r.Records, r.Findings)
			}
			want := []audit.KeyUse{{Key: "k0001", Records: 5, First: 0, Last: 4, Checkpoints: 1}, {Key: "k0002", Records: 3, First: 5, Last: 7, Checkpoints: 1}, {Key: "k0003", Records: 1, First: 8, Last: 8, Checkpoints: 1}}
			for i, k := range r.Keys {
				if k != want[i] {
					t.Errorf("key %d: %+v, want %+v", i, k, want[i])
				}
			}
			v.exec(t, "update audit_record set actor_name = 'Eve' where id = ?", ids[0])
			if r := v.check(t); r.OK() || r.Findings[0].Wrong != audit.Altered {
				t.Errorf("altered under the second key: %v", r.Findings)
			}
			v.exec(t, "update audit_record set actor_name = 'Ann' where id = ?", ids[0])
			v.macs = v.macs[:1] // a ring that lost its old keys proves nothing old
			v.with(t, v.macs[0])
			if r := v.check(t); r.OK() || r.Findings[0].Wrong != audit.WrongMAC {
				t.Errorf("without the old keys: %v", r.Findings)
			}
		})
	}
}

// A process that was not started again writes with the old key for a day; whoever
// stole it cannot use it after that, whatever he says about when.
func TestARetiredKeyEndsADayAfterItsSuccessorBegan(t *testing.T) {
	for _, e := range dbtest.Engines(t) {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			v := rotated(t, e)
			fill(t, v.d, 1)
			v.rotate(t)
			old := func() { // a process that still has the old key
				v.with(t, v.macs[1], v.macs[0])
				fill(t, v.d, 1)
				v.start(t)
			}
			v.clock.advance(24 * time.Hour)
			old()
			v.sealAll(t)
			if r := v.check(t); !r.OK() {
				t.Fatalf("within the day: %v", r.Findings)
			}
			v.clock.advance(time.Microsecond)
			fill(t, v.d, 1)
			v.sealAll(t)
			v.clock.advance(-48 * time.Hour)
			old() // it says that it is old
			v.sealAll(t)
			if r := v.check(t); r.OK() || r.Findings[0].Wrong != audit.RetiredKey {
				t.Errorf("after the day: %v", r.Findings)
			}
		})
	}
}
