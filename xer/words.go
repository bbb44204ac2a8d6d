package xer

import "gongqiao/schedule"

// The words that P6 uses and what they mean in a plan. Each pair is read both
// ways; where a meaning stands twice, the first word is written.

var taskTypes = []struct {
	word    string
	kind    schedule.TaskKind
	bySites bool // the calendar of the resources
}{
	{"TT_Task", schedule.Activity, false},
	{"TT_Rsrc", schedule.Activity, true},
	{"TT_LOE", schedule.LevelOfEffort, false},
	{"TT_WBS", schedule.LevelOfEffort, false},
	{"TT_Mile", schedule.StartMilestone, false},
	{"TT_FinMile", schedule.FinishMilestone, false},
}

type wordOf[T comparable] struct {
	word string
	is   T
}

var effortTypes = []wordOf[schedule.EffortType]{
	{"DT_FixedRate", schedule.FixedUnits},
	{"DT_FixedDrtn", schedule.FixedDuration},
	{"DT_FixedDUR2", schedule.FixedDuration},
	{"DT_FixedQty", schedule.FixedWork},
}

var constraints = []wordOf[schedule.ConstraintKind]{
	{"", schedule.AsSoonAsPossible},
	{"CS_ALAP", schedule.AsLateAsPossible},
	{"CS_MANDSTART", schedule.MustStartOn},
	{"CS_MANDFIN", schedule.MustFinishOn},
	{"CS_MSOA", schedule.StartNoEarlier},
	{"CS_MSOB", schedule.StartNoLater},
	{"CS_MEOA", schedule.FinishNoEarlier},
	{"CS_MEOB", schedule.FinishNoLater},
	{"CS_MSO", schedule.StartOn},
	{"CS_MEO", schedule.FinishOn},
}

// priorities are P6's five levels on the scale of the plan. No word at all is
// no priority at all, which P6 itself never writes.
var priorities = []wordOf[int]{
	{"PT_Normal", 500},
	{"PT_Top", 900},
	{"PT_High", 700},
	{"PT_Low", 300},
	{"PT_Lowest", 100},
	{"", 0},
}

var linkTypes = []wordOf[schedule.LinkType]{
	{"PR_FS", schedule.FinishStart},
	{"PR_SS", schedule.StartStart},
	{"PR_FF", schedule.FinishFinish},
	{"PR_SF", schedule.StartFinish},
}

var lagCalendars = []wordOf[schedule.LagCalendar]{
	{"rcal_Predecessor", schedule.LagOfPredecessor},
	{"rcal_Successor", schedule.LagOfSuccessor},
	{"rcal_ProjDefault", schedule.LagOfProject},
	{"rcal_Project", schedule.LagOfProject},
	{"rcal_24Hour", schedule.LagAroundTheClock},
}

var resourceKinds = []wordOf[schedule.ResourceKind]{
	{"RT_Labor", schedule.WorkResource},
	{"RT_Equip", schedule.WorkResource},
	{"RT_Mat", schedule.Material},
}

var fieldTypes = []wordOf[schedule.FieldKind]{
	{"FT_TEXT", schedule.TextField},
	{"FT_STATICTYPE", schedule.TextField},
	{"FT_FLOAT", schedule.NumberField},
	{"FT_FLOAT_2_DECIMALS", schedule.NumberField},
	{"FT_INT", schedule.NumberField},
	{"FT_START_DATE", schedule.DateField},
	{"FT_END_DATE", schedule.DateField},
	{"FT_MONEY", schedule.CostField},
}

var fieldTables = []wordOf[schedule.Owner]{
	{"TASK", schedule.OfTask},
	{"PROJWBS", schedule.OfTask},
	{"RSRC", schedule.OfResource},
	{"TASKRSRC", schedule.OfAssignment},
	{"PROJECT", schedule.OfProject},
}

func meaning[T comparable](words []wordOf[T], word string) (is T, ok bool) {
	for _, w := range words {
		if w.word == word {
			return w.is, true
		}
	}
	return is, false
}

func wordFor[T comparable](words []wordOf[T], is T) (word string, ok bool) {
	for _, w := range words {
		if w.is == is {
			return w.word, true
		}
	}
	return "", false
}

// own are the columns without a field in the model that are kept as values all
// the same, in a field named "TABLE.column", where they say more than the rest
// of the row.
var own = []struct {
	table, column string
	of            schedule.Owner
	kind          schedule.FieldKind
}{
	{"TASK", "task_type", schedule.OfTask, schedule.TextField},
	{"TASK", "duration_type", schedule.OfTask, schedule.TextField},
	{"TASK", "complete_pct_type", schedule.OfTask, schedule.TextField},
	{"TASK", "target_start_date", schedule.OfTask, schedule.DateField},
	{"TASK", "target_end_date", schedule.OfTask, schedule.DateField},
	{"TASK", "expect_end_date", schedule.OfTask, schedule.DateField},
	{"TASK", "suspend_date", schedule.OfTask, schedule.DateField},
	{"TASK", "resume_date", schedule.OfTask, schedule.DateField},
	{"RSRC", "rsrc_type", schedule.OfResource, schedule.TextField},
}
