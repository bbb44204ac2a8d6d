package identity

import (
	"crypto/subtle"
	"time"

	"github.com/pquerna/otp/hotp"
)

// Second factors follow RFC 6238: six digits of SHA-1, a new code every 30
// seconds. One step early or late is forgiven: phones' clocks drift.
const (
	codeStep  = 30 * time.Second
	codeSlack = 1
)

// matchCode returns the time step whose code was given. Steps up to last were
// used already and do not match again.
func matchCode(secret, code string, now time.Time, last int64) (step int64, ok, used bool) {
	current := now.Unix() / int64(codeStep/time.Second)
	for s := current - codeSlack; s <= current+codeSlack; s++ {
		want, err := hotp.GenerateCode(secret, uint64(s))
		if err != nil || subtle.ConstantTimeCompare([]byte(want), []byte(code)) != 1 {
			continue
		}
		if s > last {
			return s, true, false
		}
		used = true
	}
	return 0, false, used
}
