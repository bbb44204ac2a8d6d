package track_test

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gongqiao/internal/platform/track"
)

type address struct {
	City     string `track:"public"`
	PostCode string `track:"contact"`
}

type deal struct {
	ID       int64          `track:"-"`
	OwnerID  string         `track:"public"`
	Phone    string         `track:"contact"`
	Price    int64          `track:"price"`
	UnitCost *int64         `track:"cost"`
	Tags     []string       `track:"public"`
	Extra    map[string]any `track:"public"`
	Due      time.Time      `track:"public"`
	Password string         `track:"secret"`
	address
	Address
	hidden int
}

// Address is embedded under a name of its own.
type Address struct {
	Street string `track:"contact"`
}

func ptr(n int64) *int64 { return &n }

func fields(t *testing.T, before, after any) map[string]track.Change {
	t.Helper()
	changes, err := track.Diff(before, after)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]track.Change{}
	for _, c := range changes {
		out[c.Field] = c
	}
	if len(out) != len(changes) {
		t.Errorf("a field is listed twice: %v", changes)
	}
	return out
}

func TestDiffListsWhatDiffers(t *testing.T) {
	before := deal{ID: 1, OwnerID: "a", Phone: "1", Price: 5, UnitCost: ptr(3), Tags: []string{"x"}, Password: "old"}
	after := deal{ID: 2, OwnerID: "a", Phone: "2", Price: 5, UnitCost: ptr(4), Tags: []string{"x", "y"}, Password: "new", Address: Address{"Bund 1"}}
	got := fields(t, &before, &after)
	want := map[string]track.Change{
		"phone":     {Field: "phone", Class: "contact", Old: json.RawMessage(`"1"`), New: json.RawMessage(`"2"`)},
		"unit_cost": {Field: "unit_cost", Class: "cost", Old: json.RawMessage(`3`), New: json.RawMessage(`4`)},
		"tags":      {Field: "tags", Class: "public", Old: json.RawMessage(`["x"]`), New: json.RawMessage(`["x","y"]`)},
		"street":    {Field: "street", Class: "contact", New: json.RawMessage(`"Bund 1"`)},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v", got)
	}
}

func TestStatesThatReadTheSameDoNotDiffer(t *testing.T) {
	at := time.Date(2026, 11, 20, 1, 2, 3, 0, time.UTC)
	before := deal{UnitCost: ptr(3), Tags: nil, Extra: map[string]any{"a": 1}, Due: at}
	after := deal{UnitCost: ptr(3), Tags: []string{}, Extra: map[string]any{"a": 1}, Due: at.Local().UTC(), hidden: 1, ID: 9}
	if got := fields(t, &before, &after); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}

func TestABirthListsWhatIsThereAndADeathWhatWas(t *testing.T) {
	d := deal{OwnerID: "a", Price: 0, Password: "secret"}
	born, died := fields(t, nil, &d), fields(t, &d, nil)
	if len(born) != 1 || string(born["owner_id"].New) != `"a"` || born["owner_id"].Old != nil {
		t.Errorf("born: %v", born)
	}
	if len(died) != 1 || string(died["owner_id"].Old) != `"a"` || died["owner_id"].New != nil {
		t.Errorf("died: %v", died)
	}
	var none *deal
	if got := fields(t, none, &d); len(got) != 1 {
		t.Errorf("after a nil pointer: %v", got)
	}
}

func TestSnapshotKeepsTrackedFieldsOnly(t *testing.T) {
	d := deal{ID: 1, OwnerID: "a", Price: 7, Password: "secret", hidden: 3}
	enc, err := track.Snapshot(&d)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(enc, &got); err != nil {
		t.Fatalf("%s: %v", enc, err)
	}
	want := []string{"city", "due", "extra", "owner_id", "phone", "post_code", "price", "street", "tags", "unit_cost"}
	if names := slices.Sorted(maps.Keys(got)); !slices.Equal(names, want) || strings.Contains(string(enc), "secret") {
		t.Errorf("%v: %s", names, enc)
	}
}

func TestAnUnclassifiedFieldIsRefused(t *testing.T) {
	type forgot struct {
		Name  string `track:"public"`
		Phone string
	}
	type wrong struct {
		Phone string `track:"private"`
	}
	type inside struct{ forgot }
	for _, v := range []any{forgot{}, &forgot{}, wrong{}, inside{}} {
		if err := track.Check(v); err == nil || !strings.Contains(err.Error(), "Phone") {
			t.Errorf("%T: %v", v, err)
		}
	}
	if _, err := track.Snapshot(&forgot{}); err == nil {
		t.Error("a snapshot of it was made")
	}
	if _, err := track.Diff(&forgot{}, &forgot{}); err == nil {
		t.Error("a diff of it was made")
	}
	if err := track.Check(&deal{}); err != nil {
		t.Error(err)
	}
}

// Applying what Diff lists to the snapshot before gives the snapshot after.
func TestChangesLeadFromOneSnapshotToTheOther(t *testing.T) {
	gen := rapid.Custom(func(t *rapid.T) deal {
		d := deal{
			OwnerID: rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "owner"), Phone: rapid.String().Draw(t, "phone"),
			Price: rapid.Int64().Draw(t, "price"), Tags: rapid.SliceOf(rapid.String()).Draw(t, "tags"),
			address: address{City: rapid.SampledFrom([]string{"", "上海"}).Draw(t, "city")},
		}
		if rapid.Bool().Draw(t, "costed") {
			d.UnitCost = ptr(rapid.Int64().Draw(t, "cost"))
		}
		return d
	})
	rapid.Check(t, func(t *rapid.T) {
		before, after := gen.Draw(t, "before"), gen.Draw(t, "after")
		changes, err := track.Diff(&before, &after)
		if err != nil {
			t.Fatal(err)
		}
		state, end := snapshot(t, &before), snapshot(t, &after)
		for _, c := range changes {
			state[c.Field] = c.New
		}
		for name := range end {
			if blank(state[name]) != blank(end[name]) {
				t.Fatalf("%s is %s, want %s", name, state[name], end[name])
			}
		}
	})
}

func snapshot(t *rapid.T, v any) map[string]json.RawMessage {
	enc, err := track.Snapshot(v)
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]json.RawMessage
	if err := json.Unmarshal(enc, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// blank makes the ways to write an empty value one.
func blank(v json.RawMessage) string {
	switch s := string(v); s {
	case `""`, `0`, `null`, `[]`, `"0001-01-01T00:00:00Z"`:
		return ""
	default:
		return s
	}
}
