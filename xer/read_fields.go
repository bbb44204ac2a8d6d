package xer

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"gongqiao/schedule"
)

// fieldReader remembers the fields by their numbers in the file.
type fieldReader struct {
	keys  map[string]int // of plan.Fields
	codes map[int64]int  // ACTVTYPE
	code  map[int64]string
	udfs  map[int64]udf
	given map[valueKey]bool
}

// valueKey says whose value it is, and of which field.
type valueKey struct {
	of    schedule.Owner
	owner int64
	field string
}

type udf struct {
	at    int // of plan.Fields
	table string
	kind  schedule.FieldKind
}

// field adds a field; its key is made unique with the row's number.
func (rd *reader) field(f schedule.Field, id int64) int {
	if rd.fields.keys == nil {
		rd.fields.keys = map[string]int{}
	}
	for {
		if _, taken := rd.fields.keys[f.Key]; !taken {
			break
		}
		f.Key += "#" + number(id)
	}
	rd.fields.keys[f.Key] = len(rd.plan.Fields)
	rd.plan.Fields = append(rd.plan.Fields, f)
	return len(rd.plan.Fields) - 1
}

// codeKey is the key of the field that an activity code becomes.
const codeKey = "ACTVTYPE"

// readCodes makes a field of each activity code, with its list; what a task has
// of it is a value. Codes are short names; those above others stand before them.
func (rd *reader) readCodes() {
	fr := &rd.fields
	fr.codes, fr.code = map[int64]int{}, map[int64]string{}
	for c := range rd.each("ACTVTYPE") {
		id := c.key("actv_code_type_id")
		if _, twice := fr.codes[id]; twice {
			c.fail("actv_code_type_id", 0, ErrDuplicate)
		}
		f := schedule.Field{Key: codeKey + number(id), Name: c.text("actv_code_type"), Of: schedule.OfTask, Kind: schedule.CodeField}
		fr.codes[id] = rd.field(f, id)
	}
	of := map[int64]int64{}
	seen := map[schedule.Value]bool{}
	for c := range rd.each("ACTVCODE") {
		id, kind := c.key("actv_code_id"), c.ref("actv_code_type_id")
		if _, twice := of[id]; twice {
			c.fail("actv_code_id", 0, ErrDuplicate)
		}
		of[id] = kind
		at, ok := fr.codes[kind]
		if !ok {
			c.left("actv_code_type_id", Dangling)
			continue
		}
		f := &rd.plan.Fields[at]
		choice := schedule.Choice{Code: c.text("short_name"), Name: c.text("actv_code_name")}
		fr.code[id] = choice.Code
		if seen[schedule.Value{Field: f.Key, Text: choice.Code}] {
			c.left("short_name", Conflict)
			continue
		}
		seen[schedule.Value{Field: f.Key, Text: choice.Code}] = true
		f.Choices = append(f.Choices, choice)
	}
	for c := range rd.each("TASKACTV") {
		c.implied("proj_id")
		rd.taskCode(c, of)
	}
}

func (rd *reader) taskCode(c *cursor, of map[int64]int64) {
	code, kind := c.ref("actv_code_id"), c.ref("actv_code_type_id")
	c.id = c.ref("task_id")
	text, ok := rd.fields.code[code]
	if !ok || of[code] != kind {
		c.left("actv_code_id", Dangling)
		return
	}
	at := rd.task(c, "task_id")
	if at < 0 {
		return
	}
	t := &rd.plan.Tasks[at]
	rd.value(c, schedule.OfTask, int64(t.ID), &t.Values, schedule.Value{Field: rd.plan.Fields[rd.fields.codes[kind]].Key, Text: text})
}

// value adds a value to those of its owner; a second one of a field is reported.
func (rd *reader) value(c *cursor, of schedule.Owner, owner int64, to *[]schedule.Value, v schedule.Value) {
	if rd.fields.given == nil {
		rd.fields.given = map[valueKey]bool{}
	}
	key := valueKey{of, owner, v.Field}
	if rd.fields.given[key] {
		c.left("", Conflict)
		return
	}
	rd.fields.given[key] = true
	*to = append(*to, v)
}

// readUDFs makes a field of each user-defined field. One that tasks and the work
// breakdown both have, under one name and of one kind, is one field.
func (rd *reader) readUDFs() {
	rd.fields.udfs = map[int64]udf{}
	merged := map[string]udf{}
	for c := range rd.each("UDFTYPE") {
		id := c.key("udf_type_id")
		if _, twice := rd.fields.udfs[id]; twice {
			c.fail("udf_type_id", 0, ErrDuplicate)
		}
		table := c.word("table_name")
		of, ok := meaning(fieldTables, table)
		if !ok {
			c.left("table_name", Unknown)
			rd.fields.udfs[id] = udf{at: -1}
			continue
		}
		f := schedule.Field{Key: c.text("udf_type_name"), Name: c.text("udf_type_label"), Of: of, Kind: named(c, "logical_data_type", fieldTypes)}
		if f.Key == "" {
			f.Key = "UDFTYPE" + number(id)
		}
		u := udf{table: table, kind: f.Kind}
		same, there := merged[f.Key]
		if there && f.Of == schedule.OfTask && same.table != table && sameField(rd.plan.Fields[same.at], f) {
			u.at = same.at
		} else {
			u.at = rd.field(f, id)
			merged[f.Key] = u
		}
		rd.fields.udfs[id] = u
	}
	for c := range rd.each("UDFVALUE") {
		c.implied("proj_id")
		rd.readUDF(c)
	}
}

func sameField(a, b schedule.Field) bool { return a.Name == b.Name && a.Of == b.Of && a.Kind == b.Kind }

func (rd *reader) readUDF(c *cursor) {
	c.id = c.ref("fk_id")
	u, ok := rd.fields.udfs[c.ref("udf_type_id")]
	if !ok || u.at < 0 {
		c.left("udf_type_id", Dangling)
		return
	}
	owner, to := rd.owner(c, u.table)
	if to == nil {
		return
	}
	v := schedule.Value{Field: rd.plan.Fields[u.at].Key}
	switch u.kind {
	case schedule.DateField:
		v.Text = c.time("udf_date").String()
	case schedule.CostField:
		v.Text = number(c.money("udf_number"))
	case schedule.NumberField:
		if v.Text = c.word("udf_number"); v.Text != "" {
			c.scaled("udf_number", 1)
		}
	default:
		v.Text = c.text("udf_text")
	}
	rd.value(c, rd.plan.Fields[u.at].Of, owner, to, v)
}

// owner is what the row is that fk_id names, and where its values stand.
func (rd *reader) owner(c *cursor, table string) (int64, *[]schedule.Value) {
	switch table {
	case "TASK":
		if i := rd.task(c, "fk_id"); i >= 0 {
			return c.id, &rd.plan.Tasks[i].Values
		}
		return 0, nil
	case "PROJWBS":
		if id := rd.wbsTask[c.id]; id != 0 {
			return int64(id), &rd.plan.Tasks[rd.rows[id]].Values
		}
	case "RSRC":
		if i, ok := rd.people[c.id]; ok {
			return c.id, &rd.plan.Resources[i].Values
		}
	case "TASKRSRC":
		if i, ok := rd.given[c.id]; ok && i >= 0 {
			return c.id, &rd.plan.Assignments[i].Values
		}
	}
	c.left("fk_id", NoPlace)
	return 0, nil
}

// sortValues adds the fields of the columns that were kept, and puts the values
// of everything in the order of the fields.
func (rd *reader) sortValues() {
	used := map[string]bool{}
	rd.values(func(v []schedule.Value) {
		for _, x := range v {
			used[x.Field] = true
		}
	})
	for _, o := range own {
		key := o.table + "." + o.column
		if _, taken := rd.fields.keys[key]; used[key] && !taken {
			rd.field(schedule.Field{Key: key, Of: o.of, Kind: o.kind}, 0)
		}
	}
	rd.values(func(v []schedule.Value) {
		slices.SortStableFunc(v, func(a, b schedule.Value) int {
			return cmp.Compare(rd.fields.keys[a.Field], rd.fields.keys[b.Field])
		})
	})
}

func (rd *reader) values(visit func([]schedule.Value)) {
	for i := range rd.plan.Tasks {
		visit(rd.plan.Tasks[i].Values)
	}
	for i := range rd.plan.Resources {
		visit(rd.plan.Resources[i].Values)
	}
	for i := range rd.plan.Assignments {
		visit(rd.plan.Assignments[i].Values)
	}
}

// codeNumber is the number in the key of an activity code's field.
func codeNumber(key string) (int64, bool) {
	digits, ok := strings.CutPrefix(key, codeKey)
	n, err := strconv.ParseInt(digits, 10, 64)
	return n, ok && err == nil && n > 0 && number(n) == digits
}
