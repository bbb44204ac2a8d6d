// Package customer owns customers and says so in the wrong file.
//
// Owns: customers.
package customer
