// Package matrix holds the test that asks every operation as everybody.
//
// Owns: the expectation of who may do what, written down a second time and
// without package authz; the people, records and requests that compare the
// product with it on both engines.
// Does not own: the policy (internal/app/roles.go), the operations.
//
// A cell is one operation × one person × one relation between the person and
// the record. People hold each built-in role, or nothing but one permission at
// one reach; their sessions and tokens may have ended. Every cell that is
// refused is judged by the state that it leaves: nothing but the record of the
// refusal. scripts/mutate removes every check of the product in turn and
// expects this test to turn red.
//
// # A new operation
//
// The test fails until fixtures_test.go knows the operation:
//
//   - a new kind of record gets an entry in kinds: how to make one for an owner,
//     and who sees it;
//   - an operation whose path names its record needs nothing more, unless its
//     permission is not the one that its Permission field says;
//   - any other operation gets an entry in rules: which record its body or query
//     names, or that it concerns none.
package matrix
