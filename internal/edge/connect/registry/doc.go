// Package registry asks commercial registers of Chinese organisations: 天眼查 and
// 企查查 (CUS-05).
//
// Owns: the addresses, signatures and envelopes of both; what of their answers
// module customer keeps.
// Does not own: whom to ask about and when, what follows (module customer), the
// one client for outside calls (package outbound).
//
// Both answer 200 to almost everything; what went wrong stands in the body. An
// organisation that they do not know is an answer; everything else ends the round
// of the night, which goes on where it stopped.
package registry
