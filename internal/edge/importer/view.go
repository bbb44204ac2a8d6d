package importer

import (
	"time"

	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/i18n"
)

// Named is a record shown by its name.
type Named struct {
	ID   ref.ID `json:"id"`
	Name string `json:"name"`
}

// Row is an import in the list.
type Row struct {
	ID        ref.ID       `json:"id"`
	Version   int64        `json:"version"`
	CreatedAt time.Time    `json:"created_at"`
	UpdatedAt time.Time    `json:"updated_at"`
	Kind      string       `json:"kind" enum:"customers,opportunities,contracts,projects"`
	File      string       `json:"file"`
	Size      int64        `json:"size" doc:"Bytes."`
	Owner     Named        `json:"owner" doc:"Who imports."`
	State     State        `json:"state" enum:"uploaded,checking,checked,applying,applied,undoing,undone,failed"`
	Code      string       `json:"code" doc:"Why it failed or stopped; a code of the errors."`
	Counts    Counts       `json:"counts"`
	Total     *money.Money `json:"total" doc:"What the rows to take come to; null without the right to see prices."`
	Done      int64        `json:"done" doc:"Items that were looked at in this state."`
	Items     int64        `json:"items" doc:"Of the file; 0 while nobody knows."`
	Records   int64        `json:"records" doc:"That it made and that are there."`
	Seconds   int64        `json:"seconds" doc:"That the last step took, or has taken by now."`
	Masked    []string     `json:"masked" nullable:"false"`
	Actions   []string     `json:"actions" nullable:"false"`
}

// View is an import's page.
type View struct {
	Row
	Mapping Mapping     `json:"mapping"`
	Sheets  []string    `json:"sheets" nullable:"false"`
	Header  int         `json:"header_row"`
	Columns []Column    `json:"columns" nullable:"false"`
	Fields  []FieldView `json:"fields" nullable:"false" doc:"What a column may mean."`
	Guesses []Guessed   `json:"guesses" nullable:"false" doc:"What the titles suggest."`
	Taken   int64       `json:"taken" doc:"Rows that may be there already and will be taken all the same."`
}

// Column is a column of the file with what its first rows say.
type Column struct {
	Title  string   `json:"title"`
	Sample []string `json:"sample" nullable:"false"`
}

// FieldView is something that a column may mean.
type FieldView struct {
	Key      string      `json:"key"`
	LabelZH  string      `json:"label_zh"`
	LabelEN  string      `json:"label_en"`
	Shape    Shape       `json:"shape" enum:"text,choice,amount,date,number,person,list"`
	Class    authz.Class `json:"class"`
	Required bool        `json:"required"`
	Choices  []string    `json:"choices" nullable:"false"`
}

// LineView is what the report says of a row.
type LineView struct {
	Row      int           `json:"row" doc:"As a spreadsheet program shows it."`
	Outcome  Outcome       `json:"outcome" enum:"new,duplicate,similar,refused"`
	Title    string        `json:"title"`
	TwinID   ref.ID        `json:"twin_id" doc:"What it may double."`
	Cells    []Cell        `json:"cells" nullable:"false"`
	Problems []ProblemView `json:"problems" nullable:"false"`
	Decision string        `json:"decision" enum:"create,skip," doc:"What somebody decided about a row that may be there already."`
}

// ProblemView is a problem with its sentence.
type ProblemView struct {
	Problem
	Text string `json:"text" doc:"In the caller's language."`
}

func row(a *authz.Actor, b *Batch) Row {
	r := Row{
		ID: b.ID, Version: b.Version, CreatedAt: b.CreatedAt, UpdatedAt: b.UpdatedAt, Kind: b.Of, File: b.File, Size: b.Size, Owner: Named{b.OwnerID, b.OwnerName},
		State: b.State, Code: b.Code, Counts: b.Counts, Done: b.Done, Items: b.Items, Records: b.Records, Seconds: b.seconds(b.UpdatedAt), Masked: []string{"total"},
		Actions: authz.Actions(a, "", b.Scope(), b, actions),
	}
	if a.Sees(authz.Price) {
		total := money.CNY(b.Total)
		r.Total, r.Masked = &total, []string{}
	}
	return r
}

// samplesShown is how many values of a column its page shows.
const samplesShown = 3

// view shows an import; what a part on it opens is added by the caller.
func view(a *authz.Actor, b *Batch, h head) View {
	v := View{Row: row(a, b), Mapping: b.Mapping, Sheets: append([]string{}, h.sheets...), Header: h.row, Columns: []Column{}, Fields: []FieldView{}, Guesses: []Guessed{}}
	for i, t := range h.titles {
		c := Column{Title: t, Sample: []string{}}
		for _, cell := range column(h.sample, i) {
			if text := clean(cell.Text); text != "" && len(c.Sample) < samplesShown && a.ID == b.OwnerID {
				c.Sample = append(c.Sample, text)
			}
		}
		v.Columns = append(v.Columns, c)
	}
	t := kinds[b.Of]
	for _, f := range t.fields() {
		x := FieldView{Key: f.Key, LabelZH: f.Label(false), LabelEN: f.Label(true), Shape: f.Shape, Class: f.Class, Required: f.Required, Choices: []string{}}
		v.Fields = append(v.Fields, x)
	}
	if len(h.titles) > 0 {
		_, v.Guesses = Guess(t.fields(), h.titles, h.sample)
	}
	return v
}

func lineView(texts *i18n.Catalogue, lang i18n.Lang, l Line) LineView {
	v := LineView{Row: l.Row, Outcome: l.Outcome, Title: l.Title, TwinID: l.Twin, Cells: append([]Cell{}, l.Cells...), Problems: []ProblemView{}, Decision: l.Decision}
	for _, p := range l.Problems {
		v.Problems = append(v.Problems, ProblemView{p, Sentence(texts, lang, p)})
	}
	return v
}

// Sentence says a problem in a language.
func Sentence(texts *i18n.Catalogue, lang i18n.Lang, p Problem) string {
	return texts.T(lang, p.Code, p.Params)
}

// hidePrices takes amounts out of a report for who may not see them.
func hidePrices(a *authz.Actor, lines []Line) {
	for i := range lines {
		for j := range lines[i].Cells {
			if c := &lines[i].Cells[j]; c.Class != authz.Contact && !a.Sees(c.Class) {
				c.Text = ""
			}
		}
	}
}
