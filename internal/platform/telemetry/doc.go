// Package telemetry is how the product tells its operator what it does.
//
// Owns: the logger, the request id in a context, the metrics registry with the
// HTTP measures, and what this binary is ([Build]).
//
// Does not own: the audit trail (package audit), which is evidence and not
// logging; health checks (package httpapi).
//
// Invariants:
//   - a value under a key that names a secret is never logged, at any depth of
//     groups; headers and URLs lose their credentials. A struct passed with
//     slog.Any is not looked into: log fields, not structs;
//   - metric labels come from closed sets (route patterns, known methods,
//     statuses), so that a stranger cannot make the registry grow.
package telemetry
