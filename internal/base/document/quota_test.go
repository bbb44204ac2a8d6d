package document_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"gongqiao/internal/base/document"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/blob"
	"gongqiao/internal/platform/db"
)

func block(fill string, size int) string { return strings.Repeat(fill, size) }

func TestQuotaHoldsToTheByte(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, fill := range []string{"a", "b", "c"} {
			w.attached(t, ann, document.Attachment, fill, block(fill, maxSize))
		}
		left := quota - 3*maxSize
		wantProblem(t, w.upload(t, ann, fields(thing, document.Attachment, file("d", block("d", left+1)))), 409, "document.quota")
		w.attached(t, ann, document.Attachment, "d", block("d", left))
		wantProblem(t, w.upload(t, ann, fields(thing, document.Attachment, file("e", "e"))), 409, "document.quota")
		if n := w.count(t, "select used from document_usage where person_id = ?", ann.ID); n != quota {
			t.Errorf("%d bytes used, want %d", n, quota)
		}
		// The quota is each person's own.
		if res := w.upload(t, eve, fields(theirs, document.Attachment, file("e", "e"))); res.Code != 201 {
			t.Errorf("somebody else hears %d %s", res.Code, res.Body)
		}
	})
}

func TestQuotaHoldsUnderConcurrency(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		const n = 8
		errs := make(chan error, n)
		for i := range n {
			go func() {
				_, err := w.Upload(as(t, ann), document.Draft{Ref: thing, Kind: document.Attachment, Name: "f"}, strings.NewReader(block(string(rune('a'+i)), maxSize)))
				errs <- err
			}()
		}
		kept := 0
		for range n {
			switch err := <-errs; {
			case err == nil:
				kept++
			case !errors.Is(err, document.ErrQuota):
				t.Errorf("a loser hears %v", err)
			}
		}
		if kept != quota/maxSize || w.count(t, "select count(*) from document") != kept {
			t.Errorf("%d were kept, want %d", kept, quota/maxSize)
		}
	})
}

func TestTheSameKeyUploadsOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		key := []string{"Idempotency-Key", "upload-0001"}
		parts := fields(thing, document.Attachment, file("a.txt", "text"))
		first := read[document.View](t, w.upload(t, ann, parts, key...), 201)
		second := read[document.View](t, w.upload(t, ann, parts, key...), 201)
		if first.ID != second.ID || w.count(t, "select count(*) from document") != 1 || w.count(t, "select used from document_usage") != 4 {
			t.Errorf("two documents: %v and %v", first.ID, second.ID)
		}
		for name, other := range map[string][]part{
			"another file":   fields(thing, document.Attachment, file("a.txt", "tex!")),
			"another kind":   fields(thing, document.Evidence, file("a.txt", "text")),
			"another name":   fields(thing, document.Attachment, file("b.txt", "text")),
			"another record": fields(theirs, document.Attachment, file("a.txt", "text")),
		} {
			res := w.upload(t, ann, other, key...)
			if name == "another record" {
				wantProblem(t, res, 422, "document.record_unknown")
				continue
			}
			wantProblem(t, res, 422, "idempotency.key_reused")
		}
		// Under its own key the same file is another document of one blob.
		third := read[document.View](t, w.upload(t, ann, parts, "Idempotency-Key", "upload-0002"), 201)
		if third.ID == first.ID || third.File.SHA256 != first.File.SHA256 {
			t.Errorf("third %+v", third)
		}
	})
}

func TestAnIDOfTheCallerIsTakenOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := ref.New()
		parts := append([]part{{name: "id", value: id.String()}}, fields(thing, document.Attachment, file("a.txt", "text"))...)
		if v := read[document.View](t, w.upload(t, ann, parts), 201); v.ID != id {
			t.Errorf("id %v, want %v", v.ID, id)
		}
		wantProblem(t, w.upload(t, ann, parts), 409, "store.taken")
		if n := w.count(t, "select used from document_usage"); n != 4 {
			t.Errorf("a refused upload was charged: %d bytes", n)
		}
	})
}

func TestModulesAttachInTheirOwnTransaction(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		info, err := w.Keep(t.Context(), strings.NewReader(pdf))
		must(t, err)
		id := ref.New()
		must(t, w.db.Write(as(t, authz.NewSystem("quotes")), func(tx *db.Tx) error {
			return w.AttachTx(tx, document.Attach{ID: id, Ref: thing, Scope: authz.Scope{Owner: ann.ID, Department: sales, Entity: entity}, Kind: document.SignedScan, Name: "报价.pdf", File: info})
		}))
		must(t, w.db.Read(as(t, ann), func(tx *db.Tx) error {
			sum, err := w.HashTx(tx, id)
			if err != nil || sum != sumOf(pdf) {
				t.Errorf("hash %q, %v", sum, err)
			}
			all, err := w.OfTx(tx, thing, document.SignedScan)
			if err != nil || len(all) != 1 || all[0].ID != id {
				t.Errorf("scans %v, %v", all, err)
			}
			if _, err := w.HashTx(tx, ref.New()); !errors.Is(err, document.ErrNotFound) {
				t.Errorf("no document answers %v", err)
			}
			return nil
		}))
		if v, err := w.Get(as(t, guest), id); err != nil || v.File.UploadedBy != nil {
			t.Errorf("a reader sees %+v, %v", v, err)
		}
	})
}

func TestTheListFollowsTheRecord(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.attached(t, ann, document.Attachment, "a.txt", "text")
		must(t, w.db.Write(as(t, authz.NewSystem("things")), func(tx *db.Tx) error {
			if err := w.RescopeTx(tx, thing.ID, authz.Scope{Owner: eve.ID, Department: works, Entity: entity}); err != nil {
				return err
			}
			return tx.Note("thing.move", db.Subject{Ref: thing}, nil)
		}))
		if n := w.count(t, "select count(*) from document where owner_id = ? and department_id = ?", eve.ID, works); n != 1 {
			t.Errorf("%d documents followed, want one", n)
		}
	})
}

func TestOrphansAreBlobsThatNoDocumentNames(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v := w.attached(t, ann, document.Attachment, "a.txt", "text")
		kept, err := blob.ParseSum(v.File.SHA256)
		must(t, err)
		lost, err := w.Keep(t.Context(), strings.NewReader("never attached"))
		must(t, err)
		must(t, w.db.Read(as(t, authz.NewSystem("sweeper")), func(tx *db.Tx) error {
			got, err := w.OrphansTx(tx, []blob.Sum{kept, lost.SHA256})
			if err != nil || !slices.Equal(got, []blob.Sum{lost.SHA256}) {
				t.Errorf("orphans %v, %v", got, err)
			}
			none, err := w.OrphansTx(tx, nil)
			if err != nil || len(none) != 0 {
				t.Errorf("of none: %v, %v", none, err)
			}
			return nil
		}))
		must(t, w.Void(as(t, ann), v.ID, 1, "传错了"))
		must(t, w.db.Read(as(t, authz.NewSystem("sweeper")), func(tx *db.Tx) error {
			if got, err := w.OrphansTx(tx, []blob.Sum{kept}); err != nil || len(got) != 0 {
				t.Errorf("a voided document lost its file: %v, %v", got, err)
			}
			return nil
		}))
	})
}
