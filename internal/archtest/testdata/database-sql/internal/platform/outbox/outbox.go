package outbox

import _ "database/sql"
