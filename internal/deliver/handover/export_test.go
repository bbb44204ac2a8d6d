package handover

import "gongqiao/internal/platform/db"

// ListForTest lets tests ask the list.
func ListForTest() *db.List { return &list }
