package customer_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/customer"
)

func TestWordsOfTheRegister(t *testing.T) {
	for text, want := range map[string]customer.Standing{
		"存续（在营、开业、在册）": customer.Existing, "在业": customer.Existing, "正常": customer.Existing, "注销": customer.Cancelled, "吊销，未注销": customer.Revoked, "吊销，已注销": customer.Revoked,
		"撤销": customer.Revoked, "停业": customer.Suspended, "迁出": customer.Moved, "迁入": customer.Existing, "": customer.Other, "别的": customer.Other,
	} {
		if got := customer.StandingOf(text); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

// listened is a bench that hears what the register changes.
func listened(b *bench) *[]customer.RegistryChanged {
	heard := &[]customer.RegistryChanged{}
	db.React(b.db, "test", func(_ *db.Tx, e customer.RegistryChanged) error { *heard = append(*heard, e); return nil })
	return heard
}

func (b *bench) observe(t *testing.T, id ref.ID, x customer.Extract) {
	t.Helper()
	must(t, b.db.Write(system(), func(tx *db.Tx) error { return b.svc.ObserveTx(tx, id, x) }))
}

func (b *bench) quotable(id ref.ID) error {
	return b.db.Read(b.as("NOa", authz.Own, everything...), func(tx *db.Tx) error {
		_, err := b.svc.QuotableTx(tx, id)
		return err
	})
}

func TestWhatTheRegisterChangesIsToldOnce(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		heard := listened(b)
		id := b.create(t, b.as("NOa", authz.Own, everything...), "津滨新能源有限公司")
		x := customer.Extract{Source: "tianyancha", Name: "津滨新能源有限公司", Representative: "王一", Status: "存续", Capital: "5000万人民币"}
		b.observe(t, id, x)
		b.observe(t, id, x)
		if len(*heard) != 0 {
			t.Errorf("the first extract told %+v", *heard)
		}
		x.Name, x.Representative, x.Capital = "津滨新能源集团有限公司", "李二", "8000万人民币"
		b.observe(t, id, x)
		b.observe(t, id, x)
		want := []customer.Change{{"name", "津滨新能源有限公司", "津滨新能源集团有限公司"}, {"representative", "王一", "李二"}, {"capital", "5000万人民币", "8000万人民币"}}
		if len(*heard) != 1 || !slices.Equal((*heard)[0].Changes, want) || (*heard)[0].Owner != b.person["NOa"] || (*heard)[0].Alarm {
			t.Errorf("told %+v", *heard)
		}
		b.observe(t, id, customer.Extract{Source: "tianyancha", Unlisted: true})
		v, err := b.svc.Get(b.as("NOa", authz.Own, everything...), id)
		if must(t, err); v.Registration == nil || v.Registration.Status != customer.Unlisted || v.Registration.Name != "津滨新能源集团有限公司" || v.Registration.Alarm {
			t.Errorf("%+v", v.Registration)
		}
	})
}

func TestStruckOffStopsQuotesUntilSomebodyConfirms(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		heard := listened(b)
		owner := b.as("NOa", authz.Own, everything...)
		id := b.create(t, owner, "津滨新能源有限公司")
		tags := func() (all []string) {
			v, err := b.svc.Get(owner, id)
			must(t, err)
			for _, x := range v.Tags {
				all = append(all, x.Tag+" "+x.Reason)
			}
			return all
		}
		must(t, b.quotable(id))
		if err := b.svc.ConfirmRegistration(owner, id, 1, "早"); !errors.Is(err, customer.ErrNoAlarm) {
			t.Errorf("nothing to confirm: %v", err)
		}
		b.observe(t, id, customer.Extract{Source: "qichacha", Name: "津滨新能源有限公司", Status: "吊销，未注销"}) // even at the first look
		if err := b.quotable(id); !errors.Is(err, customer.ErrStruckOff) {
			t.Errorf("revoked, and yet %v", err)
		}
		if got := tags(); !slices.Equal(got, []string{"risk 吊销，未注销"}) || len(*heard) != 1 || !(*heard)[0].Alarm {
			t.Errorf("tags %v, told %+v", got, *heard)
		}
		if err := b.svc.ConfirmRegistration(b.as("NOa", authz.Own, customer.PermRead, customer.PermUpdate), id, 1, "核实"); !errors.Is(err, authz.ErrForbidden) {
			t.Errorf("without the right: %v", err)
		}
		if err := b.svc.ConfirmRegistration(b.as("SOa", authz.Entity, everything...), id, 1, "核实"); !errors.Is(err, customer.ErrNotFound) {
			t.Errorf("a stranger: %v", err)
		}
		must(t, b.svc.ConfirmRegistration(owner, id, 1, "登记机关更正"))
		must(t, b.quotable(id))
		b.observe(t, id, customer.Extract{Source: "qichacha", Status: "吊销，未注销"})
		if err := b.quotable(id); err != nil {
			t.Errorf("confirmed, and asked again the next month: %v", err)
		}
		b.observe(t, id, customer.Extract{Source: "qichacha", Status: "存续"})
		if got := tags(); len(got) != 0 {
			t.Errorf("it lives again, and %v", got)
		}
		b.observe(t, id, customer.Extract{Source: "qichacha", Status: "注销"})
		if err := b.quotable(id); !errors.Is(err, customer.ErrStruckOff) {
			t.Errorf("struck off a second time: %v", err)
		}
	})
}

// book is a register on paper: it notes who was asked about, and fails when told.
type book struct {
	asked []string
	fail  error
}

func (k *book) Extract(_ context.Context, keyword string) (customer.Extract, error) {
	if k.fail != nil {
		return customer.Extract{}, k.fail
	}
	k.asked = append(k.asked, keyword)
	return customer.Extract{Source: "tianyancha", Name: "x", Status: "存续"}, nil
}

func TestARoundTakesAMonth(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		codes := []string{"91310115MAFAKE019P", "91440300MAFAKE0278", "91110105MAFAKE035G"}
		for _, code := range codes {
			d := draft("公司 " + code)
			d.USCC = code
			_, err := b.svc.Create(b.as("NOa", authz.Own, everything...), ref.Nil, d)
			must(t, err)
		}
		b.create(t, b.as("NOa", authz.Own, everything...), "没有代码的单位")
		k := &book{}
		if _, err := b.svc.Refresh(b.as("NOa", authz.Group, everything...), k, 10); !errors.Is(err, authz.ErrForbidden) {
			t.Errorf("by a person: %v", err)
		}
		for night := range 4 { // a thirtieth of three is one a night
			n, err := b.svc.Refresh(system(), k, 10)
			if must(t, err); n != 1 && night < 3 || n != 0 && night == 3 {
				t.Errorf("night %d asked about %d", night, n)
			}
		}
		slices.Sort(k.asked)
		slices.Sort(codes)
		if !slices.Equal(k.asked, codes) {
			t.Errorf("asked about %v", k.asked)
		}
		b.age(t, 30*24*time.Hour)
		k.fail = errors.New("balance not enough")
		if n, err := b.svc.Refresh(system(), k, 10); n != 0 || !errors.Is(err, k.fail) {
			t.Errorf("a register that refuses: %d, %v", n, err)
		}
		k.fail = nil
		if n, err := b.svc.Refresh(system(), k, 10); n != 1 || err != nil {
			t.Errorf("a month later: %d, %v", n, err)
		}
		if n, err := b.svc.Refresh(system(), k, 0); n != 0 || err != nil {
			t.Errorf("without a budget: %d, %v", n, err)
		}
		policy := customer.Defaults()
		policy.RegisterDays = 2 // so half of three, rounded up
		b.svc.Policy = func() *customer.Policy { return &policy }
		b.age(t, 2*24*time.Hour-time.Second)
		if n, err := b.svc.Refresh(system(), k, 10); n != 2 || err != nil { // those of last month
			t.Errorf("a round of two days: %d, %v", n, err)
		}
		b.age(t, time.Second)
		if n, err := b.svc.Refresh(system(), k, 10); n != 1 || err != nil {
			t.Errorf("a round of two days, on its end: %d, %v", n, err)
		}
	})
}

// age makes the last look at every customer older.
func (b *bench) age(t *testing.T, by time.Duration) {
	t.Helper()
	must(t, b.db.Write(system(), func(tx *db.Tx) error {
		if _, err := tx.Exec("update customer_registration set checked_at = checked_at - ?", by.Microseconds()); err != nil {
			return err
		}
		return tx.Note("test", db.Subject{}, nil)
	}))
}
