package main

import (
	"fmt"
	"strconv"

	"gongqiao/internal/app/demo/crowd"
	"gongqiao/internal/kernel/ref"
)

const api = "/api/v1"

// cycle asks for paths one after the other.
func cycle(paths []string, headers ...[2]string) script {
	return func(conn int) func() request {
		i := conn
		return func() request {
			i++
			return request{method: "GET", path: paths[i%len(paths)], headers: headers}
		}
	}
}

// prefixed puts what stands before each path.
func prefixed(prefix string, paths []string) []string {
	out := make([]string, len(paths))
	for i, p := range paths {
		out[i] = prefix + p
	}
	return out
}

// ownDeals returns the ids of a person's deals.
func (w world) ownDeals(person int) []ref.ID {
	var out []ref.ID
	for n := person; n < w.Deals; n += w.People {
		out = append(out, crowd.ID(crowd.Deal, n))
	}
	return out
}

// dealBody is what a salesperson sends for a new deal, or to change one.
func dealBody(customer ref.ID, n int) string {
	return fmt.Sprintf(`{"customer_id":"%s","name":"%s%s%s%d","amount":{"amount":%d,"currency":"CNY"},"expected_sign_date":"2031-06-30","source":"referral","project_type":"municipal","region":"厦门"}`,
		customer, crowd.Firsts[n%len(crowd.Firsts)], crowd.Lasts[n/7%len(crowd.Lasts)], crowd.Works[n/3%len(crowd.Works)], n, 20_000_000+n%90_000*100)
}

// creating adds deals. Each connection speaks for many salespeople in turn, so
// that no customer gets more deals than in real life. How says where a person's
// go and what the request carries.
func (w world) creating(run string, how func(person int) (path string, headers [][2]string)) script {
	count := make([]int, most)
	return func(conn int) func() request {
		return func() request {
			count[conn]++
			n := count[conn]
			person := (conn + n*most) % w.People
			path, headers := how(person)
			customer := crowd.ID(crowd.Customer, person+n%(w.Customers/w.People)*w.People)
			key := [2]string{"Idempotency-Key", run + "-" + strconv.Itoa(conn) + "-" + strconv.Itoa(n)}
			return request{method: "POST", path: path, body: dealBody(customer, conn*1_000_000+n), headers: append(headers[:len(headers):len(headers)], key)}
		}
	}
}

// held is a record whose version the script knows.
type held struct {
	id      ref.ID
	version int
}

// perConnection is how many records each connection changes in turn.
const perConnection = 6

// holding gives each connection records of its own. All rounds share them, so
// that the versions stay right.
func holding(ids []ref.ID, change func(h *held) request) script {
	records := make([]held, len(ids))
	for i, x := range ids {
		records[i] = held{x, 1}
	}
	return func(conn int) func() request {
		mine := records[conn*perConnection : (conn+1)*perConnection]
		i := 0
		return func() request {
			h := &mine[i%len(mine)]
			i++
			q := change(h)
			q.headers = append(q.headers[:len(q.headers):len(q.headers)], [2]string{"If-Match", `"` + strconv.Itoa(h.version) + `"`})
			h.version++
			return q
		}
	}
}
