// Package mail sends messages through the operator's mail server.
//
// Owns: composing a message in text and HTML, handing it over by SMTP, and
// telling failures that pass from failures that stay.
//
// Does not own: who is told what and when (package notify), retries (package
// jobs), the sentences (package i18n).
//
// Invariants:
//   - no line break in an address, a subject or a name reaches a header;
//   - a message that the server has taken is never reported as failed, so that a
//     retry does not send it twice;
//   - the password is sent only over TLS, or to this very machine;
//   - one message uses one connection, which is closed whatever happens.
package mail
