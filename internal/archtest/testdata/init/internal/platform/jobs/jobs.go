package jobs

var kinds = map[string]bool{}

func init() { kinds["mail"] = true }
