// Package text makes Chinese names findable: grams for full-text indexes,
// pinyin and its initials, sort keys, and the likeness of company names.
//
// Owns: how a name is folded, cut, read aloud and compared.
// Does not own: indexes and SQL (package db), who may find what.
//
// One text, several keys:
//
//	Fold      重庆长安（集团） → 重庆长安集团   what is compared and verified
//	Grams     重庆 庆长 长安 安集 集团 团        what is indexed
//	Initials  cqcajt                            indexed beside them
//	SortKey                                     what a list by name is sorted by
//
// A query of any length finds what contains it: see [Query]. In SQLite the
// terms stand in an FTS5 table with tokenize='ascii'; in PostgreSQL as an
// [Array] in a text[] column with a GIN index, where the order of grams is then
// verified by position() on the folded text and the initials.
//
// Invariants:
//   - the index and the query are cut by the same function;
//   - what a query returns for an index needs no quoting: grams hold letters
//     and digits only.
package text
