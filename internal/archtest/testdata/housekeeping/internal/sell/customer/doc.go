// Package customer writes without an actor.
//
// Owns: nothing.
package customer
