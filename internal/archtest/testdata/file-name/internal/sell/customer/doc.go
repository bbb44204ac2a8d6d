// Package customer has a file that no other module has.
//
// Owns: nothing.
package customer
