package httpapi

import (
	"net/http"
	"time"

	_ "gongqiao/internal/kernel/money"
)

func started(r *http.Request) time.Time { return time.Now() }
