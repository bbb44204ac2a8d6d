package mspdi

import (
	"slices"
	"strconv"
	"strings"

	"gongqiao/schedule"
)

// slots are custom fields that Microsoft Project has, numbered in a row: Name
// and the numbers from First to First+Count-1 have the ids ID, ID+Step and so on
// (PjField constants of its object model, and what its files say of assignments).
type slots struct {
	of           schedule.Owner
	kind         schedule.FieldKind
	name         string
	first, count int
	id, step     int64
}

// Where the fields of each owner begin.
const (
	taskFields       = 0x0B400000
	resourceFields   = 0x0C400000
	assignmentFields = 0x0F400000
)

var allSlots = []slots{
	{schedule.OfTask, schedule.TextField, "Text", 1, 5, taskFields + 51, 3},
	{schedule.OfTask, schedule.TextField, "Text", 6, 5, taskFields + 66, 1},
	{schedule.OfTask, schedule.TextField, "Text", 11, 20, taskFields + 317, 1},
	{schedule.OfTask, schedule.DateField, "Start", 1, 5, taskFields + 52, 3},
	{schedule.OfTask, schedule.DateField, "Start", 6, 5, taskFields + 282, 2},
	{schedule.OfTask, schedule.DateField, "Finish", 1, 5, taskFields + 53, 3},
	{schedule.OfTask, schedule.DateField, "Finish", 6, 5, taskFields + 283, 2},
	{schedule.OfTask, schedule.FlagField, "Flag", 1, 10, taskFields + 72, 1},
	{schedule.OfTask, schedule.FlagField, "Flag", 11, 10, taskFields + 292, 1},
	{schedule.OfTask, schedule.NumberField, "Number", 1, 5, taskFields + 87, 1},
	{schedule.OfTask, schedule.NumberField, "Number", 6, 15, taskFields + 302, 1},
	{schedule.OfTask, schedule.DurationField, "Duration", 1, 3, taskFields + 103, 1},
	{schedule.OfTask, schedule.DurationField, "Duration", 4, 7, taskFields + 275, 1},
	{schedule.OfTask, schedule.CostField, "Cost", 1, 3, taskFields + 106, 1},
	{schedule.OfTask, schedule.CostField, "Cost", 4, 7, taskFields + 258, 1},
	{schedule.OfTask, schedule.DateField, "Date", 1, 10, taskFields + 265, 1},
	{schedule.OfTask, schedule.CodeField, "Outline Code", 1, 10, taskFields + 416, 2},

	{schedule.OfResource, schedule.TextField, "Text", 1, 2, resourceFields + 8, 1},
	{schedule.OfResource, schedule.TextField, "Text", 3, 3, resourceFields + 30, 1},
	{schedule.OfResource, schedule.TextField, "Text", 6, 5, resourceFields + 97, 1},
	{schedule.OfResource, schedule.TextField, "Text", 11, 20, resourceFields + 225, 1},
	{schedule.OfResource, schedule.DateField, "Start", 1, 5, resourceFields + 102, 1},
	{schedule.OfResource, schedule.DateField, "Start", 6, 5, resourceFields + 220, 1},
	{schedule.OfResource, schedule.DateField, "Finish", 1, 5, resourceFields + 107, 1},
	{schedule.OfResource, schedule.DateField, "Finish", 6, 5, resourceFields + 190, 1},
	{schedule.OfResource, schedule.NumberField, "Number", 1, 5, resourceFields + 112, 1},
	{schedule.OfResource, schedule.NumberField, "Number", 6, 15, resourceFields + 205, 1},
	{schedule.OfResource, schedule.DurationField, "Duration", 1, 3, resourceFields + 117, 1},
	{schedule.OfResource, schedule.DurationField, "Duration", 4, 7, resourceFields + 183, 1},
	{schedule.OfResource, schedule.CostField, "Cost", 1, 3, resourceFields + 123, 1},
	{schedule.OfResource, schedule.CostField, "Cost", 4, 7, resourceFields + 166, 1},
	{schedule.OfResource, schedule.FlagField, "Flag", 10, 1, resourceFields + 126, 1},
	{schedule.OfResource, schedule.FlagField, "Flag", 1, 9, resourceFields + 127, 1},
	{schedule.OfResource, schedule.FlagField, "Flag", 11, 10, resourceFields + 195, 1},
	{schedule.OfResource, schedule.DateField, "Date", 1, 10, resourceFields + 173, 1},
	{schedule.OfResource, schedule.CodeField, "Outline Code", 1, 10, resourceFields + 278, 2},

	{schedule.OfAssignment, schedule.TextField, "Text", 1, 10, assignmentFields + 88, 1},
	{schedule.OfAssignment, schedule.TextField, "Text", 11, 20, assignmentFields + 218, 1},
	{schedule.OfAssignment, schedule.DateField, "Start", 1, 5, assignmentFields + 98, 1},
	{schedule.OfAssignment, schedule.DateField, "Start", 6, 5, assignmentFields + 213, 1},
	{schedule.OfAssignment, schedule.DateField, "Finish", 1, 5, assignmentFields + 103, 1},
	{schedule.OfAssignment, schedule.DateField, "Finish", 6, 5, assignmentFields + 183, 1},
	{schedule.OfAssignment, schedule.NumberField, "Number", 1, 5, assignmentFields + 108, 1},
	{schedule.OfAssignment, schedule.NumberField, "Number", 6, 15, assignmentFields + 198, 1},
	{schedule.OfAssignment, schedule.DurationField, "Duration", 1, 3, assignmentFields + 113, 1},
	{schedule.OfAssignment, schedule.DurationField, "Duration", 4, 7, assignmentFields + 176, 1},
	{schedule.OfAssignment, schedule.CostField, "Cost", 1, 3, assignmentFields + 119, 1},
	{schedule.OfAssignment, schedule.CostField, "Cost", 4, 7, assignmentFields + 159, 1},
	{schedule.OfAssignment, schedule.FlagField, "Flag", 10, 1, assignmentFields + 122, 1},
	{schedule.OfAssignment, schedule.FlagField, "Flag", 1, 9, assignmentFields + 123, 1},
	{schedule.OfAssignment, schedule.FlagField, "Flag", 11, 10, assignmentFields + 188, 1},
	{schedule.OfAssignment, schedule.DateField, "Date", 1, 10, assignmentFields + 166, 1},
}

// slotOf finds the slots that hold an id, and the name there.
func slotOf(id int64) (s slots, name string, ok bool) {
	for _, s := range allSlots {
		n := (id - s.id) / s.step
		if id >= s.id && n < int64(s.count) && s.id+n*s.step == id {
			return s, s.name + strconv.FormatInt(int64(s.first)+n, 10), true
		}
	}
	return slots{}, "", false
}

// ownerOf tells the owner of a field by the range that its id is in.
func ownerOf(id int64) (schedule.Owner, bool) {
	switch id >> 16 {
	case taskFields >> 16:
		return schedule.OfTask, true
	case resourceFields >> 16:
		return schedule.OfResource, true
	case assignmentFields >> 16:
		return schedule.OfAssignment, true
	}
	return 0, false
}

// definition is a custom field as the file defines it.
type definition struct {
	id          string
	name, alias string
	kind        int64 // 0 to 7, or -1
	owner       int64
}

// definitionColumns is the schema's sequence.
var definitionColumns = inOrder(
	textIn("FieldID", func(f *definition) *string { return &f.id }),
	textIn("FieldName", func(f *definition) *string { return &f.name }),
	wholeIn("CFType", func(f *definition) *int64 { return &f.kind }, 0, 255),
	wholeIn("ElemType", func(f *definition) *int64 { return &f.owner }, 0, 255),
	textIn("Alias", func(f *definition) *string { return &f.alias }),
)

// fieldKinds by CFType: cost, date, duration, finish, flag, number, start, text.
var fieldKinds = [8]schedule.FieldKind{
	schedule.CostField, schedule.DateField, schedule.DurationField, schedule.DateField,
	schedule.FlagField, schedule.NumberField, schedule.DateField, schedule.TextField,
}

var elementTypes = map[schedule.Owner]int64{schedule.OfTask: 20, schedule.OfResource: 21, schedule.OfAssignment: 23}

// fieldBook knows the custom fields of a file or of a plan by their keys.
type fieldBook struct {
	fields []schedule.Field
	byKey  map[string]int

	codes   map[string]map[int64]string // of outline codes that are read, by field and number
	offers  map[schedule.Value]bool     // the same by what rows say
	settled map[string]bool             // those of them whose place among the fields is known

	ids      []int64                  // of fields that are written; 0 has none
	valueIDs map[schedule.Value]int64 // of outline codes that are written
}

func newFieldBook() *fieldBook {
	return &fieldBook{
		byKey: map[string]int{}, codes: map[string]map[int64]string{}, settled: map[string]bool{},
		offers: map[schedule.Value]bool{}, valueIDs: map[schedule.Value]int64{},
	}
}

// read takes a definition. A field that the file defines twice is what it was
// first; an outline code is defined elsewhere too, and takes its place here.
func (b *fieldBook) read(d *document) error {
	f := definition{kind: -1}
	if err := definitionColumns.read(d, &f); err != nil {
		return err
	}
	field, ok := fieldFor(strings.TrimSpace(f.id), f.kind)
	if b.settle(field.Key, f.alias) {
		return nil
	}
	if _, twice := b.byKey[field.Key]; twice || !ok {
		d.left.add("ExtendedAttributes", "ExtendedAttribute", "no number of a custom field, or one that is defined twice")
		return nil
	}
	if _, _, known := slotNamed(field.Key); known || f.alias != "" {
		field.Name = f.alias
	} else {
		field.Name = f.name
	}
	b.add(field)
	return nil
}

// settle moves a code that was defined as such behind the fields so far.
func (b *fieldBook) settle(key, alias string) bool {
	at, ok := b.byKey[key]
	if !ok || b.codes[key] == nil || b.settled[key] {
		return false
	}
	b.settled[key] = true
	field := b.fields[at]
	if alias != "" {
		field.Name = alias
	}
	b.fields = slices.Delete(b.fields, at, at+1)
	for i := at; i < len(b.fields); i++ {
		b.byKey[b.fields[i].Key] = i
	}
	b.add(field)
	return true
}

func slotNamed(key string) (s slots, name string, ok bool) {
	id, err := strconv.ParseInt(key, 10, 64)
	if err != nil {
		return slots{}, "", false
	}
	return slotOf(id)
}

func (b *fieldBook) add(f schedule.Field) {
	b.byKey[f.Key] = len(b.fields)
	b.fields = append(b.fields, f)
}

// fieldFor is the field that a file's id names; cfType counts where the id is
// in no slot.
func fieldFor(key string, cfType int64) (schedule.Field, bool) {
	id, err := strconv.ParseInt(key, 10, 64)
	if err != nil || strconv.FormatInt(id, 10) != key {
		return schedule.Field{}, false
	}
	if s, _, ok := slotOf(id); ok {
		return schedule.Field{Key: key, Of: s.of, Kind: s.kind}, true
	}
	owner, ok := ownerOf(id)
	field := schedule.Field{Key: key, Of: owner}
	if cfType >= 0 && cfType < int64(len(fieldKinds)) {
		field.Kind = fieldKinds[cfType]
	}
	return field, ok
}

// named finds the field of a value, and adds it if the file did not define it.
func (b *fieldBook) named(key string) (schedule.Field, bool) {
	if at, ok := b.byKey[key]; ok {
		return b.fields[at], true
	}
	field, ok := fieldFor(key, -1)
	if ok {
		b.add(field)
	}
	return field, ok
}

// giving gives every field of a plan an id: its own if it is one of the format
// and of the field's kind, or else the first that is free.
func giving(e *encoder, fields []schedule.Field) *fieldBook {
	b := newFieldBook()
	used := map[int64]bool{}
	for _, f := range fields {
		b.add(f)
		own, ok := fieldFor(f.Key, cfType(f.Kind))
		id := int64(0)
		if ok && own.Of == f.Of && own.Kind == f.Kind {
			id, _ = strconv.ParseInt(f.Key, 10, 64)
		}
		b.ids = append(b.ids, id)
		used[id] = true
	}
	for i, f := range fields {
		if b.ids[i] == 0 {
			b.ids[i] = free(f, used)
			giveUpField(e, f, b.ids[i])
		}
	}
	return b
}

func giveUpField(e *encoder, f schedule.Field, id int64) {
	if id == 0 {
		e.left.add("", "ExtendedAttributes", "the format has no free field for "+f.Key+" "+f.Name)
	}
}

// free takes the first slot for the field's kind; a code for which there is none
// is written as a text.
func free(f schedule.Field, used map[int64]bool) int64 {
	if id := freeOf(f.Of, f.Kind, used); id != 0 || f.Kind != schedule.CodeField {
		return id
	}
	return freeOf(f.Of, schedule.TextField, used)
}

func freeOf(of schedule.Owner, kind schedule.FieldKind, used map[int64]bool) int64 {
	for _, s := range allSlots {
		for n := range s.count {
			id := s.id + int64(n)*s.step
			if s.of == of && s.kind == kind && !used[id] {
				used[id] = true
				return id
			}
		}
	}
	return 0
}

// cfType is the number of a kind in the format.
func cfType(kind schedule.FieldKind) int64 {
	switch kind {
	case schedule.CostField:
		return 0
	case schedule.DateField:
		return 1
	case schedule.DurationField:
		return 2
	case schedule.FlagField:
		return 4
	case schedule.NumberField:
		return 5
	default:
		return 7
	}
}

// write writes the definitions of all fields that have an id.
func (b *fieldBook) write(e *encoder) {
	for i, f := range b.fields {
		if b.ids[i] == 0 {
			continue
		}
		row := definition{id: strconv.FormatInt(b.ids[i], 10), kind: cfType(f.Kind), owner: elementTypes[f.Of]}
		if _, name, ok := slotOf(b.ids[i]); ok {
			row.name, row.alias = name, f.Name
		} else {
			row.name = f.Name
		}
		definitionColumns.write(e, "ExtendedAttribute", &row)
	}
}
