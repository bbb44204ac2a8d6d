package demo

import (
	"context"
	"strconv"

	"gongqiao/internal/base/team"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/customer"
)

// engagements lets everybody see the customers of his deals: another company
// assists, a colleague of the same company works along.
func (t *teller) engagements() {
	seen := map[[2]string]bool{}
	add := func(no int, who string) {
		o := organisationOf(no)
		if key := [2]string{strconv.Itoa(no), who}; who != o.owner && !seen[key] {
			seen[key] = true
			t.then(opened, "gm", who+" works for "+o.short, func(ctx context.Context) error { return t.engage(ctx, o, who) })
		}
	}
	for _, a := range signedOnes {
		add(a.organisation, a.owner)
	}
	for _, d := range deals {
		add(d.organisation, d.owner)
	}
}

func (t *teller) engage(ctx context.Context, o organisation, who string) error {
	id := ID("org-" + strconv.Itoa(o.no))
	v, err := t.Customers.Get(ctx, id)
	if err != nil {
		return err
	}
	if companyOf(who) != companyOf(o.owner) {
		_, err = t.Customers.Engage(ctx, id, v.Version, customer.Assignment{OwnerID: ID(who), Relation: customer.Assist})
		return err
	}
	return t.in(ctx, func(tx *db.Tx) error {
		return t.Team.JoinTx(tx, db.Subject{Ref: ref.To(customer.Kind, id), Label: o.name}, ID(who), team.Collaborator)
	})
}

func organisationOf(no int) organisation {
	for _, o := range organisations {
		if o.no == no {
			return o
		}
	}
	return organisation{}
}

// companyOf returns the key of the company that a person works for.
func companyOf(username string) string {
	for _, c := range colleagues {
		for _, u := range units {
			if c.username == username && u.key == c.unit {
				return u.company
			}
		}
	}
	return ""
}
