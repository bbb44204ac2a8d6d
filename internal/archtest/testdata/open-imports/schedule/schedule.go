package schedule

import _ "gongqiao/internal/kernel/workday"
