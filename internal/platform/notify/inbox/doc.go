// Package inbox tells people what concerns them: as notices inside the product,
// and by mail for those who want that.
//
// Owns: notices, who has read them, who wants mail, which event tells whom.
// Does not own: the events (modules emit them, the outbox carries them), the
// sentences (package i18n, keys notice.*), sending (package mail).
//
// Invariants:
//   - one event tells a person one thing once, however often it is delivered;
//   - nobody is told of a record that he may not read, and a notice of one that
//     he may not read any more shows neither its name nor what happened;
//   - a person reads his own notices only;
//   - a mail is sent after its notice is stored, under one Message-ID, and is
//     tried again as long as the server cannot take it.
package inbox
