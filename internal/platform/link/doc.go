// Package link signs links for people who have no account: a customer who
// confirms a milestone, or answers a survey.
//
// Owns: the token in such a link, what it proves and until when.
//
// Does not own: whether a link was used already or taken back (the module that
// sent it looks up the nonce), the address in front of the token, the keys
// (package keyring).
//
// Invariants:
//   - a token proves exactly one purpose on one record for one audience; nothing
//     in it can be changed, left out or reinterpreted;
//   - comparison takes the same time wherever a forged token differs;
//   - a forged token and one for another purpose get the same answer; only a
//     genuine one is told that it expired.
//
// A token is base64url of: version, key id, purpose, kind, id, audience, expiry,
// nonce, and HMAC-SHA-256 over all of it under a key derived for links.
package link
