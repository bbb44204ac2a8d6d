package authz

// Action is one verb on a record: the permission it needs and the state that
// allows it. The same value enforces the verb and puts it into the record's
// actions, so the pages never keep a copy of the policy.
type Action[T any] struct {
	Verb       string
	Permission Permission
	When       func(rec T, by *Actor) error // nil allows every state; a pure rule
}

// Check answers why the actor, playing part on the record, may not do it now.
func (x Action[T]) Check(a *Actor, part string, s Scope, rec T) error {
	if !a.Covers(x.Permission, s) && !a.AsMember(x.Permission, part) {
		if err := a.Require(x.Permission); err != nil {
			return err
		}
		return ErrForbidden
	}
	if x.When == nil {
		return nil
	}
	return x.When(rec, a)
}

// Actions returns the verbs that the actor may do to the record now.
func Actions[T any](a *Actor, part string, s Scope, rec T, all []Action[T]) []string {
	verbs := make([]string, 0, len(all))
	for _, x := range all {
		if x.Check(a, part, s, rec) == nil {
			verbs = append(verbs, x.Verb)
		}
	}
	return verbs
}
