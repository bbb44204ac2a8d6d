package money

func divide(a, b int64) int64 {
	if b == 0 {
		panic("division by zero")
	}
	return a / b
}
