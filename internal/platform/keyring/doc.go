// Package keyring keeps the installation's own secret keys in files.
//
// Owns: creating, loading and adding keys under `<data>/keys`, and deriving a
// separate key for every purpose from them.
//
// Does not own: what is signed or sealed (packages link, secrets of modules),
// passwords of people.
//
// Invariants:
//   - keys come from the system's random source at first start: two fresh
//     installations share none;
//   - only the owner of the process may read a key file; a file that others may
//     read is refused, not repaired, because it may have been read already;
//   - old keys stay, so that what they signed or sealed can still be opened; the
//     newest one signs;
//   - a key is used only through [Key.Derive]: what is signed for one purpose
//     proves nothing for another.
package keyring
