package quote_test

import (
	"testing"

	_ "gongqiao/internal/app"
	_ "gongqiao/internal/sell/campaign"
)

func TestQuote(t *testing.T) { t.Log("runs") }
