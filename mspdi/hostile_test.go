package mspdi_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"
	"unicode/utf16"

	"gongqiao/mspdi"
	"gongqiao/schedule"
)

func TestBrokenFilesAreRefusedWithTheirPlace(t *testing.T) {
	task := func(inside string) string { return in("\n<Tasks><Task><UID>1</UID>\n" + inside + "</Task></Tasks>") }
	calendar := func(inside string) string {
		return in("\n<Calendars><Calendar><UID>1</UID>\n" + inside + "</Calendar></Calendars>")
	}
	for name, c := range map[string]struct {
		file, want string
		line       int
	}{
		"empty":                {"", "the file has no element", 1},
		"only space":           {" \n", "the file has no element", 2},
		"doctype":              {"<?xml version=\"1.0\"?>\n<!DOCTYPE Project [<!ENTITY a \"b\">]>" + in(""), "DOCTYPE", 2},
		"entity":               {task("<Name>&a;</Name>"), "invalid character entity &a;", 3},
		"truncated":            {in("")[:92], "the file ends here, before its end", 1},
		"cut in a tag":         {strings.TrimSuffix(task(""), "</Task></Tasks></Project>") + "<Na", "unexpected EOF", 3},
		"wrong end":            {task("<Name>x</Nam></Name>"), "</Nam> closes what is not open", 3},
		"second root":          {in("") + "\n<Project/>", "second outermost", 2},
		"text behind":          {in("") + "\nx", "text behind the end", 2},
		"control character":    {task("<Name>\x01</Name>"), "illegal character code", 3},
		"broken UTF-8":         {task("<Name>\xff</Name>"), "invalid UTF-8", 3},
		"nested value":         {task("<Name><b/></Name>"), "an element where a value belongs", 3},
		"two UIDs":             {in("<Tasks><Task><UID>1</UID></Task>\n<Task><UID>1</UID></Task></Tasks>"), "the UID task 1 is there twice", 2},
		"two resources":        {in("<Resources><Resource><UID>1</UID></Resource>\n<Resource><UID>1</UID></Resource></Resources>"), "twice", 2},
		"two assignments":      {in("<Assignments><Assignment><UID>1</UID></Assignment>\n<Assignment><UID>1</UID></Assignment></Assignments>"), "twice", 2},
		"two calendars":        {in("<Calendars><Calendar><UID>1</UID></Calendar>\n<Calendar><UID>1</UID></Calendar></Calendars>"), "twice", 2},
		"no UID":               {in("<Tasks>\n<Task/></Tasks>"), "a row without its UID", 2},
		"no calendar UID":      {in("<Calendars>\n<Calendar/></Calendars>"), "without its UID", 2},
		"negative UID":         {in("<Tasks>\n<Task><UID>-1</UID></Task></Tasks>"), "out of range", 2},
		"huge UID":             {in("<Tasks>\n<Task><UID>99999999999999999999</UID></Task></Tasks>"), "out of range", 2},
		"word for a number":    {task("<Priority>high</Priority>"), "<Priority> this is no number", 3},
		"huge priority":        {task("<Priority>1001</Priority>"), "out of range", 3},
		"huge duration":        {task("<Duration>PT999999999999H0M0S</Duration>"), "out of range", 3},
		"a minute too long":    {task("<Duration>PT876000H1M0S</Duration>"), "out of range", 3},
		"overflowing duration": {task("<Work>P99999999999999D</Work>"), "out of range", 3},
		"no end of digits":     {task("<Work>PT" + strings.Repeat("9", 400) + "H</Work>"), "no duration", 3},
		"negative duration":    {task("<Duration>-PT8H0M0S</Duration>"), "no duration", 3},
		"months":               {task("<Duration>P1M</Duration>"), "no duration", 3},
		"huge cost":            {task("<Cost>1e300</Cost>"), "out of range", 3},
		"no cost":              {task("<Cost>NaN</Cost>"), "no number", 3},
		"huge percent":         {task("<PercentComplete>20000</PercentComplete>"), "out of range", 3},
		"flag":                 {task("<Active>2</Active>"), "neither 0 nor 1", 3},
		"year":                 {task("<Start>3026-01-01T08:00:00</Start>"), "outside of 1900 to 2199", 3},
		"no such day":          {task("<Start>2026-02-30T08:00:00</Start>"), "no time like", 3},
		"no such hour":         {task("<Start>2026-02-03T25:00:00</Start>"), "no time like", 3},
		"noise behind a time":  {task("<Start>2026-02-03T08:00:00 or so</Start>"), "no time like", 3},
		"constraint":           {task("<ConstraintType>8</ConstraintType>"), "out of range", 3},
		"link type":            {task("<PredecessorLink><Type>4</Type></PredecessorLink>"), "out of range", 3},
		"huge lag":             {task("<PredecessorLink><LinkLag>525600001</LinkLag></PredecessorLink>"), "out of range", 3},
		"day of the week":      {calendar("<WeekDays><WeekDay><DayType>8</DayType></WeekDay></WeekDays>"), "out of range", 3},
		"own base":             {in("\n<Calendars><Calendar><UID>1</UID><Name>A</Name><BaseCalendarUID>1</BaseCalendarUID></Calendar></Calendars>"), "A is its own base", 2},
		"circle of bases": {in("<Calendars>\n<Calendar><UID>1</UID><BaseCalendarUID>2</BaseCalendarUID></Calendar>" +
			"\n<Calendar><UID>2</UID><BaseCalendarUID>1</BaseCalendarUID></Calendar></Calendars>"), "is its own base", 2},
		"units below zero": {in("\n<Resources><Resource><UID>1</UID><MaxUnits>-1</MaxUnits></Resource></Resources>"), "out of range", 2},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := mspdi.Read(strings.NewReader(c.file))
			var syntax *mspdi.SyntaxError
			if !errors.As(err, &syntax) || !errors.Is(err, mspdi.ErrSyntax) {
				t.Fatalf("%v", err)
			}
			if !strings.Contains(err.Error(), c.want) || syntax.Line != c.line || syntax.Column < 1 {
				t.Errorf("%v, want line %d: %s", err, c.line, c.want)
			}
		})
	}
}

func TestDeepNestingIsRefused(t *testing.T) {
	deep := func(n int) error {
		_, err := mspdi.Read(strings.NewReader(in(strings.Repeat("<a>", n) + strings.Repeat("</a>", n))))
		return err
	}
	if err := deep(63); err != nil {
		t.Errorf("63 below the project: %v", err)
	}
	for _, n := range []int{64, 1_000_000} {
		if err := deep(n); !errors.Is(err, mspdi.ErrSyntax) || !strings.Contains(err.Error(), "nest deeper than 64") {
			t.Errorf("%d below the project: %v", n, err)
		}
	}
	var tasks strings.Builder
	for n := range 1001 {
		fmt.Fprintf(&tasks, "<Task><UID>%d</UID><OutlineLevel>%d</OutlineLevel></Task>", n+1, n+1)
	}
	if _, err := mspdi.Read(strings.NewReader(in("<Tasks>" + tasks.String() + "</Tasks>"))); err == nil || !strings.Contains(err.Error(), "tasks nest too deep at task 1001") {
		t.Errorf("1001 levels: %v", err)
	}
}

func TestRulesAreBounded(t *testing.T) {
	rule := func(kind string) string {
		return "<Exception><TimePeriod><FromDate>1900-01-02T00:00:00</FromDate><ToDate>2199-12-31T00:00:00</ToDate></TimePeriod>" + kind + "</Exception>"
	}
	for kind, want := range map[string]string{
		"<Type>7</Type><Period>2</Period>":         "make too many days",
		"<Type>6</Type><DaysOfWeek>0</DaysOfWeek>": "span too many years",
		"<Type>5</Type><MonthItem>1</MonthItem>":   "span too many years",
		"<Type>8</Type><Period>1000000</Period>":   "span too many years",
		"<Type>2</Type><MonthDay>31</MonthDay>":    "span too many years",
	} {
		begun := time.Now()
		_, err := mspdi.Read(strings.NewReader(in("<Calendars><Calendar><UID>1</UID><Exceptions>" +
			strings.Repeat(rule(kind), 1000) + "</Exceptions></Calendar></Calendars>")))
		if !errors.Is(err, mspdi.ErrSyntax) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", kind, err)
		}
		if took := time.Since(begun); took > 20*time.Second {
			t.Errorf("%s took %v", kind, took)
		}
	}
	c, left := readCalendar(t, "<Exceptions>"+rule("<Type>1</Type>")+"</Exceptions>")
	equal(t, c.Exceptions, []schedule.Exception{{From: schedule.DateOf(1900, 1, 2), To: schedule.DateOf(2199, 12, 31)}})
	wantLeft(t, left, "Calendar/WeekDays: a calendar without a week works from Monday to Friday, 8 to 12 and 13 to 17")
}

func TestReportsAreBounded(t *testing.T) {
	var inside strings.Builder
	for n := range 5000 {
		fmt.Fprintf(&inside, "<x%d>1</x%d>", n, n)
	}
	f := read(t, inside.String())
	last := f.Left[len(f.Left)-1]
	if len(f.Left) != 1001 || last.Element != "…" || last.Count != 4000 {
		t.Errorf("%d entries, the last %+v", len(f.Left), last)
	}
}

func TestOtherFormatsAreNamed(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		kind mspdi.Kind
		says string
	}{
		"mpp":     {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and so on", mspdi.MPP, "save it as XML"},
		"mpx":     {"MPX,Microsoft Project for Windows,4.0,ANSI", mspdi.MPX, "MPX"},
		"xer":     {"ERMHDR\t8.2\t2020-03-17", mspdi.XER, "package xer"},
		"pmxml":   {`<?xml version="1.0"?><!-- P6 --><APIBusinessObjects xmlns="x"/>`, mspdi.PMXML, "Primavera XML"},
		"planner": {`<?xml version="1.0"?><project name="x"/>`, mspdi.OtherXML, "<project>"},
		"msbuild": {`<Project Sdk="Microsoft.NET.Sdk"/>`, mspdi.OtherXML, "<Project>"},
	} {
		_, err := mspdi.Read(strings.NewReader(c.file))
		var format *mspdi.FormatError
		if !errors.As(err, &format) || !errors.Is(err, mspdi.ErrFormat) || format.Kind != c.kind || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
		if kind := mspdi.Sniff([]byte(c.file)); kind != c.kind {
			t.Errorf("%s is sniffed as %d", name, kind)
		}
	}
	if kind := mspdi.Sniff([]byte(in(""))); kind != mspdi.MSPDI {
		t.Errorf("the format itself is sniffed as %d", kind)
	}
	for _, head := range []string{"", "<", "hello", "<?xml version='1.0'?><!-- <Project"} {
		if kind := mspdi.Sniff([]byte(head)); kind != mspdi.Unknown {
			t.Errorf("%q is sniffed as %d", head, kind)
		}
	}
}

// wide is text as UTF-16.
func wide(text string, order binary.AppendByteOrder) []byte {
	var out []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		out = order.AppendUint16(out, unit)
	}
	return out
}

func TestEncodings(t *testing.T) {
	const inside = `<Tasks><Task><UID>1</UID><Name>钢筋 𠮷 é</Name></Task></Tasks>`
	declared := func(encoding string) string { return strings.Replace(in(inside), "UTF-8", encoding, 1) }
	for name, file := range map[string][]byte{
		"UTF-8":                   []byte(in(inside)),
		"UTF-8 with a mark":       []byte("\uFEFF" + in(inside)),
		"UTF-8 called UTF-16":     []byte(declared("utf-16")),
		"UTF-16LE with a mark":    wide("\uFEFF"+declared("UTF-16"), binary.LittleEndian),
		"UTF-16BE with a mark":    wide("\uFEFF"+declared("UTF-16"), binary.BigEndian),
		"UTF-16LE without a mark": wide(declared("UTF-16LE"), binary.LittleEndian),
		"UTF-16BE without a mark": wide(declared("UTF-16BE"), binary.BigEndian),
	} {
		f, err := mspdi.Read(iotest.OneByteReader(bytes.NewReader(file)))
		if err != nil || f.Plan.Tasks[0].Name != "钢筋 𠮷 é" {
			t.Errorf("%s: %v", name, err)
		}
		if kind := mspdi.Sniff(file); kind != mspdi.MSPDI {
			t.Errorf("%s is sniffed as %d", name, kind)
		}
	}
	for _, encoding := range []string{"GBK", "gb18030", "ISO-8859-1"} {
		_, err := mspdi.Read(strings.NewReader(declared(encoding)))
		if !errors.Is(err, mspdi.ErrSyntax) || !strings.Contains(err.Error(), `the encoding "`+encoding+`" is not supported; save the file as UTF-8`) {
			t.Errorf("%s: %v", encoding, err)
		}
	}
}

func TestBrokenUTF16(t *testing.T) {
	whole := wide("\uFEFF"+in("<Title>𠮷</Title>"), binary.LittleEndian)
	at := bytes.Index(whole, []byte{0x42, 0xD8})
	for name, file := range map[string][]byte{
		"half a unit":       whole[:len(whole)-1],
		"half a character":  append(append([]byte{}, whole[:at+2]...), whole[at+4:]...),
		"ends in character": whole[:at+2],
	} {
		if _, err := mspdi.Read(bytes.NewReader(file)); !errors.Is(err, mspdi.ErrSyntax) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestErrorsOfTheReader(t *testing.T) {
	broken := errors.New("the disk is gone")
	for _, before := range []string{"", strings.TrimSuffix(in("<Title>"+strings.Repeat("x", 5000)), "</Project>")} {
		_, err := mspdi.Read(io.MultiReader(strings.NewReader(before), iotest.ErrReader(broken)))
		if !errors.Is(err, broken) {
			t.Errorf("%v", err)
		}
	}
}
