// Package customer owns the group's customer master data.
//
// Owns: customers of the whole group (owners, partners and suppliers), the
// engagements by which our legal entities work with them, the people there,
// their tags, and the sums of what they answered about us.
// Does not own: opportunities, contracts and money of a customer (modules
// pipeline, contract, billing, collection, which name the customer by id).
//
// Invariants:
//   - a customer belongs to the group and has no owner; an engagement gives one
//     of our entities an owner and a department, and with them the row scope;
//   - at most one engagement per customer and entity; one of them leads;
//   - no two living customers carry the same credit code;
//   - a merged customer keeps its id and points to its survivor by root_id;
//   - an active customer falls dormant when nothing went on with him for
//     [Policy.DormantAfter], and wakes when something does;
//   - once the business register calls a customer cancelled or revoked, he is marked
//     as a risk and gets no new quotes until somebody who may blacklist confirms;
//     each change of name, representative, status and capital is told once.
//
// Events: [Created], [StatusChanged], [RegistryChanged].
// Time: since, until and met_at are dates of the entity's business zone.
package customer
