package pipeline

import (
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// The lists behind the board, one for each stage, and the same for those who
// see no prices.
var boardLists, plainBoardLists = boardBy("-priority"), boardBy("-score")

func boardBy(order string) map[Stage]*db.List {
	lists := map[Stage]*db.List{}
	for _, stage := range Stages() {
		l := listBy(order, anyStage, "o.outcome = 'open' and "+anyStage+" = '"+string(stage)+"'")
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
