// Package dbtest gives every test a database of its own, on both engines.
//
// Owns: clones of a migrated template (a copied file for SQLite, CREATE
// DATABASE … TEMPLATE for PostgreSQL) and the private PostgreSQL of the tests.
// Does not own: the schema, which callers hand in as a migrate function.
//
// Invariants:
//   - two tests never share a database, so every test may run in parallel;
//   - a test that cannot have PostgreSQL fails. It never skips: only a person
//     who sets GONGQIAO_TEST_ENGINES=sqlite by hand goes without;
//   - what a killed process left on the server is dropped by the next one.
//
// GONGQIAO_TEST_POSTGRES names a server to use ("postgres://…", with the right
// to create databases). Without it scripts/postgres starts a private one.
package dbtest
