// Package config is the one place that knows what an operator can set.
//
// Owns: the table of settings, reading them from defaults, a file, the
// environment and flags, checking them, and printing them without secrets.
//
// Does not own: what a setting does; settings that administrators change while
// the product runs (those are records with an audit trail).
//
// Invariants:
//   - [Config] is the only table: file keys, variables, flags, help and the
//     printed form all come from its field tags;
//   - later sources win: default, file, environment, flag;
//   - a key the product does not know is an error that names its line, because a
//     misspelt security setting that is ignored looks like one that works;
//   - a field tagged secret never leaves through [Loaded.Effective] or an error.
//
// The file is the flat part of TOML: one `key = value` a line, `#` starts a
// comment, text is quoted, numbers and true/false need not be. Lists are one
// text with commas. Tables and arrays are refused by name of the line.
//
// Variables that start with GONGQIAO_ and are not settings are ignored:
// container platforms inject names such as GONGQIAO_PORT on their own.
package config
