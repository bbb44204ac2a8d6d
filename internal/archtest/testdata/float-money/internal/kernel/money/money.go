package money

type line struct{ UnitPrice float64 }
