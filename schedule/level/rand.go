package level

import "math/bits"

// A random is the generator of Vigna's SplitMix64 (Steele, Lea and Flood 2014): the same
// numbers for the same seed on every machine, and small enough to be inlined.
type random uint64

func (r *random) next() uint64 {
	*r += 0x9e3779b97f4a7c15
	z := uint64(*r)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below returns a number in [0, n), n > 0, uniform but for a part in 2^32 or less.
func (r *random) below(n int) int {
	hi, _ := bits.Mul64(r.next(), uint64(n))
	return int(hi)
}
