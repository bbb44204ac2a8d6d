package notify

import _ "gongqiao/internal/sell/customer"
