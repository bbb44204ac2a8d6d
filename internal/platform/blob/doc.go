// Package blob keeps files by their content.
//
// Owns: storing bytes under their SHA-256, deciding what they are, refusing
// what is too large or dangerous to open, and the headers under which files
// leave the product.
//
// Does not own: file names, who may see a file, quotas and when a file is no
// longer used (package document).
//
// Invariants:
//   - a blob's name is the hash of its bytes; nothing a client says becomes a path;
//   - when Put returns, the bytes and their name survive a power cut; when it
//     fails, nothing of them is left;
//   - the type is decided by content; what could run in a browser (HTML, SVG,
//     XML) is application/octet-stream;
//   - files leave as attachments that no browser sniffs or runs.
package blob
