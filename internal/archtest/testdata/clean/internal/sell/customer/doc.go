// Package customer has files for its second noun.
//
// Owns: customers, contacts.
package customer
