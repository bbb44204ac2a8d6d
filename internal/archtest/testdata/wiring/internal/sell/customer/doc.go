// Package customer knows who wires it.
//
// Owns: nothing.
package customer
