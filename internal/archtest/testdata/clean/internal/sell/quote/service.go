package quote

import (
	_ "gongqiao/internal/base/org"
	_ "gongqiao/internal/base/task"
	_ "gongqiao/internal/platform/db"
	_ "gongqiao/internal/sell/customer"
	_ "gongqiao/internal/sell/pricebook"
)

const hint = "select a customer first"
