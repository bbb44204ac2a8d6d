// Package intake tests imports through the whole product: real files, large ones,
// and what is left after an import is taken back.
//
// Owns: these tests.
// Does not own: rules of imports (package importer).
package intake
