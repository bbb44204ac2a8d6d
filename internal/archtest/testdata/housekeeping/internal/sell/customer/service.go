package customer

type store interface{ Housekeep(func() error) error }

func tidy(s store) error { return s.Housekeep(nil) }
