// Package outbound is the only way in which the product calls other servers
// over HTTP.
//
// Owns: which addresses may be called, time and size of a call, redirects.
//
// Does not own: what is sent, retries, signatures of webhooks. Mail leaves
// through package mail, to the one server that the operator configured.
//
// Invariants:
//   - the address that was checked is the address that is dialled: a name that
//     resolves differently the second time gains nothing;
//   - only public unicast addresses are called, whatever the spelling, unless
//     the operator allowed a network; every redirect passes the same check;
//   - no proxy from the environment is used: it would dial for us;
//   - an answer is read up to a limit that counts unpacked bytes.
package outbound
