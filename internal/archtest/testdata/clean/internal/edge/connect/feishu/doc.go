// Package feishu talks to one outside system.
//
// Owns: nothing.
package feishu
