package quote

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"hash"
	"strconv"
)

// digest writes texts so that no two different sequences give the same bytes:
// each with its length before it.
type digest struct{ hash.Hash }

func (d digest) put(texts ...string) {
	for _, s := range texts {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(s)))
		d.Write(n[:])
		d.Write([]byte(s))
	}
}

func (d digest) hex() string { return hex.EncodeToString(d.Sum(nil)) }

func newDigest(form string) digest {
	d := digest{sha256.New()}
	d.put(form)
	return d
}

// lines writes the bill in its order, without ids: the same bill of two
// revisions has the same digest.
func (d digest) lines(b *Bill) {
	d.put(strconv.Itoa(len(b.Lines)))
	for i := range b.Lines {
		l := &b.Lines[i]
		d.put(l.Section, string(l.Category), l.Code, l.Name, l.Features, l.Unit, l.Quantity.String(), l.UnitRate.String(),
			string(l.Base), l.Ratio.String(), l.TaxRate.String(), l.Note, strconv.FormatInt(l.Amount, 10))
	}
}

// LinesHash is the SHA-256 of the bill alone, in hexadecimal.
func (b *Bill) LinesHash() string {
	d := newDigest("gongqiao/bill/1")
	d.put(string(b.Basis))
	d.lines(b)
	return d.hex()
}

// contentHash is the SHA-256 of everything that is offered: who, what, at which
// price, under which terms. It is worked out of what is stored, so that a change
// behind the product's back is found too.
func (q *Quote) contentHash(b *Bill) (string, error) {
	agreed, err := json.Marshal(q.Terms)
	if err != nil {
		return "", err
	}
	d := newDigest("gongqiao/quote/1")
	d.put(q.Number, strconv.FormatInt(q.Revision, 10), q.OpportunityID.String(), q.CustomerID.String(), q.EntityID.String(),
		q.Title, string(q.Basis), strconv.FormatInt(q.ValidityDays, 10), q.Standard, q.Note, string(agreed), strconv.FormatInt(q.Net, 10), strconv.FormatInt(q.Gross, 10))
	d.lines(b)
	return d.hex(), nil
}
