package matrix_test

import "gongqiao/internal/kernel/ref"

// ruleOfGroup takes the rules in turn: the product brings them, nobody adds one.
func ruleOfGroup(w *world, _ place) (ref.ID, error) {
	all, err := w.app.Settings.List(w.system)
	if err != nil {
		return ref.Nil, err
	}
	return all[int(w.count.Add(1))%len(all)].ID, nil
}

// usualValue is one that contradicts no other rule.
func usualValue(b map[string]any, r *record, w *world, _ *person) {
	if x, err := w.app.Settings.Get(w.system, r.id); err == nil { // some cells ask for what is not there
		b["value"] = x.Usual()
	}
}

func yearOfGroup(w *world, _ place) (ref.ID, error) {
	all, err := w.app.Settings.Years(w.system)
	if err != nil {
		return ref.Nil, err
	}
	return all[int(w.count.Add(1))%len(all)].ID, nil
}
