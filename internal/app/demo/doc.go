// Package demo fills an empty installation with a fictional group: four legal
// entities, the people of every role, thirty organisations, their deals and
// projects. Every date shifts so that the story stands at today.
//
// Names, codes and figures are invented; credit codes carry the body MAFAKEnn,
// which marks them as fake, and phone numbers lie in 199 0000 0000–0999.
// Records have ids derived from their names ([ID]), so that examples in the API
// document can name them.
package demo
