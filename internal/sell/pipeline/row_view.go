package pipeline

import (
	"encoding/json"
	"strconv"
	"time"
	"unicode/utf8"

	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
)

// AppendJSON appends what package json would write.
func (p Rows) AppendJSON(b []byte) []byte {
	if b == nil {
		b = make([]byte, 0, 256+1400*len(p.Items))
	}
	b = append(b, `{"items":[`...)
	for i := range p.Items {
		if i > 0 {
			b = append(b, ',')
		}
		b = p.Items[i].AppendJSON(b)
	}
	b = append(b, `],"next":`...)
	if p.Next == nil {
		b = append(b, "null"...)
	} else {
		b = appendText(b, *p.Next)
	}
	b = append(b, `,"total":`...)
	if p.Total == nil {
		b = append(b, "null"...)
	} else {
		b = strconv.AppendInt(b, *p.Total, 10)
	}
	if len(p.Sums) > 0 {
		b = append(b, `,"sums":`...)
		b = appendRest(b, p.Sums)
	}
	return append(b, '}')
}

// AppendJSON appends what package json would write.
func (v View) AppendJSON(b []byte) []byte {
	if b == nil {
		b = make([]byte, 0, 4096)
	}
	b = v.Row.AppendJSON(b)
	b = b[:len(b)-1] // what follows belongs to the same object
	b = appendPerson(append(b, `,"department":`...), v.Department)
	b = appendID(append(b, `,"lead_id":`...), v.LeadID)
	b = appendID(append(b, `,"amount_quote_id":`...), v.AmountQuoteID)
	b = appendText(append(b, `,"tender_mode":`...), v.TenderMode)
	b = appendInstant(append(b, `,"tender_at":`...), v.TenderAt)
	b = appendText(append(b, `,"close_reason":`...), v.CloseReason)
	b = appendText(append(b, `,"competitor":`...), v.Competitor)
	b = appendMoney(append(b, `,"competitor_price":`...), v.CompetitorPrice)
	b = appendID(append(b, `,"contract_id":`...), v.ContractID)
	b = appendText(append(b, `,"note":`...), v.Note)
	b = appendText(append(b, `,"origin":`...), v.Origin)
	b = appendRest(append(b, `,"custom":`...), v.Custom)
	b = appendRest(append(b, `,"usual_days":`...), v.UsualDays)
	b = appendRest(append(b, `,"report_on_time":`...), v.ReportOnTime)
	b = append(b, `,"gate":`...)
	if v.Gate == nil {
		return append(b, "null}"...)
	}
	b = appendText(append(b, `{"to":`...), v.Gate.To)
	b = appendCriteria(append(b, `,"missing":`...), v.Gate.Missing)
	b = appendCriteria(append(b, `,"met":`...), v.Gate.Met)
	return append(b, "}}"...)
}

func appendCriteria(b []byte, list []Criterion) []byte {
	if list == nil {
		return append(b, "null"...)
	}
	b = append(b, '[')
	for i, c := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendText(append(b, `{"code":`...), c.Code)
		b = appendTime(append(b, `,"since":`...), c.Since)
		if !c.DueAt.IsZero() {
			b = appendTime(append(b, `,"due_at":`...), c.DueAt)
		}
		b = append(appendPerson(append(b, `,"holder":`...), c.Holder), '}')
	}
	return append(b, ']')
}

// AppendJSON appends what package json would write.
func (r *Row) AppendJSON(b []byte) []byte {
	b = appendID(append(b, `{"id":`...), r.ID)
	b = strconv.AppendInt(append(b, `,"version":`...), r.Version, 10)
	b = appendTime(append(b, `,"created_at":`...), r.CreatedAt)
	b = appendTime(append(b, `,"updated_at":`...), r.UpdatedAt)
	b = appendText(append(b, `,"number":`...), r.Number)
	b = appendText(append(b, `,"name":`...), r.Name)
	b = appendPerson(append(b, `,"customer":`...), r.Customer)
	b = appendPerson(append(b, `,"owner":`...), r.Owner)
	b = appendPerson(append(b, `,"entity":`...), r.Entity)
	b = appendID(append(b, `,"department_id":`...), r.DepartmentID)
	b = appendText(append(b, `,"stage":`...), string(r.Stage))
	b = appendText(append(b, `,"outcome":`...), string(r.Outcome))
	b = strconv.AppendBool(append(b, `,"on_hold":`...), r.OnHold)
	b = appendTime(append(b, `,"stage_since":`...), r.StageSince)
	b = appendMoney(append(b, `,"amount":`...), r.Amount)
	b = strconv.AppendInt(append(b, `,"probability":`...), r.Probability, 10)
	b = appendMoney(append(b, `,"weighted":`...), r.Weighted)
	b = appendDate(append(b, `,"expected_sign_date":`...), r.ExpectedSignDate)
	b = strconv.AppendFloat(append(b, `,"score":`...), r.Score, 'f', -1, 64)
	b = appendText(append(b, `,"grade":`...), r.Grade)
	b = appendText(append(b, `,"project_type":`...), r.ProjectType)
	b = appendText(append(b, `,"region":`...), r.Region)
	b = appendText(append(b, `,"source":`...), r.Source)
	b = appendTime(append(b, `,"last_activity_at":`...), r.LastActivityAt)
	b = appendInstant(append(b, `,"first_visit_at":`...), r.FirstVisitAt)
	b = appendInstant(append(b, `,"report_due_at":`...), r.ReportDueAt)
	b = appendInstant(append(b, `,"report_submitted_at":`...), r.ReportSubmittedAt)
	b = strconv.AppendBool(append(b, `,"stalled":`...), r.Stalled)
	b = strconv.AppendBool(append(b, `,"clash":`...), r.Clash)
	b = appendInstant(append(b, `,"closed_at":`...), r.ClosedAt)
	b = appendTexts(append(b, `,"masked":`...), r.Masked)
	b = appendTexts(append(b, `,"actions":`...), r.Actions)
	if len(r.Custom) > 0 {
		b = appendRest(append(b, `,"custom":`...), r.Custom)
	}
	return append(b, '}')
}

func appendID(b []byte, id ref.ID) []byte {
	if id.IsZero() {
		return append(b, "null"...)
	}
	return append(id.AppendText(append(b, '"')), '"')
}

func appendPerson(b []byte, p Person) []byte {
	b = appendID(append(b, `{"id":`...), p.ID)
	b = appendText(append(b, `,"name":`...), p.Name)
	return append(b, '}')
}

func appendTime(b []byte, t time.Time) []byte {
	return append(t.AppendFormat(append(b, '"'), time.RFC3339Nano), '"')
}

func appendInstant(b []byte, t *time.Time) []byte {
	if t == nil {
		return append(b, "null"...)
	}
	return appendTime(b, *t)
}

func appendDate(b []byte, d workday.Date) []byte {
	if d.IsZero() {
		return append(b, "null"...)
	}
	b, _ = d.AppendText(append(b, '"')) // a date always has a text
	return append(b, '"')
}

func appendMoney(b []byte, m *money.Money) []byte {
	if m == nil {
		return append(b, "null"...)
	}
	b = strconv.AppendInt(append(b, `{"amount":`...), m.Amount, 10)
	b = appendText(append(b, `,"currency":`...), m.Currency)
	return append(b, '}')
}

func appendTexts(b []byte, list []string) []byte {
	if list == nil {
		return append(b, "null"...)
	}
	b = append(b, '[')
	for i, s := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendText(b, s)
	}
	return append(b, ']')
}

// appendText copies a text that needs no escape, and leaves the rare others to
// package json.
func appendText(b []byte, s string) []byte {
	if !plain(s) {
		return appendRest(b, s)
	}
	return append(append(append(b, '"'), s...), '"')
}

// plain reports whether package json writes s as it is.
func plain(s string) bool {
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c < ' ' || c == 0x7f || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
				return false
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError || r == '\u2028' || r == '\u2029' {
			return false
		}
		i += size
	}
	return true
}

// appendRest leaves what is rare to package json, which can write it.
func appendRest(b []byte, v any) []byte {
	enc, err := json.Marshal(v)
	if err != nil {
		return append(b, "null"...)
	}
	return append(b, enc...)
}
