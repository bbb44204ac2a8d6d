// Package service owns what we ask customers about us, what they answer, and
// what we do about it.
//
// Owns: templates of surveys with their dimensions and weights, surveys from
// their scheduling to the answer, the signed links by which a contact answers
// without an account, complaints, improvement plans.
// Does not own: the customer, his tags and the sums of his ratings (module
// customer), projects and milestones (module project), the tasks of those who
// see to a complaint (module task), sending (the app mails on [Sent]).
//
// Invariants:
//   - a published template gives at least 30 % of its weight to questions about
//     sales (KPI-02); only a draft changes, and a company uses one template of a
//     purpose at a time;
//   - a survey changes its state only along the table of reference 2.17 and is
//     answered once, as one contact, about exactly the content that he was shown;
//     what is forged, expired or for another purpose does not exist;
//   - no contact is sent two surveys within 30 days; one that comes too early
//     waits;
//   - an average below 3 of 5, or a complaint, opens one improvement plan; an
//     average of 4.5 and above by a promoter marks the customer as excellent.
//     Both are judged by the exact weighted sum, not by what is shown rounded;
//   - a complaint changes its state only along the table of reference 2.16 and
//     ends with the customer's word; its first answer and its remedy have clocks
//     by severity, from when it was made and from each time it was reopened;
//   - a complaint in a survey, and a poor score with a milestone, open a complaint
//     together with its plan, once; one that was told gets a plan when somebody
//     asks for it;
//   - of one milestone, completion, warranty or year a customer is asked once;
//   - entity, department and owner of what hangs on a project are those of the
//     project, else those of the leading engagement.
//
// Chosen where the sources are silent: a milestone that silence confirmed asks
// nobody; the completion acceptance brings the full survey instead of the short
// one; a survey that could not be sent for 14 days after its day expires.
//
// Events: [Sent], [Answered], [PlanOpened], [PlanChanged], [ComplaintMade],
// [ComplaintChanged].
// Time: days are those of the entity's business zone; the 14 days of a link and
// the 30 days between two surveys are counted in instants.
package service
