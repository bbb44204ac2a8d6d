package money

import _ "gongqiao/internal/platform/db"
