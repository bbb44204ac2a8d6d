// Package pipeline owns the way from a first hint to a signature: leads and
// opportunities.
//
// Owns: leads, opportunities with their stages and history, the criteria that
// stand before each stage, the needs report of a first visit, scores and grades,
// the sums of the pipeline, warnings that two of us chase the same project.
// Does not own: customers (module customer), offers (module quote), contracts
// (module contract), visits (module activity), who plays which part (module
// team). What is needed of them is asked through [Neighbours].
//
// Invariants:
//   - a stage changes only along the table of reference 2.3, and forward only
//     when every criterion of the stage is met;
//   - the intervals of the stage history do not overlap, and cover the time from
//     creation to closing; a reopened opportunity begins a new one;
//   - tables pipeline_rollup, _flow, _outlook and _region change in the transaction that
//     changes an opportunity, and equal what a sum over all of them would give, for
//     each department and for each company;
//   - from the quotation on, the amount of an opportunity whose quote was accepted is
//     that of the quote, to the fen; before, and without one, people estimate it;
//   - an open opportunity is valued by the probability of its stage and the heat of its
//     type that hold; where a group changed them, within a minute, without a version;
//   - a closed opportunity does not change, except by reopening one that was lost.
//
// Events: [Created], [StageChanged], [Won], [Lost], [Voided], [NeedsReportDue],
// [NeedsReportSubmitted], [Silent], [LeadAssigned], [LeadMoved].
// Time: the needs report is due in wall-clock hours after the end of the first
// visit; silence is counted in hours since the last activity; dates and months are those of the entity's business zone.
package pipeline
