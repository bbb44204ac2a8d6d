package quote

import (
	"time"

	_ "gongqiao/internal/kernel/money"
)

func due(now time.Time) time.Time { return now.Add(48 * time.Hour) }
