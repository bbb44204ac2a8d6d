package quote_test

import "time"

var start = time.Date(2026, 11, 20, 1, 42, 0, 0, time.UTC) // a Friday, 09:42 in China
