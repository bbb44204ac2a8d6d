// Package archtest reads the sources of this repository and fails where they
// leave the architecture: who may import whom, which file plays which role,
// what no package may do.
//
// Owns: the module map ([Modules]) and the lists of exceptions, both in map.go.
// Does not own: style that a linter knows (see .golangci.yml).
//
// Invariants:
//   - it parses the files themselves and asks no build tool, because a cached
//     answer about sources is an answer about old sources;
//   - every rule has one planted violation under testdata/<rule> and is tested
//     to find it, so that a rule cannot stop working unnoticed;
//   - every exception gives its reason and names something that exists.
package archtest
