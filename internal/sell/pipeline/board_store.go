package pipeline

import (
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// The lists behind the board, one for each stage, and the same for those who
// see no prices. The test of the
// stage keeps engines without statistics from leaving the index of priorities
// for that of stages, and sorting what they find.
var boardLists, plainBoardLists = boardBy("-priority"), boardBy("-score")

func boardBy(order string) map[Stage]*db.List {
	lists := map[Stage]*db.List{}
	for _, stage := range Stages() {
		l := listBy(order, "o.outcome = 'open' and coalesce(o.stage, '') = '"+string(stage)+"'")
		lists[stage] = &l
	}
	return lists
}

func columnFor(a *authz.Actor, s Stage) *db.List {
	if a.Sees(authz.Price) {
		return boardLists[s]
	}
	return plainBoardLists[s]
}
