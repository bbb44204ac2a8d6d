package mspdi

import (
	"fmt"
	"strings"
)

// Left is something that was left out, or changed, between a file and a plan:
// all occurrences of an element for one reason.
type Left struct {
	Element string // with its parent: "Task/EarlyStart"; of the project itself the bare name
	Reason  string
	Of      string // the first places: "task 12, task 13, task 14"
	Count   int
}

// places is how many of them Of names.
const places = 3

// maxLeft bounds a report on a file of made-up elements.
const maxLeft = 1000

// ledger gathers what was left out.
type ledger struct {
	thing string // what is read or written now: "task"
	uid   int64
	known map[entry]int
	list  []Left
}

type entry struct{ parent, name, reason string }

// add counts one occurrence; an empty reason is looked up by the element's name.
func (l *ledger) add(parent, name, reason string) {
	key := entry{parent, name, reason}
	at, ok := l.known[key]
	if !ok {
		if len(l.list) >= maxLeft {
			key = entry{"", "…", "more kinds of elements than a report has room for"}
		}
		if at, ok = l.known[key]; !ok {
			at = l.begin(key)
		}
	}
	left := &l.list[at]
	left.Count++
	if left.Count <= places && l.thing != "" {
		left.Of = strings.TrimPrefix(left.Of+fmt.Sprintf(", %s %d", l.thing, l.uid), ", ")
	}
}

func (l *ledger) begin(key entry) int {
	element := key.name
	if key.parent != "" {
		element = key.parent + "/" + key.name
	}
	reason := key.reason
	if reason == "" {
		reason = reasonFor(key.parent, key.name)
	}
	if l.known == nil {
		l.known = map[entry]int{}
	}
	l.list = append(l.list, Left{Element: element, Reason: reason})
	l.known[key] = len(l.list) - 1
	return len(l.list) - 1
}

// Why elements that the format documents are not kept.
const (
	computed    = "computed anew from the plan"
	summed      = "summed up anew from the assignments"
	appearance  = "how Microsoft Project shows or prints it"
	preference  = "a setting of Microsoft Project for new or edited rows"
	bookkeeping = "bookkeeping of Microsoft Project"
	byPeriod    = "work and cost by period, with contours and interruptions, are not in the plan"
	noPlace     = "the plan has no place for it"
	unknown     = "not known to this package"
)

// reasonFor looks an element up, with its parent first.
func reasonFor(parent, name string) string {
	if reason, ok := reasons[parent+"/"+name]; ok {
		return reason
	}
	if reason, ok := reasons[name]; ok {
		return reason
	}
	if parent == "" {
		return "a property of the file that the plan has no place for"
	}
	return unknown
}

// reasons by element. What is not here is unknown to the package and reported as
// that.
var reasons = byReason(map[string]string{
	computed: `EarlyStart EarlyFinish LateStart LateFinish StartVariance FinishVariance WorkVariance
		CostVariance FreeSlack TotalSlack StartSlack FinishSlack Critical CV SV VAC ACWP BCWS BCWP
		OverAllocated Overallocated PercentWorkComplete PeakUnits RegularWork Stop Resume ResumeValid
		PreLeveledStart PreLeveledFinish WBSLevel Assignment/Milestone Assignment/Summary`,
	summed: `Resource/Work Resource/ActualWork Resource/RemainingWork Resource/Cost Resource/ActualCost
		Resource/RemainingCost Resource/Start Resource/Finish`,
	appearance: `HideBar Rollup DisplayAsSummary FreeformDurationFormat DurationFormat StandardRateFormat
		OvertimeRateFormat LevelingDelayFormat RateScale CurrencyDigits CurrencySymbol
		CurrencySymbolPosition FYStartDate FiscalYearStart WeekStartDay WorkFormat Views Filters Groups Tables
		Maps Reports Drawings DataLinks StartText FinishText DurationText`,
	preference: `DefaultStartTime DefaultFinishTime DefaultTaskType DefaultFixedCostAccrual DefaultStandardRate
		DefaultOvertimeRate DefaultTaskEVMethod EditableActualCosts HonorConstraints
		InsertedProjectsLikeSummary MultipleCriticalPaths NewTasksEffortDriven NewTasksEstimated
		SpreadActualCost SpreadPercentComplete TaskUpdatesResource MoveCompletedEndsBack
		MoveRemainingStartsBack MoveRemainingStartsForward MoveCompletedEndsForward Autolink
		AutoAddNewResourcesAndTasks NewTaskStartDate NewTasksAreManual BaselineForEarnedValue
		UpdateManuallyScheduledTasksWhenEditingLinks KeepTaskOnNearestWorkingTimeWhenMadeAutoScheduled`,
	bookkeeping: `GUID Guid FieldGUID SecondaryGuid SecondaryPID CreateDate CreationDate LastSaved Revision CurrentDate
		ExtendedCreationDate MicrosoftProjectServerURL ProjectExternallyEdited ActualsInSync
		RemoveFileProperties AdminProject BuildNumber IsPublished CommitmentType IsBaselineCalendar
		BoardStatusColumnOrderingID NextAvailableBoardStatusColumnOrderingID SprintColumnOrderingID
		NextAvailableSprintOrderingID LinkedFields Confirmed ResponsePending UpdateNeeded
		ExtendedAttribute/UID Value/Type VBAProjects WBSMasks`,
	byPeriod: `TimephasedData WorkContour`,
	noPlace: `OvertimeWork OvertimeCost ActualOvertimeWork ActualOvertimeCost RemainingOvertimeWork
		RemainingOvertimeCost ActualWorkProtected ActualOvertimeWorkProtected FixedCostAccrual EffortDriven
		Recurring IsSubproject IsSubprojectReadOnly SubprojectName ExternalTask ExternalTaskProject
		LevelAssignments LevelingCanSplit LevelingDelay Hyperlink HyperlinkAddress HyperlinkSubAddress
		IgnoreResourceCalendar EarnedValueMethod Contact Initials Phonetics NTAccount
		MaterialLabel WorkGroup EmailAddress AvailableFrom AvailableTo CanLevel AccrueAt OvertimeRate
		IsGeneric IsInactive IsEnterprise BookingType IsBudget Rates CostRateTable HasFixedRateUnits
		FixedMaterial BudgetCost BudgetWork Assignment/Notes Resource/Baseline Interim EstimatedDuration
		Baseline/FixedCost ValueID ValueGUID ValueList Formula
		Masks Enterprise EnterpriseOutlineCodeAlias ResourceSubstitutionEnabled LeafOnly AllLevelsRequired
		OnlyTableValuesAllowed PhoneticAlias CurrencyCode AssnOwner AssnOwnerGuid
		StatusManager CommitmentStart CommitmentFinish ActiveDirectoryGUID`,
})

func byReason(lists map[string]string) map[string]string {
	all := map[string]string{}
	for reason, names := range lists {
		for _, name := range strings.Fields(names) {
			all[name] = reason
		}
	}
	return all
}

// usual values of elements for which zero would say something.
var usual = map[string]string{
	"LevelAssignments": "1", "LevelingCanSplit": "1", "CanLevel": "1", "HasFixedRateUnits": "1",
	"FixedCostAccrual": "3", "AccrueAt": "3", "ScheduleFromStart": "1", "IsPublished": "1",
	"AutoAddNewResourcesAndTasks": "1", "TaskUpdatesResource": "1",
}

// says is false of a value that leaves nothing behind: none, zero, no time, or
// what the element always says.
func says(name, value string) bool {
	if usually, ok := usual[name]; ok {
		return value != "" && value != usually
	}
	switch value {
	case "", "0", "0.0", "0.00", "false", "-1", "PT0H0M0S":
		return false
	}
	return true
}

// name is what is read or written now: "task 12".
func (l *ledger) name() string { return fmt.Sprintf("%s %d", l.thing, l.uid) }
