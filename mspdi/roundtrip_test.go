package mspdi_test

import (
	"bytes"
	"reflect"
	"testing"

	"gongqiao/mspdi"

	"pgregory.net/rapid"
)

func TestWhatIsWrittenReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { same(t, anyFile(t), true) })
}

type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// same writes a file and reads it again; whole says that the format holds all
// of it.
func same(t failer, f *mspdi.File, whole bool) {
	t.Helper()
	var out bytes.Buffer
	left, err := mspdi.Write(&out, f)
	if err != nil || whole && len(left) > 0 && !onlyBases(left) {
		t.Fatalf("write: %v, left out %+v", err, left)
	}
	text := out.String()
	back, err := mspdi.Read(&out)
	if err != nil {
		t.Fatalf("read: %v\n%s", err, text)
	}
	for _, pair := range [][2]any{{back.Plan, f.Plan}, {back.Root, f.Root}, {back.Unassigned, f.Unassigned}} {
		if !reflect.DeepEqual(pair[0], pair[1]) {
			t.Fatalf("reads back as\n%+v\ninstead of\n%+v\n%s", pair[0], pair[1], text)
		}
	}
	if len(back.Left) > 0 {
		t.Fatalf("a file of our own leaves out %+v\n%s", back.Left, text)
	}
}

// onlyBases says whether all that is noted is that Microsoft Project looks at the
// bases of resource calendars only: this package keeps them.
func onlyBases(left []mspdi.Left) bool {
	for _, l := range left {
		if l.Element != "Calendar/BaseCalendarUID" {
			return false
		}
	}
	return true
}
