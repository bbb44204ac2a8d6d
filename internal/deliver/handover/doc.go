// Package handover owns what sales hands to the project after signing: five
// sections of evidence, a score that follows from them, three signatures.
//
// Owns: handovers with their evidence, the rubric that scores them, the
// customer's expectation statement, signatures, the frozen package.
// Does not own: the project and its start (module project, which asks
// [Service.SignedTx]), the evidence that lives elsewhere: files (module
// document), offers (module quote), payment schedules (module contract), people
// at the customer (module customer).
//
// Invariants:
//   - points come from evidence that is there now and that the project manager
//     did not refuse; nobody writes a number;
//   - more evidence never lowers the score; 5.9 goes back, 6.0 passes;
//   - sales, project manager and technical lead are three people, and sign the
//     same content hash; any other content takes their signatures away;
//   - the third signature freezes the package; of a frozen package, one changed
//     byte is found by [VerifyPackage];
//   - a handover belongs to one project, and a project has at most one.
//
// Events: [Created], [Submitted], [Scored], [Signed], [Accepted].
// Time: limits count in working days of the State Council calendar from the day
// in the entity's business zone, and end at 18:00 there; the transition lasts
// seven to fourteen calendar days.
package handover
