package mspdi_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"gongqiao/mspdi"
	"gongqiao/schedule"
)

const phases = `<OutlineCodes><OutlineCode><FieldID>188744096</FieldID><FieldName>Outline Code1</FieldName><Alias>分部</Alias><Values>
	<Value><ValueID>8</ValueID><ParentValueID>7</ParentValueID><Value>1</Value><Description>主体结构</Description></Value>
	<Value><ValueID>7</ValueID><ParentValueID>0</ParentValueID><Value>A</Value></Value></Values></OutlineCode></OutlineCodes>`

func TestOutlineCodesSayTheirPath(t *testing.T) {
	f := read(t, phases+`<ExtendedAttributes><ExtendedAttribute><FieldID>188743731</FieldID></ExtendedAttribute>
		<ExtendedAttribute><FieldID>188744096</FieldID><FieldName>Outline Code1</FieldName></ExtendedAttribute></ExtendedAttributes>
		<Tasks><Task><UID>1</UID><OutlineCode><FieldID>188744096</FieldID><ValueID>8</ValueID></OutlineCode>
		<OutlineCode><FieldID>188744096</FieldID><ValueID>9</ValueID></OutlineCode>
		<ExtendedAttribute><FieldID>188743731</FieldID><Value>x</Value></ExtendedAttribute></Task></Tasks>`)
	equal(t, f.Plan.Fields, []schedule.Field{
		{Key: "188743731"},
		{Key: "188744096", Name: "分部", Kind: schedule.CodeField, Choices: []schedule.Choice{{Code: "A.1", Name: "主体结构"}, {Code: "A"}}},
	})
	equal(t, f.Plan.Tasks[0].Values, []schedule.Value{{Field: "188743731", Text: "x"}, {Field: "188744096", Text: "A.1"}})
	wantLeft(t, f.Left, "Task/OutlineCode: a code that the file does not define")
	same(t, f, true)
}

func TestCodesThatAreAboveThemselvesOrTooLong(t *testing.T) {
	values := func(inside string) string {
		return in("<OutlineCodes><OutlineCode><FieldID>188744096</FieldID><Values>" + inside + "</Values></OutlineCode></OutlineCodes>")
	}
	value := func(id, parent int, text string) string {
		return fmt.Sprintf("<Value><ValueID>%d</ValueID><ParentValueID>%d</ParentValueID><Value>%s</Value></Value>", id, parent, text)
	}
	for name, c := range map[string]struct {
		file    string
		refused bool
	}{
		"itself":       {values(value(1, 1, "A")), true},
		"a circle":     {values(value(1, 2, "A") + value(2, 1, "B")), true},
		"too long":     {values(value(1, 0, strings.Repeat("A", 1001))), true},
		"just so long": {values(value(1, 0, strings.Repeat("A", 1000))), false},
		"too deep":     {values(value(1, 0, strings.Repeat("A", 999)) + value(2, 1, "B")), true},
	} {
		_, err := mspdi.Read(strings.NewReader(c.file))
		if errors.Is(err, mspdi.ErrSyntax) != c.refused || err != nil && !strings.Contains(err.Error(), "a code that is longer than 1000 bytes") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCodesOfOtherProgramsGetAPlace(t *testing.T) {
	p := &schedule.Plan{
		Fields: []schedule.Field{{Key: "88", Name: "Phase", Kind: schedule.CodeField, Choices: []schedule.Choice{{Code: "P", Name: "Piling"}, {Code: "P.1"}}}},
		Tasks:  []schedule.Task{{ID: 1, Values: []schedule.Value{{Field: "88", Text: "P.1"}}}, {ID: 2, Values: []schedule.Value{{Field: "88", Text: "new"}}}},
	}
	file, left := write(t, p)
	wantLeft(t, left, "Task/ExtendedAttribute: a code that its field does not offer")
	wantIn(t, file,
		`<FieldID>188744096</FieldID><FieldName>Outline Code1</FieldName><Alias>Phase</Alias><Values><Value><ValueID>1</ValueID><ParentValueID>0</ParentValueID>`+
			`<Value>P</Value><Description>Piling</Description></Value><Value><ValueID>2</ValueID><ParentValueID>1</ParentValueID><Value>1</Value></Value></Values>`,
		`<OutlineCode><FieldID>188744096</FieldID><ValueID>2</ValueID></OutlineCode>`,
		`<ExtendedAttribute><FieldID>188744096</FieldID><Value>new</Value></ExtendedAttribute>`)
}

func TestCodesBeyondTheTenOfTheFormatAreTexts(t *testing.T) {
	p := &schedule.Plan{}
	for n := range 11 {
		p.Fields = append(p.Fields, schedule.Field{Key: fmt.Sprint("code", n), Kind: schedule.CodeField, Choices: []schedule.Choice{{Code: "x"}}})
	}
	p.Tasks = []schedule.Task{{ID: 1, Values: []schedule.Value{{Field: "code10", Text: "x"}}}}
	file, left := write(t, p)
	wantLeft(t, left, "OutlineCodes/OutlineCode: the codes that code10 offers, a field that is written as a text")
	wantIn(t, file, `<ExtendedAttribute><FieldID>188743731</FieldID><Value>x</Value></ExtendedAttribute>`)
}
