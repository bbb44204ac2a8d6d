// Package contactform reads how people can be reached: mobile, landline and
// 400 numbers of mainland China, and e-mail addresses; and it masks them for
// those who may not see them in full.
//
// Owns: which spellings are accepted, the one that is stored, the masks.
// Does not own: who may see what (package authz), whether anybody answers.
//
// Invariants:
//   - what a function returns without error, it accepts unchanged;
//   - a mask never shows more than it promises, whatever it is given: what
//     cannot be read is hidden altogether.
package contactform
