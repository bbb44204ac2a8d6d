// Package customer has rules that wait for somebody.
//
// Owns: nothing.
package customer
