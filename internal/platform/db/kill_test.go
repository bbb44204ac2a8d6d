package db_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
)

// killedURL makes the test binary a server that writes until it is killed.
const killedURL = "GONGQIAO_TEST_KILLED_URL"

func TestMain(m *testing.M) {
	if url := os.Getenv(killedURL); url != "" {
		fmt.Fprintln(os.Stderr, writeForever(url))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// writeForever prints the id of each paper once its write was acknowledged.
func writeForever(url string) error {
	ctx := authz.With(context.Background(), boss)
	d, err := db.Open(ctx, db.Options{URL: url})
	if err != nil {
		return err
	}
	failed := make(chan error)
	var out sync.Mutex
	for range 8 {
		go func() {
			for {
				p := draft("killed")
				if err := write(keyed(ctx, "key-"+p.ID.String(), "x"), d, p); err != nil {
					failed <- err
					return
				}
				out.Lock()
				fmt.Println(p.ID)
				out.Unlock()
			}
		}()
	}
	return <-failed
}

// TestKill starts a server, kills it at a random moment and looks at what is
// there, again and again on the same database.
func TestKill(t *testing.T) {
	for engine, rounds := range map[dbtest.Engine]int{dbtest.SQLite: 50, dbtest.Postgres: 15} {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			url := schema.URL(t, engine)
			acked := map[ref.ID]bool{}
			for range rounds {
				for _, id := range runAndKill(t, url) {
					acked[id] = true
				}
			}
			d, err := db.Open(t.Context(), db.Options{URL: url})
			if err != nil {
				t.Fatal(err)
			}
			defer d.Close()
			if len(acked) < rounds {
				t.Errorf("only %d writes in %d rounds: this proves little", len(acked), rounds)
			}
			t.Logf("%d kills, %d acknowledged writes", rounds, len(acked))
			allThereOnce(t, d, acked)
			mustWrite(t, d, draft("life goes on"))
		})
	}
}

func runAndKill(t *testing.T, url string) (acked []ref.ID) {
	t.Helper()
	server := exec.Command(os.Args[0], "-test.run", "^$")
	server.Env = append(os.Environ(), killedURL+"="+url)
	var complaint strings.Builder
	server.Stderr = &complaint
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	acked = readIDs(t, out, sync.OnceFunc(func() { // at a random moment after the first write
		time.AfterFunc(time.Duration(rand.IntN(300))*time.Millisecond, func() {
			_ = server.Process.Kill() // Wait tells whether it was killed
		})
	}))
	if err := server.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
		t.Fatalf("the server ended by itself: %v, %s", err, complaint.String())
	}
	return acked
}

// readIDs calls alive for each line, and leaves out a last one that the kill cut
// off.
func readIDs(t *testing.T, r io.Reader, alive func()) (ids []ref.ID) {
	t.Helper()
	lines := bufio.NewReader(r)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return ids
		}
		id, err := ref.Parse(strings.TrimSpace(line))
		if err != nil {
			t.Fatalf("the server says %q", line)
		}
		ids = append(ids, id)
		alive()
	}
}

func allThereOnce(t *testing.T, d *db.DB, acked map[ref.ID]bool) {
	t.Helper()
	there := map[ref.ID]int{}
	err := d.Peek(t.Context(), func(tx *db.Tx) error {
		return tx.Each("select ref_id from audit_record", nil, func(r db.Row) error {
			var id ref.ID
			err := r.Scan(&id)
			there[id]++
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	for id := range acked {
		if there[id] != 1 {
			t.Errorf("%s was acknowledged and has %d audit records", id, there[id])
		}
		if n := count(t, d, "paper", "id = ?", id); n != 1 {
			t.Errorf("%s was acknowledged and is there %d times", id, n)
		}
	}
	complete(t, d)
	if n := count(t, d, "idempotency_key", "kind <> 'paper' or ref_id is null or ref_id not in (select id from paper)"); n != 0 {
		t.Errorf("%d keys stand for nothing", n)
	}
}
