// Package pdf sets business documents in Chinese: quotes, contracts, requests
// for payment.
//
// Owns: the page (A4 upright), its parts, wrapping of Chinese and Latin text, page
// numbers, watermarks, and the font.
//
// Does not own: what a document says and how numbers are written (the modules),
// storing it (package blob), signing it.
//
// Invariants:
//   - the same document gives the same bytes, so that its hash can be recorded
//     and checked;
//   - no text runs over a column or a page edge, whatever is put in; only
//     characters that the font lacks become 〓;
//   - Latin text and digits come from a font made for them where the Chinese one
//     has none, and each font is embedded with only the characters used;
//   - without a font documents answer [ErrFontMissing] and nothing else breaks.
package pdf
