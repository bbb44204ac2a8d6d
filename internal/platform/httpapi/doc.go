// Package httpapi is the face of the product on HTTP: it mounts operations on
// huma, and does for all of them what none should do by itself.
//
// Owns: the order of a request (limits → who asks → permission → path scope →
// If-Match → Idempotency-Key → body → use case), problems in the caller's
// language, ETags, the OpenAPI document, security headers, rate limits.
// Does not own: any use case, sessions (module identity gives an Authenticate
// function), what a permission reaches (package authz).
//
// Invariants:
//   - nothing of a body is read before the permission and the scope of the ids
//     in the path were checked;
//   - an answer never repeats what was submitted;
//   - the routes of the mux are exactly the operations of the document.
package httpapi
