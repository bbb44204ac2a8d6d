// Package mspdi reads and writes Microsoft Project XML.
package mspdi
