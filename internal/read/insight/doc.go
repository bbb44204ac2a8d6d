// Package insight sums up what people answer for: the figures of the home pages
// and of the group, and the alerts about projects that go wrong.
//
// Owns: which figures stand together, their comparisons, when somebody was last
// told of a project in trouble.
// Does not own: any figure itself. Sums of opportunities are kept by module
// pipeline; everything else is the total of a list of its own module.
//
// Invariants:
//   - every number carries the address of the list that opens exactly the records
//     that it counts, and equals the total of that list for the same person;
//   - a panel is there when the person may read its list, and absent otherwise;
//     what no module answers for is absent, never zero;
//   - amounts are null for whom may not see prices;
//   - a comparison with nothing has no percentage;
//   - the owner of a project hears of one trouble once a day.
//
// Rates and conversions are shares of two numbers that carry their lists, or of
// those that entered a stage in the window (reference 5.3), which no list shows.
//
// Events: [ProjectAlert].
// Time: days and months are those of the group's business zone.
package insight
