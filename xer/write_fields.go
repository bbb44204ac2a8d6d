package xer

import (
	"strings"

	"gongqiao/schedule"
)

// fieldWriter is what becomes of each field of the plan.
type fieldWriter struct {
	at    map[string]int   // of plan.Fields, by key; those that are not written are missing
	own   map[string]bool  // keys of columns that are kept as values
	types map[string]int64 // ACTVTYPE
	codes map[schedule.Value]int64
	udfs  map[string]int64 // UDFTYPE of the field's own table
	nodes map[string]int64 // UDFTYPE of PROJWBS, where summaries have values of it
}

// rank is the part of a file that a field comes from; Read lists them in this order.
func (w *writer) rank(f *schedule.Field) int {
	switch {
	case w.fields.own[f.Key]:
		return 2 + ownIndex(f.Key)
	case f.Kind == schedule.CodeField && f.Of == schedule.OfTask:
		return 0
	default:
		return 1
	}
}

func ownIndex(key string) int {
	for i, o := range own {
		if key == o.table+"."+o.column {
			return i
		}
	}
	return -1
}

// layFields gives numbers to the fields.
func (w *writer) layFields() {
	fw := &w.fields
	fw.at, fw.own, fw.types, fw.udfs, fw.nodes = map[string]int{}, map[string]bool{}, map[string]int64{}, map[string]int64{}, map[string]int64{}
	for i := range w.plan.Fields {
		n, ok := codeNumber(w.plan.Fields[i].Key)
		if ok && n < mostID-1<<40 {
			w.next = max(w.next, n+1)
		}
	}
	last := 0
	for i := range w.plan.Fields {
		f := &w.plan.Fields[i]
		if _, twice := fw.at[f.Key]; twice || !w.fieldFits(f) {
			w.sayIf(twice, "Field", "Key", Conflict, int64(i))
			continue
		}
		fw.at[f.Key] = i
		rank := w.rank(f)
		w.sayIf(rank < last, "Plan", "Fields", Ordered, int64(i))
		last = max(last, rank)
		if rank == 0 {
			n, ok := codeNumber(f.Key)
			if !ok || n >= mostID-1<<40 {
				w.say("Field", "Key", Changed, int64(i))
				n = w.free()
			}
			fw.types[f.Key] = n
		}
	}
	w.ownUsed()
}

// fieldFits marks fields of columns, and refuses those that only look like one.
func (w *writer) fieldFits(f *schedule.Field) bool {
	i := ownIndex(f.Key)
	if i < 0 {
		return true
	}
	if own[i].of != f.Of || own[i].kind != f.Kind {
		w.say("Field", "Key", Conflict, 0)
		return false
	}
	w.fields.own[f.Key] = true
	w.sayIf(f.Name != "", "Field", "Name", NoPlace, 0)
	w.sayIf(len(f.Choices) > 0, "Field", "Choices", NoPlace, 0)
	return true
}

// ownUsed reports fields of columns that no thing has a value of: they are gone
// when the file is read again.
func (w *writer) ownUsed() {
	used := map[string]bool{}
	for i := range w.plan.Tasks {
		if w.places[i].summary {
			continue
		}
		for _, v := range w.plan.Tasks[i].Values {
			used[v.Field] = true
		}
	}
	for i := range w.plan.Resources {
		for _, v := range w.plan.Resources[i].Values {
			used[v.Field] = true
		}
	}
	for key := range w.fields.own {
		w.sayIf(!used[key], "Field", "Key", Implied, 0)
	}
}

// ownValues are the columns of a task that its values hold, where they say
// something that the row does not say by itself.
func (w *writer) ownValues(t *schedule.Task) map[string]string {
	var kept map[string]string
	for _, v := range t.Values {
		column, ok := strings.CutPrefix(v.Field, "TASK.")
		if !ok || !w.fields.own[v.Field] {
			continue
		}
		text, fits := ownText(t, column, v.Text)
		if !fits {
			w.say("Task", "Values", Conflict, int64(t.ID))
			continue
		}
		if kept == nil {
			kept = map[string]string{}
		}
		kept[column] = text
	}
	return kept
}

func ownText(t *schedule.Task, column, text string) (string, bool) {
	switch column {
	case "task_type":
		return text, text == "TT_WBS" && t.Kind == schedule.LevelOfEffort
	case "duration_type":
		return text, text == "DT_FixedDUR2" && t.Effort == schedule.FixedDuration
	case "complete_pct_type":
		return text, text == "CP_Phys" || text == "CP_Units"
	}
	at, err := schedule.ParseTime(text)
	if err != nil || at.String() != text {
		return "", false
	}
	switch column {
	case "target_start_date":
		return stamp(at), t.Start != 0 && at != t.Start
	case "target_end_date":
		return stamp(at), t.Finish != 0 && at != t.Finish
	}
	return stamp(at), true
}

// writeFieldTypes writes the user-defined fields. One of which summaries have
// values is written a second time for their table.
func (w *writer) writeFieldTypes() {
	s := w.sheet("UDFTYPE")
	nodes := map[string]bool{}
	for i := range w.plan.Tasks {
		for _, v := range w.plan.Tasks[i].Values {
			if w.places[i].summary {
				nodes[v.Field] = true
			}
		}
	}
	for i := range w.plan.Fields {
		f := &w.plan.Fields[i]
		if at, ok := w.fields.at[f.Key]; !ok || at != i || w.rank(f) != 1 {
			continue
		}
		w.sayIf(f.Key == "", "Field", "Key", Changed, int64(i))
		w.sayIf(len(f.Choices) > 0, "Field", "Choices", NoPlace, int64(i))
		kind, ok := wordFor(fieldTypes, f.Kind)
		if !ok {
			w.say("Field", "Kind", Changed, int64(i))
			kind = "FT_TEXT"
		}
		table, ok := wordFor(fieldTables, f.Of)
		if !ok {
			w.say("Field", "Of", Unknown, int64(i))
			continue
		}
		row := func(table string) int64 {
			id := w.free()
			s.row("udf_type_id", number(id), "table_name", table, "logical_data_type", kind,
				"udf_type_name", w.text("Field", "Key", int64(i), f.Key), "udf_type_label", w.text("Field", "Name", int64(i), f.Name))
			return id
		}
		w.fields.udfs[f.Key] = row(table)
		if f.Of == schedule.OfTask && nodes[f.Key] {
			w.fields.nodes[f.Key] = row("PROJWBS")
		}
	}
}

func (w *writer) writeCodeTypes() {
	s := w.sheet("ACTVTYPE")
	for i := range w.plan.Fields {
		f := &w.plan.Fields[i]
		if n, ok := w.fields.types[f.Key]; ok && w.fields.at[f.Key] == i {
			s.row("actv_code_type_id", number(n), "seq_num", number(int64(i)), "actv_code_type", w.text("Field", "Name", int64(i), f.Name))
		}
	}
}

// writeCodes writes the lists, and behind them codes that tasks have without
// their being on the list.
func (w *writer) writeCodes() {
	s := w.sheet("ACTVCODE")
	w.fields.codes = map[schedule.Value]int64{}
	add := func(key string, c schedule.Choice) bool {
		v := schedule.Value{Field: key, Text: c.Code}
		if w.fields.codes[v] != 0 {
			return false
		}
		w.fields.codes[v] = w.free()
		s.row("actv_code_id", number(w.fields.codes[v]), "actv_code_type_id", number(w.fields.types[key]), "seq_num", number(int64(len(w.fields.codes))),
			"short_name", w.text("Choice", "Code", 0, c.Code), "actv_code_name", w.text("Choice", "Name", 0, c.Name))
		return true
	}
	for i := range w.plan.Fields {
		f := &w.plan.Fields[i]
		if _, ok := w.fields.types[f.Key]; !ok || w.fields.at[f.Key] != i {
			continue
		}
		for _, c := range f.Choices {
			w.sayIf(!add(f.Key, c), "Field", "Choices", Conflict, int64(i))
		}
	}
	for i := range w.plan.Tasks {
		for _, v := range w.plan.Tasks[i].Values {
			if _, ok := w.fields.types[v.Field]; ok && !w.places[i].summary && add(v.Field, schedule.Choice{Code: v.Text}) {
				w.say("Field", "Choices", Changed, int64(w.fields.at[v.Field]))
			}
		}
	}
}

// writeTaskCodes writes the codes of tasks; that values are in order is checked
// here and in writeValues together.
func (w *writer) writeTaskCodes() {
	s := w.sheet("TASKACTV")
	for i := range w.plan.Tasks {
		t := &w.plan.Tasks[i]
		seen := map[string]bool{}
		for _, v := range t.Values {
			n, ok := w.fields.types[v.Field]
			switch {
			case !ok || seen[v.Field]:
			case w.places[i].summary:
				w.say("Task", "Values", NoPlace, int64(t.ID))
			default:
				seen[v.Field] = true
				s.row("task_id", number(int64(t.ID)), "actv_code_type_id", number(n), "actv_code_id", number(w.fields.codes[v]), "proj_id", number(w.places[i].proj.id))
			}
		}
	}
}

// writeValues writes the values of the user-defined fields.
func (w *writer) writeValues() {
	s := w.sheet("UDFVALUE")
	for i := range w.plan.Tasks {
		t := &w.plan.Tasks[i]
		types, id := w.fields.udfs, number(int64(t.ID))
		if w.places[i].summary {
			types, id = w.fields.nodes, w.wbs(t.ID)
		}
		w.writeThe(s, "Task", schedule.OfTask, int64(t.ID), id, t.Values, types, w.places[i].summary)
	}
	for i := range w.plan.Resources {
		r := &w.plan.Resources[i]
		w.writeThe(s, "Resource", schedule.OfResource, int64(r.ID), number(int64(r.ID)), r.Values, w.fields.udfs, false)
		for _, v := range r.Values {
			lost := v.Text != "RT_Equip" || r.Kind != schedule.WorkResource
			w.sayIf(v.Field == "RSRC.rsrc_type" && w.fields.own[v.Field] && lost, "Resource", "Values", Conflict, int64(r.ID))
		}
	}
	for i := range w.plan.Assignments {
		a := &w.plan.Assignments[i]
		if at, ok := w.rows[a.Task]; ok && !w.places[at].summary {
			w.writeThe(s, "Assignment", schedule.OfAssignment, int64(a.ID), number(int64(a.ID)), a.Values, w.fields.udfs, false)
		}
	}
}

// writeThe writes the values of one thing.
func (w *writer) writeThe(s *sheet, kind string, of schedule.Owner, id int64, fk string, values []schedule.Value, types map[string]int64, summary bool) {
	last := -1
	seen := map[string]bool{}
	for _, v := range values {
		at, ok := w.fields.at[v.Field]
		if !ok || w.plan.Fields[at].Of != of || seen[v.Field] {
			w.say(kind, "Values", Dangling, id)
			continue
		}
		seen[v.Field] = true
		w.sayIf(at < last, kind, "Values", Ordered, id)
		last = max(last, at)
		w.sayIf(summary && w.fields.own[v.Field], kind, "Values", NoPlace, id)
		n, ok := types[v.Field]
		if !ok {
			continue
		}
		column, text, fits := w.udfText(kind, id, w.plan.Fields[at].Kind, v.Text)
		if !fits {
			w.say(kind, "Values", Unknown, id)
			continue
		}
		s.row("udf_type_id", number(n), "fk_id", fk, column, text)
	}
}

func (w *writer) udfText(kind string, id int64, of schedule.FieldKind, text string) (column, value string, ok bool) {
	switch of {
	case schedule.DateField:
		at, err := schedule.ParseTime(text)
		return "udf_date", stamp(at), text == "" || err == nil && at.String() == text
	case schedule.CostField:
		n, _, ok := decimal(text, 1)
		return "udf_number", money(n), ok && number(n) == text && abs(n) <= mostMoney
	case schedule.NumberField:
		_, _, ok := decimal(text, 1)
		return "udf_number", text, ok || text == ""
	default:
		return "udf_text", w.text(kind, "Values", id, text), true
	}
}
