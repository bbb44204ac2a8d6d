package importer

import (
	"cmp"

	"gongqiao/internal/kernel/orgcode"
	"gongqiao/internal/platform/text"
	"gongqiao/internal/sell/customer"
)

// customerDraft reads a customer out of a row. What one may be, the modules say.
func customerDraft(r *Record) *customer.Past {
	p := &customer.Past{Incoming: customer.Incoming{Origin: origin}}
	p.Draft = customer.Draft{
		Name: r.text("name"), ShortName: r.text("short_name"), USCC: r.code("uscc"), NoUSCCReason: r.text("no_uscc_reason"),
		Party: cmp.Or(r.choice("party"), customer.Parties[0]), Type: cmp.Or(r.choice("type"), customer.Types[0]),
		Industry: r.text("industry"), Region: r.text("region"), City: r.text("city"), Address: r.text("address"), Website: r.text("website"),
		Credit: r.choice("credit"), Source: r.choice("source"), Note: r.text("note"), ProjectTypes: r.list("project_types"),
	}
	p.Status, p.Since = customer.Status(cmp.Or(r.choice("status"), string(customer.Prospect))), r.date("since")
	if c, ok := contactDraft(r); ok {
		p.Contacts = []customer.Contact{c}
	}
	return p
}

// contactDraft reads a contact. A row without a name, but with a number, gives
// the number to somebody who is not named.
func contactDraft(r *Record) (customer.Contact, bool) {
	c := customer.Contact{Name: r.text("contact.name"), Title: r.text("contact.title"), Part: cmp.Or(r.choice("contact.part"), customer.ContactParts[0]), Note: r.text("contact.note"), Active: true,
		Mobile: r.text("contact.mobile"), Phone: r.text("contact.phone"), Email: r.text("contact.email"), Wechat: r.text("contact.wechat")}
	reached := c.Mobile != "" || c.Phone != "" || c.Email != "" || c.Wechat != ""
	if c.Name == "" && reached {
		c.Name = "未具名"
		r.say("contact.name", "contact_unnamed", false, nil)
	}
	return c, c.Name != ""
}

// code reads a credit code. A wrong check character is told with the right one.
func (r *Record) code(key string) string {
	c := orgcode.Normalize(r.text(key))
	if c == "" || orgcode.Check(c) == nil || len(c) != 18 {
		return c
	}
	if right, err := orgcode.Complete(c[:17]); err == nil {
		r.say(key, "uscc_suggested", false, map[string]any{"suggested": right})
	}
	return c
}

// keysOf are what two rows of one customer share; the first that both have
// decides. The last one is only like it.
func keysOf(p *customer.Past) (same []string, like string) {
	if p.Draft.USCC != "" {
		same = append(same, "u/"+p.Draft.USCC)
	}
	return append(same, "n/"+text.Fold(p.Draft.Name)), "k/" + p.Key()
}
