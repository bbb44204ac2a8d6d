// Package customer works for nobody.
//
// Owns: nothing.
package customer
