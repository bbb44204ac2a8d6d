package xer

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gongqiao/schedule"
)

// clndr_data is a tree: "(0||name(key|value|key|value)(children))", with blanks
// or DEL characters between the nodes where P6 broke the lines.
type node struct {
	name  string
	attrs []string // keys and values in turn
	kids  []node
}

func (n *node) attr(key string) string {
	for i := 0; i+1 < len(n.attrs); i += 2 {
		if n.attrs[i] == key {
			return n.attrs[i+1]
		}
	}
	return ""
}

func (n *node) kid(name string) *node {
	for i := range n.kids {
		if n.kids[i].name == name {
			return &n.kids[i]
		}
	}
	return &node{}
}

// mostDepth of brackets: a calendar needs five nodes.
const mostDepth = 16

type clndrParser struct {
	s  string
	at int
}

func parseNodes(s string) (root node, bad int) {
	p := &clndrParser{s: s}
	p.blank()
	root, ok := p.node(0)
	p.blank()
	if !ok || p.at != len(s) {
		return root, p.at
	}
	return root, -1
}

func (p *clndrParser) blank() {
	for p.at < len(p.s) && (p.s[p.at] <= ' ' || p.s[p.at] == del[0]) {
		p.at++
	}
}

func (p *clndrParser) eat(c byte) bool {
	if p.at == len(p.s) || p.s[p.at] != c {
		return false
	}
	p.at++
	return true
}

// until takes what stands before the next bracket.
func (p *clndrParser) until() string {
	start := p.at
	for p.at < len(p.s) && p.s[p.at] != '(' && p.s[p.at] != ')' {
		p.at++
	}
	return p.s[start:p.at]
}

func (p *clndrParser) node(depth int) (n node, ok bool) {
	if depth > mostDepth || !p.eat('(') {
		return n, false
	}
	_, name, found := strings.Cut(p.until(), "||")
	if !found || !p.eat('(') {
		return n, false
	}
	n.name = strings.TrimSpace(name)
	if text := p.until(); text != "" {
		n.attrs = strings.Split(text, "|")
	}
	if !p.eat(')') {
		return n, false
	}
	p.blank()
	if !p.eat('(') {
		return n, false
	}
	for p.blank(); p.at < len(p.s) && p.s[p.at] == '('; p.blank() {
		kid, ok := p.node(depth + 1)
		if !ok {
			return n, false
		}
		n.kids = append(n.kids, kid)
	}
	if !p.eat(')') {
		return n, false
	}
	p.blank()
	return n, p.eat(')')
}

// clndr is what a calendar's data says. note is called for what is bent on the way.
type clndr struct {
	week       [7]schedule.Day
	exceptions []schedule.Exception
	note       func(Reason)
}

// parseClndr reads clndr_data; bad is the byte at which it ends to make sense,
// or -1. A day that is not named is the base's, if there is one.
func parseClndr(s string, based bool, note func(Reason)) (c clndr, bad int) {
	c.note = note
	root, bad := parseNodes(s)
	if bad >= 0 {
		return c, bad
	}
	for day := range c.week {
		c.week[day].Inherit = based
	}
	days := root.kid("DaysOfWeek").kids
	for i := range days {
		day := &days[i]
		n, err := strconv.Atoi(day.name)
		if err != nil || n < 1 || n > 7 {
			note(Unknown)
			continue
		}
		c.week[n-1] = schedule.Day{Shifts: c.shifts(day.kids)}
	}
	c.days(root.kid("Exceptions").kids)
	for i := range root.kids {
		if name := root.kids[i].name; name != "DaysOfWeek" && name != "Exceptions" {
			note(Unknown)
		}
	}
	return c, -1
}

// serialZero is the day of the number 0 of a spreadsheet, 1899-12-30.
const serialZero = -2

// days gathers the exceptions, and makes one of days in a row that are alike.
func (c *clndr) days(kids []node) {
	seen := map[schedule.Date]bool{}
	for i := range kids {
		n, err := strconv.Atoi(kids[i].attr("d"))
		day := schedule.Date(n + serialZero)
		switch {
		case err != nil:
			c.note(Unknown)
		case n+serialZero < 1 || n+serialZero > int(schedule.MaxTime.Date()):
			c.note(OutOfRange)
		case seen[day]:
			c.note(Conflict)
		default:
			seen[day] = true
			c.exceptions = append(c.exceptions, schedule.Exception{From: day, To: day, Shifts: c.shifts(kids[i].kids)})
		}
	}
	slices.SortFunc(c.exceptions, func(a, b schedule.Exception) int { return cmp.Compare(a.From, b.From) })
	c.exceptions = joined(c.exceptions)
}

// joined makes one exception of days in a row that are alike.
func joined(days []schedule.Exception) []schedule.Exception {
	var out []schedule.Exception
	for _, e := range days {
		if n := len(out); n > 0 && out[n-1].To+1 == e.From && slices.Equal(out[n-1].Shifts, e.Shifts) {
			out[n-1].To = e.To
			continue
		}
		out = append(out, e)
	}
	return out
}

// shifts reads the working times of a day, puts them in order, and joins those
// that overlap.
func (c *clndr) shifts(kids []node) []schedule.Shift {
	var out []schedule.Shift
	for i := range kids {
		from, ok := minuteOfDay(kids[i].attr("s"))
		to, ok2 := minuteOfDay(kids[i].attr("f"))
		if to == 0 {
			to = 1440
		}
		switch {
		case !ok || !ok2 || from == to:
			c.note(Unknown)
			continue
		case to < from: // past midnight: the rest of the night is lost
			to = 1440
			c.note(OutOfRange)
		}
		out = append(out, schedule.Shift{From: from, To: to})
	}
	slices.SortStableFunc(out, func(a, b schedule.Shift) int { return cmp.Compare(a.From, b.From) })
	kept := out[:0]
	for _, s := range out {
		if n := len(kept); n > 0 && s.From < kept[n-1].To {
			c.note(Conflict)
			kept[n-1].To = max(kept[n-1].To, s.To)
			continue
		}
		kept = append(kept, s)
	}
	return kept
}

func minuteOfDay(s string) (int16, bool) {
	h, m, found := strings.Cut(strings.TrimSpace(s), ":")
	hour, err := strconv.ParseUint(h, 10, 8)
	minute, err2 := strconv.ParseUint(m, 10, 8)
	if !found || err != nil || err2 != nil || minute > 59 || hour*60+minute > 1440 {
		return 0, false
	}
	return int16(hour*60 + minute), true
}

// formatClndr writes clndr_data. Days that the base answers are left out.
func formatClndr(week [7]schedule.Day, days []schedule.Exception) string {
	var b strings.Builder
	b.WriteString("(0||CalendarData()((0||DaysOfWeek()(")
	for i, day := range week {
		if !day.Inherit {
			fmt.Fprintf(&b, "(0||%d()(%s))", i+1, formatShifts(day.Shifts))
		}
	}
	b.WriteString("))(0||Exceptions()(")
	n := 0
	for _, e := range days {
		for day := e.From; day <= e.To; day++ {
			fmt.Fprintf(&b, "(0||%d(d|%d)(%s))", n, int(day)-serialZero, formatShifts(e.Shifts))
			n++
		}
	}
	b.WriteString("))))")
	return b.String()
}

func formatShifts(shifts []schedule.Shift) string {
	var b strings.Builder
	for i, s := range shifts {
		to := s.To % 1440 // P6 writes the end of a day as its beginning
		fmt.Fprintf(&b, "(0||%d(s|%02d:%02d|f|%02d:%02d)())", i, s.From/60, s.From%60, to/60, to%60)
	}
	return b.String()
}
