package xer_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"gongqiao/schedule"
	"gongqiao/xer"
	"pgregory.net/rapid"
)

// fataler is what testing.T and rapid.T have in common.
type fataler interface {
	Helper()
	Fatalf(string, ...any)
}

func written(t fataler, p *schedule.Plan, opts ...xer.Option) (string, []xer.Left) {
	t.Helper()
	var b bytes.Buffer
	left, err := xer.Write(&b, p, opts...)
	if err != nil {
		t.Fatalf("write: %v", err)
	}
	return b.String(), left
}

func read(t fataler, file string, opts ...xer.Option) *xer.File {
	t.Helper()
	f, err := xer.Read(bytes.NewReader([]byte(file)), opts...)
	if err != nil {
		t.Fatalf("read: %v", err)
	}
	return f
}

func same(t fataler, want, got *schedule.Plan, file string) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("(-before +after)\n%s\n%s", diff, file)
	}
}

// What a file can hold comes back equal, and nothing is reported.
func TestWrittenIsReadBackEqual(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := &plans{T: t}
		p := g.plan()
		file, left := written(t, p)
		if len(left) > 0 {
			t.Fatalf("reported %+v", left)
		}
		same(t, p, read(t, file).Plan, file)
	})
}

// Of any plan: what is not reported is there again, and once read it stays.
func TestWhatIsLostIsReported(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := &plans{T: t, wild: true}
		p := g.plan()
		enc := xer.In(rapid.SampledFrom([]xer.Encoding{xer.UTF8, xer.GB18030, xer.Windows1252}).Draw(t, "encoding"))
		var b bytes.Buffer
		left, err := xer.Write(&b, p, enc)
		if err != nil {
			return // a circle
		}
		once := read(t, b.String(), enc)
		if len(left) == 0 {
			same(t, p, once.Plan, b.String())
		}
		file, left := written(t, once.Plan)
		if len(left) > 0 {
			t.Fatalf("what was read is reported when it is written: %+v\n%s", left, b.String())
		}
		same(t, once.Plan, read(t, file).Plan, file)
	})
}
