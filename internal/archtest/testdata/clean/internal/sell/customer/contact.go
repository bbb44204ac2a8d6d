package customer

import "gongqiao/internal/platform/db"

func subject() db.Subject { return db.Subject{} }
