package quote

import "gongqiao/internal/kernel/ref"

// Change is a line that stands differently in two bills.
type Change struct {
	Old, New Line
	Fields   []string // names as on the wire
}

// Difference is how one bill differs from another, line by line, in the order
// of the new one; removed lines in the order of the old one.
type Difference struct {
	Added, Removed []Line
	Changed        []Change
	Same           int
}

// diff compares two bills. A line is the same item when it came from the same
// origin, else when it has the same code, else the same section, name and unit.
func diff(old, new []Line) Difference {
	d := Difference{Added: []Line{}, Removed: []Line{}, Changed: []Change{}}
	pairs := pair(old, new, byOrigin, byCode, byName)
	for i := range new {
		j := pairs[i]
		if j < 0 {
			d.Added = append(d.Added, new[i])
			continue
		}
		if fields := changed(&old[j], &new[i]); len(fields) > 0 {
			d.Changed = append(d.Changed, Change{old[j], new[i], fields})
		} else {
			d.Same++
		}
	}
	taken := make([]bool, len(old))
	for _, j := range pairs {
		if j >= 0 {
			taken[j] = true
		}
	}
	for j := range old {
		if !taken[j] {
			d.Removed = append(d.Removed, old[j])
		}
	}
	return d
}

// pair returns for each new line the index of the old one that it continues, or
// -1, by the first of the keys under which an old line is left. No old line is
// continued twice.
func pair(old, new []Line, keys ...func(*Line) any) []int {
	pairs := make([]int, len(new))
	taken := make([]bool, len(old))
	for i := range pairs {
		pairs[i] = -1
	}
	for _, key := range keys {
		left := map[any][]int{}
		for j := range old {
			if k := key(&old[j]); k != nil && !taken[j] {
				left[k] = append(left[k], j)
			}
		}
		for i := range new {
			if k := key(&new[i]); pairs[i] < 0 && len(left[k]) > 0 {
				pairs[i], taken[left[k][0]] = left[k][0], true
				left[k] = left[k][1:]
			}
		}
	}
	return pairs
}

func byOrigin(l *Line) any {
	if l.OriginID == ref.Nil {
		return nil
	}
	return l.OriginID
}

func byCode(l *Line) any {
	if l.Code == "" {
		return nil
	}
	return l.Code
}

func byName(l *Line) any {
	if l.Name == "" {
		return nil
	}
	return [4]string{string(l.Category), l.Section, l.Name, l.Unit}
}

// byBareName is byName for lines without a code.
func byBareName(l *Line) any {
	if l.Code != "" {
		return nil
	}
	return byName(l)
}

// changed names the fields in which two states of a line differ.
func changed(a, b *Line) []string {
	var names []string
	for _, f := range []struct {
		name    string
		differs bool
	}{
		{"section", a.Section != b.Section}, {"category", a.Category != b.Category}, {"code", a.Code != b.Code}, {"name", a.Name != b.Name},
		{"features", a.Features != b.Features}, {"unit", a.Unit != b.Unit}, {"quantity", a.Quantity != b.Quantity}, {"unit_rate", a.UnitRate != b.UnitRate},
		{"base", a.Base != b.Base}, {"ratio", a.Ratio != b.Ratio}, {"tax_rate", a.TaxRate != b.TaxRate}, {"note", a.Note != b.Note}, {"amount", a.Amount != b.Amount},
	} {
		if f.differs {
			names = append(names, f.name)
		}
	}
	return names
}
