// Package customer breaks the map.
//
// Owns: nothing.
package customer
