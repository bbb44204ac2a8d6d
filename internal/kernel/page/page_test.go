package page_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"testing"

	"gongqiao/internal/kernel/page"
	"gongqiao/internal/kernel/ref"
)

func TestLimit(t *testing.T) {
	for wish, want := range map[int]int{0: 50, 1: 1, 50: 50, 1000: 1000} {
		if n, err := page.Limit(wish); err != nil || n != want {
			t.Errorf("%d gives %d, %v; want %d", wish, n, err, want)
		}
	}
	for _, wish := range []int{-1, 1001} {
		if n, err := page.Limit(wish); !errors.Is(err, page.ErrLimit) {
			t.Errorf("%d gives %d, %v", wish, n, err)
		}
	}
	for text, want := range map[string]int{"": 50, "1": 1, "1000": 1000} {
		if n, err := page.ParseLimit(text); err != nil || n != want {
			t.Errorf("%q gives %d, %v; want %d", text, n, err, want)
		}
	}
	for _, text := range []string{"0", "-1", "1001", "many", "5.0", "99999999999999999999"} {
		if n, err := page.ParseLimit(text); !errors.Is(err, page.ErrLimit) {
			t.Errorf("%q gives %d, %v", text, n, err)
		}
	}
}

func TestPageOnTheWire(t *testing.T) {
	total, next := int64(7), "abc"
	for want, p := range map[string]page.Page[int]{
		`{"items":[],"next":null,"total":null}`:                             page.New[int](nil),
		`{"items":[1],"next":null,"total":null}`:                            page.New([]int{1}),
		`{"items":[2],"next":"abc","total":7,"sums":{"amount":1232995600}}`: {Items: []int{2}, Next: &next, Total: &total, Sums: map[string]int64{"amount": 1_232_995_600}},
	} {
		if b, err := json.Marshal(p); err != nil || string(b) != want {
			t.Errorf("wrote %s, %v; want %s", b, err, want)
		}
	}
}

func TestCut(t *testing.T) {
	list := page.ListOf("numbers")
	at := func(last int64) page.Cursor { return page.Cursor{Keys: []any{last}, ID: someID} }
	for name, tc := range map[string]struct {
		rows, want []int64
		more       bool
	}{
		"none":         {nil, nil, false},
		"fewer":        {[]int64{1}, []int64{1}, false},
		"exactly":      {[]int64{1, 2}, []int64{1, 2}, false},
		"one too many": {[]int64{1, 2, 3}, []int64{1, 2}, true},
	} {
		p, err := page.Cut(tc.rows, 2, list, at)
		if err != nil || !slices.Equal(p.Items, tc.want) || p.Items == nil || (p.Next != nil) != tc.more {
			t.Fatalf("%s: %+v, %v", name, p, err)
		}
		if !tc.more {
			continue
		}
		if c, err := page.Decode(*p.Next, list); err != nil || c.ID != someID || c.Keys[0] != int64(2) {
			t.Errorf("%s: the next page starts after %+v, %v", name, c, err)
		}
	}
	bad := func(int64) page.Cursor { return page.Cursor{Keys: []any{0.5}} }
	if _, err := page.Cut([]int64{1, 2}, 1, list, bad); err == nil {
		t.Error("a sort value that cannot be written was written")
	}
}

func TestMapKeepsThePlace(t *testing.T) {
	total, next := int64(7), "abc"
	p := page.Map(page.Page[int]{Items: []int{1, 2}, Next: &next, Total: &total, Sums: map[string]int64{"n": 3}}, strconv.Itoa)
	if !slices.Equal(p.Items, []string{"1", "2"}) || p.Next != &next || p.Total != &total || p.Sums["n"] != 3 {
		t.Errorf("%+v", p)
	}
	if p := page.Map(page.Page[int]{}, strconv.Itoa); p.Items == nil {
		t.Error("items of an empty page are null")
	}
}

var someID = ref.MustParse("0190a5f0-3b1e-7c44-9d2a-5f1f6f0f8a11")
