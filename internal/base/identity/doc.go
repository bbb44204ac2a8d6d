// Package identity owns how people prove who they are.
//
// Owns: passwords, second factors and their recovery codes, sessions, API tokens, the lock-out after
// failed sign-ins, the first setup of an installation.
// Does not own: people and their rights (module org), the key that seals second
// factors (package seal).
//
// Invariants:
//   - passwords are kept as argon2id hashes; session secrets, API tokens only as
//     SHA-256 of 32 random bytes; second factors sealed; none is ever logged;
//   - an unknown account costs the same time and gives the same answer as a
//     wrong password, the lock-out included;
//   - of many attempts at once, no more are judged than the lock-out allows;
//   - nobody gives a password to somebody with a business role alone: the system
//     administrator who asks learns one half, the security administrator who
//     confirms the other, and the person is told of both;
//   - a code of a second factor works once, and so does a recovery code, of which
//     only the hash is kept;
//   - a session or token that ended is refused by the next request here, and
//     within half a second on other nodes; so is a right that was taken away.
//
// Time: a session ends Idle after its last request (kept to the minute) and
// Absolute after the sign-in.
package identity
