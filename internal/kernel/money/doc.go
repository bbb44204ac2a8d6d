// Package money holds amounts, rates, quantities and unit rates as whole
// numbers of their smallest unit, and the few roundings that are allowed on
// them.
//
// Owns: exact arithmetic, rounding, splitting a total, VAT extraction, reading
// and writing amounts in digits and in Chinese capitals (大写).
// Does not own: which tax rate applies when, exchange rates, anything stored.
//
// Units:
//
//	Money     minor units of a currency (fen for CNY)    DECIMAL(18,2)
//	Rate      millionths of one: 9 % is 90 000           DECIMAL(9,6)
//	Quantity  ten-thousandths of a unit                  DECIMAL(18,4)
//	UnitRate  millionths of a currency unit per unit     DECIMAL(18,6)
//
// Invariants:
//   - no float ever holds an amount;
//   - rounding is half up away from zero (四舍五入): 0.005 is 0.01, -1.005 is -1.01;
//   - an overflow is an error, never a wrapped number and never a panic;
//   - parts of a total sum to the total; net + tax is the gross.
//
// On the wire money is {"amount": minor units, "currency": "CNY"}; rates,
// quantities and unit rates are decimal strings. In the database all of them
// are integers.
package money
