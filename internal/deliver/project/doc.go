// Package project owns what was won and is being built: projects, and the
// milestones that the customer confirms.
//
// Owns: projects with their states, the history of budget and completion, the
// four lights of a project's health, milestones, and the signed links by which
// a contact answers for a milestone without an account.
// Does not own: the contract (module contract), the handover from sales (module
// handover, asked through [Handover]), plans and tasks on site (module
// planning), money that a milestone makes due (module billing, which reacts to
// [MilestoneConfirmed]), who plays which part (module team), files (module
// document).
//
// Invariants:
//   - a state changes only along the table of reference 2.11; a project becomes
//     ready only with a contract in force and a signed handover of 6.0 and
//     above, or a waiver that somebody entitled gave with a reason;
//   - while its contract is suspended a project rests, and goes on with it; that
//     of a terminated contract rests until it is cancelled;
//   - budget, forecast cost and forecast finish of a project are those of its
//     latest revision, by the day it reported on;
//   - a confirmed milestone never changes again; actual dates are not in the
//     future; a finish is not before its start;
//   - a project closes only when its warranty is over and no retention is held;
//   - a link answers once, for one milestone, as one contact, about exactly the
//     content that he was shown; what is forged, expired or for another purpose
//     does not exist;
//   - entity, department and owner of a milestone are those of its project.
//
// Events: [Created], [Contracted], [ContractSuspended], [ContractResumed],
// [ContractTerminated], [StateChanged], [ManagerChanged], [Revised], [MajorDelay],
// [MilestoneReached], [MilestoneAsked], [MilestoneReminded],
// [MilestoneConfirmed], [MilestoneRemarked], [MilestoneRejected],
// [PoorFeedback].
// Time: dates are those of the entity's business zone. A customer who was asked
// on day D is reminded on D+1 and D+3 and called on D+5; where the contract says
// so, silence through the end of D+14 confirms.
package project
