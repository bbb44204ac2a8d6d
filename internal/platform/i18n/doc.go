// Package i18n turns codes into sentences people can act on.
//
// Owns: the languages, choosing one for a request, the catalogue of sentences
// for fault codes, field codes and notices, and how parameters are written.
//
// Does not own: the codes (each module declares its own) or the words of the
// pages, which live with the web front end.
//
// Invariants:
//   - Chinese and English hold the same keys with the same placeholders;
//   - a sentence says what happened, what was kept, and what to do next;
//   - a sentence never contains submitted text, because its parameters do not.
//
// A key with a dot is a fault code ("quote.not_draft") or a notice
// ("notice.task.due"); a key without one is the code of a form field
// ("required"). Placeholders are {name}, or {name:size} for bytes and
// {name:duration} for a time.Duration or seconds.
package i18n
