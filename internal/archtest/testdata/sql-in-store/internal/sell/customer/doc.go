// Package customer asks the database from its service.
//
// Owns: nothing.
package customer
