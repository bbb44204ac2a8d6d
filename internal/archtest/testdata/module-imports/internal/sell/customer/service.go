package customer

import _ "gongqiao/internal/sell/quote"
