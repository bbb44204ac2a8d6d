package feishu

import _ "gongqiao/internal/money/funds"
