package service

import "gongqiao/internal/platform/db"

// ListForTest, AnsweredForTest and PlanListForTest let tests ask the lists.
func ListForTest() *db.List { return &list }

// AnsweredForTest is the list behind the figures.
func AnsweredForTest() *db.List { return &answeredList }

// PlanListForTest is the list of improvement plans.
func PlanListForTest() *db.List { return &planList }

// Moves, TemplateMoves and PlanMoves are the transition tables.
var (
	Moves         = moves
	TemplateMoves = templateMoves
	PlanMoves     = planMoves
)

// ComplaintListForTest is the list of complaints, ComplaintMoves their table.
func ComplaintListForTest() *db.List { return &complaintList }

// ComplaintMoves is the transition table of complaints.
var ComplaintMoves = complaintMoves
