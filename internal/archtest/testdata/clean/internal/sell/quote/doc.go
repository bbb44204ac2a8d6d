// Package quote keeps every rule.
//
// Owns: quotes.
package quote
