package project

import (
	"gongqiao/internal/platform/db"
)

// ListForTest and MilestoneListForTest let tests ask the lists.
func ListForTest() *db.List { return &list }

// MilestoneListForTest is the list of milestones.
func MilestoneListForTest() *db.List { return &milestoneList }
