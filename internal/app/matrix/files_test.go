package matrix_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"gongqiao/internal/base/org"
	"gongqiao/internal/edge/importer"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// handedOn reads the revisions of an offer, one of which belongs to somebody else.
func handedOn(m *matrix) error {
	mine, err := m.at("quote-get", same)
	if err != nil {
		return err
	}
	other, err := m.at("quote-get", abroad)
	if err == nil {
		err = m.app.DB.Housekeep(m.system, func(tx *db.Tx) error {
			_, err := tx.Exec("update quote set root_id = ?, revision = 2, newest = false where id = ?", mine.id, other.id)
			return err
		})
	}
	if err != nil {
		return err
	}
	return m.asserts("/quotes/"+mine.id.String()+"/versions", other.id.String(), m.named("general_manager"), m.named("quote:read:department, reads at group"))
}

// unpriced works on a bill without the right to see prices: no answer names one.
func unpriced(m *matrix) error {
	r, err := m.at("quote-get", same)
	if err != nil {
		return err
	}
	who, priced, path := m.named("quote:update:group, reads at group"), m.named("general_manager"), "/quotes/"+r.id.String()
	line := ref.New()
	set := fmt.Appendf(nil, `{"lines": [{"id": %q, "code": "040101001001", "name": "挖一般土方", "quantity": "1", "section": "道路工程", "tax_rate": "0.09", "unit": "m³", "unit_rate": "76543.21"}]}`, line)
	if a := m.send(priced, "PUT", path+"/lines", set, "If-Match", `"1"`); a.status != http.StatusOK {
		return wrong("a bill is written", a.status, string(a.body), nil)
	}
	edit := fmt.Appendf(nil, `[{"line_id": %q, "field": "name", "value": "挖土方"}]`, line)
	if a := m.send(who, "PATCH", path+"/lines", edit, "If-Match", `"2"`); a.status != http.StatusOK || bytes.Contains(a.body, []byte(`"currency"`)) || bytes.Contains(a.body, []byte("76543.21")) {
		return wrong("a line is edited", a.status, string(a.body), nil)
	}
	file := m.send(priced, "GET", path+"/boq", nil)
	if bare := m.send(who, "GET", path+"/boq", nil); strings.Contains(unpacked(bare.body), "76543.21") || !strings.Contains(unpacked(file.body), "76543.21") {
		return wrong("a bill is taken out", bare.status, unpacked(bare.body), nil)
	}
	body, kind, err := formWith(map[string]string{"mode": "merge", "dry_run": "true"}, "bill.xlsx", file.body)
	if err != nil {
		return err
	}
	if a := m.send(who, "POST", path+"/boq", body, "Content-Type", kind, "If-Match", `"3"`); a.status != http.StatusOK || bytes.Contains(a.body, []byte(`"currency"`)) {
		return wrong("a bill is taken in", a.status, string(a.body), nil)
	}
	return nil
}

// unpacked returns all texts of a spreadsheet, or nothing when it is none.
func unpacked(file []byte) string {
	var all strings.Builder
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return ""
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err == nil {
			_, err = io.Copy(&all, r)
		}
		if err != nil {
			return ""
		}
	}
	return all.String()
}

// clerk makes somebody who imports: he reads all customers, makes records of his
// own, and reads the others as far as reads says.
func clerk(m *matrix, reads reach, classes ...authz.Class) (*person, error) {
	grants := map[string]reach{"import:run": toGroup, "import:read": toGroup, "customer:read": toGroup, "customer:create": toOwn}
	for _, kind := range []string{"opportunity", "contract", "project"} {
		grants[kind+":create"], grants[kind+":read"] = toOwn, reads
	}
	role, err := m.role(org.Business, grants, classes)
	if err != nil {
		return nil, err
	}
	var seen []string
	for _, c := range classes {
		seen = append(seen, string(c))
	}
	p := &person{name: "clerk, reads at " + reaches[reads]}
	return p, m.enrol(p, role, grants, seen)
}

// begun uploads a file and begins its dry run.
func (m *matrix) begun(p *person, kind, file string) (ref.ID, error) {
	id, err := m.app.Imports.Upload(m.as(p), ref.Nil, kind, "matrix.csv", strings.NewReader(file))
	if err != nil {
		return id, err
	}
	return id, m.app.Imports.Check(m.as(p), id, 1)
}

// takesIn imports what is there already, and what shall belong to somebody out of
// reach. A twin that one may not read is not named; nor are prices.
func takesIn(m *matrix) error {
	var outsider string
	if err := m.app.DB.Read(m.system, func(tx *db.Tx) error {
		return tx.One("select username from person where id = ?", []any{m.staff[abroad].id}, &outsider)
	}); err != nil {
		return err
	}
	for reads, told := range map[reach]bool{toOwn: false, toGroup: true} {
		who, err := clerk(m, reads)
		if err != nil {
			return err
		}
		for kind, x := range map[string]struct{ like, head string }{
			"opportunities": {"opportunity-get", "商机名称,客户名称,预计金额,预计签订,来源,负责人"},
			"contracts":     {"contract-get", "合同名称,客户名称,合同金额,签订日期,来源,负责人"},
			"projects":      {"project-get", "项目名称,客户名称,合同金额,计划竣工,来源,负责人"},
		} {
			twin, err := m.at(x.like, abroad)
			if err != nil {
				return err
			}
			row := twin.title + "," + twin.title + ",76543.21,2026-06-30,转介绍,"
			id, err := m.begun(who, kind, x.head+"\n"+row+"\n新"+row+outsider+"\n")
			if err == nil {
				err = m.app.Imports.Run(m.system, id, nil)
			}
			if err != nil {
				return fmt.Errorf("%s: %w", kind, err)
			}
			a := m.send(who, "GET", "/imports/"+id.String()+"/rows", nil)
			if bytes.Contains(a.body, []byte(twin.id.String())) != told || bytes.Contains(a.body, []byte("76543.21")) || !bytes.Contains(a.body, []byte("person_out_of_reach")) {
				return wrong(who.name+" takes in "+kind, a.status, string(a.body), nil)
			}
		}
	}
	return nil
}

// losesRight takes the right to import from somebody whose import waits.
func losesRight(m *matrix) error {
	who, err := clerk(m, toOwn)
	if err != nil {
		return err
	}
	id, err := m.begun(who, "customers", "客户名称\n矩阵无权进口有限公司\n")
	if err != nil {
		return err
	}
	if _, err := m.app.Org.EndAssignment(m.system, who.id, 1); err != nil {
		return err
	}
	if err := m.app.Imports.Run(m.system, id, nil); !errors.Is(err, authz.ErrForbidden) {
		return fmt.Errorf("ran without the right: %w", err)
	}
	return nil
}

// ownColumns takes in a column that users added, of the class price. Others read
// of the import what they may.
func ownColumns(m *matrix) error {
	who, err := clerk(m, toOwn, authz.Price)
	if err != nil {
		return err
	}
	twin, err := m.at("customer-get", same)
	if err != nil {
		return err
	}
	ctx := m.as(who)
	id, err := m.app.Imports.Upload(ctx, ref.Nil, "customers", "matrix.csv", strings.NewReader("客户名称,价\n"+twin.title+",76543.21\n"))
	if err == nil {
		err = m.app.Imports.SetMapping(ctx, id, 1, importer.Mapping{Fields: map[string]importer.Source{"name": {Column: "客户名称"}, importer.CustomPrefix + "priced": {Column: "价"}}})
	}
	if err == nil {
		err = errors.Join(m.app.Imports.Check(ctx, id, 2), m.app.Imports.Run(m.system, id, nil))
	}
	if err != nil {
		return err
	}
	return m.asserts("/imports/"+id.String()+"/rows", "76543.21", who, m.named("import:read:group, reads at group"))
}

// unread is a file of which nothing must be taken.
type unread struct{ taken bool }

func (u *unread) Read([]byte) (int, error) {
	u.taken = true
	return 0, io.EOF
}

// uploads sends a file without the right to import: none of it is read, let alone
// kept.
func uploads(m *matrix) error {
	file := &unread{}
	err := m.unarmed(func(ctx context.Context) error {
		_, err := m.app.Imports.Upload(ctx, ref.Nil, "customers", "matrix.csv", file)
		return err
	})
	if err == nil && file.taken {
		err = errors.New("the file of somebody without a right was read")
	}
	return err
}
