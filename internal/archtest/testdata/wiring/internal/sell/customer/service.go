package customer

import _ "gongqiao/internal/app"
