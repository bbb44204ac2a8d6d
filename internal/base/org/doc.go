// Package org owns the group: who belongs to it, where, and with which rights.
//
// Owns: the group's name, legal entities, departments (one tree per entity, with
// one root), people, memberships, roles with their grants, assignments, and the
// epoch that tells every cache that somebody's rights changed.
// Does not own: how a person proves who he is (module identity), what a reach
// means (package authz), who takes part in a record (module team).
//
// Invariants:
//   - nobody holds two kinds of role at once: the system, security and audit
//     administrators are three people, and none of them does business;
//   - nobody changes his own assignments or a role that he holds;
//   - a kind of administrator that somebody holds never loses its last holder;
//   - every change that may take a right away raises the epoch in its own
//     transaction and calls the hooks of [Service.OnRightsChanged] after it.
//
// Time: an assignment ends at the end of the day Until in the zone of its legal
// entity, or at once when it was ended.
package org
