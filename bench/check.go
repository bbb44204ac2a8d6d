package main

import (
	"database/sql"
	"fmt"
	"path/filepath"

	"gongqiao/internal/app/demo/crowd"
	"gongqiao/internal/kernel/money"
)

// checkTotals proves that what was filled in is whole: whoever asks the API for
// totals and sums hears what the bare rows come to.
func checkTotals(s *server, data string, w world) error {
	d, err := sql.Open("sqlite", "file:"+filepath.Join(data, "gongqiao.db")+"?_pragma=query_only(1)")
	if err != nil {
		return err
	}
	defer d.Close()
	for _, x := range []struct{ who, rows string }{
		{crowd.Sales, "o.owner_id = x'" + hexOf(crowd.ID(crowd.Person, 0)) + "'"},
		{crowd.Manager, "o.department_id = x'" + hexOf(crowd.ID(crowd.Department, 0)) + "'"},
		{crowd.Executive, "o.entity_id = x'" + hexOf(crowd.ID(crowd.Entity, 0)) + "'"},
		{crowd.General, "true"},
	} {
		session, err := signIn(s, x.who)
		if err != nil {
			return err
		}
		if err := checkReach(s, session, d, x.rows); err != nil {
			return fmt.Errorf("%s in %s: %w", x.who, w.Name, err)
		}
	}
	return nil
}

func hexOf(id [16]byte) string { return fmt.Sprintf("%x", id[:]) }

func checkReach(s *server, session [2]string, d *sql.DB, rows string) error {
	var all page
	if _, err := get(s, session, api+"/opportunities?limit=1&total=true", &all); err != nil {
		return err
	}
	var n, amount, weighted int64
	if err := d.QueryRow("select count(*), sum(o.amount), sum(o.weighted) from opportunity o where "+rows).Scan(&n, &amount, &weighted); err != nil {
		return err
	}
	if n != all.Total || amount != all.Sums["amount"] || weighted != all.Sums["weighted"] {
		return fmt.Errorf("the list counts %d and %v, the rows are %d of %d and %d", all.Total, all.Sums, n, amount, weighted)
	}
	var open struct {
		Total struct {
			Count            int64 `json:"count"`
			Amount, Weighted money.Money
		} `json:"total"`
	}
	if _, err := get(s, session, api+"/opportunities/summary", &open); err != nil {
		return err
	}
	if err := d.QueryRow("select count(*), sum(o.amount), sum(o.weighted) from opportunity o where o.outcome = 'open' and "+rows).Scan(&n, &amount, &weighted); err != nil {
		return err
	}
	if t := open.Total; n != t.Count || amount != t.Amount.Amount || weighted != t.Weighted.Amount {
		return fmt.Errorf("the pipeline is %+v, the rows are %d of %d and %d", t, n, amount, weighted)
	}
	return nil
}

// checkFound proves that search finds every customer by any part of its name.
func checkFound(s *server, w world) error {
	session, err := signIn(s, crowd.General)
	if err != nil {
		return err
	}
	for _, n := range []int{0, w.Customers / 3, w.Customers - 1} {
		name, _ := crowd.CustomerName(n)
		var found page
		if _, err := get(s, session, api+"/customers?limit=100&q="+escape(name), &found); err != nil {
			return err
		}
		hit := false
		for _, x := range found.Items {
			hit = hit || x.ID == crowd.ID(crowd.Customer, n)
		}
		if !hit {
			return fmt.Errorf("customer %d, %s, is not found", n, name)
		}
	}
	return nil
}

// checkBytes proves that the floor gives what the product gives: the same rows
// in an answer of the same size, give or take a twentieth.
func (p *pair) checkBytes(product, floor request) error {
	var session [2]string
	for _, h := range product.headers {
		session = h
	}
	var a, b map[string]any
	n, err := get(p.product, session, product.path, &a)
	if err != nil {
		return err
	}
	m, err := get(p.floor, [2]string{}, floor.path, &b)
	if err != nil {
		return err
	}
	if m*20 < n*19 || m*20 > n*21 {
		return fmt.Errorf("%s: the product answers %d bytes, the floor %d", product.path, n, m)
	}
	if fmt.Sprint(idsIn(a)) != fmt.Sprint(idsIn(b)) {
		return fmt.Errorf("%s: the product and the floor answer other records", product.path)
	}
	return nil
}

// idsIn lists the ids of an answer: of one record, or of a page.
func idsIn(answer map[string]any) []any {
	items, paged := answer["items"].([]any)
	if !paged {
		return []any{answer["id"]}
	}
	ids := make([]any, len(items))
	for i, x := range items {
		ids[i] = x.(map[string]any)["id"]
	}
	return ids
}
