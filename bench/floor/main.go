// Command floor is what the product is measured against: a bare net/http server
// on the same database file, with the same driver and settings, that gives the
// same rows as the same bytes. It has no session, no scope, no masks, no audit,
// no events, no idempotency; each of its writes commits by itself, as durable
// as the product's.
//
// It is written as a careful person writes such a server in an afternoon:
// prepared statements, one scan, package json.
package main

import (
	"database/sql"
	"encoding/json"
	"errors"
	"flag"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite"

	"gongqiao/internal/kernel/ref"
)

const settings = "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)" +
	"&_pragma=cache_size(-16000)&_pragma=mmap_size(268435456)&_pragma=temp_store(MEMORY)&_pragma=wal_autocheckpoint(2000)"

func main() {
	data := flag.String("data", "", "folder of the database")
	listen := flag.String("listen", "127.0.0.1:0", "address to serve on")
	flag.Parse()
	if err := run(filepath.Join(*data, "gongqiao.db"), *listen); err != nil {
		slog.Error("floor", "error", err)
		os.Exit(1)
	}
}

func run(file, listen string) error {
	f, err := open(file)
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /readyz", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("GET /opportunities/{id}", f.one)
	mux.HandleFunc("GET /opportunities", f.list)
	mux.HandleFunc("GET /opportunities/summary", f.summary)
	mux.HandleFunc("POST /opportunities", f.create)
	mux.HandleFunc("PUT /opportunities/{id}", f.update)
	mux.HandleFunc("POST /opportunities/{id}/stage", f.stage)
	//nolint:gosec // it serves the benchmark on loopback and nobody else
	return http.ListenAndServe(listen, mux)
}

// floor holds the prepared statements.
type floor struct {
	byID, byAmount, sums          *sql.Stmt // on a pool of readers
	insert, updateText, moveStage *sql.Stmt // on the one writer
}

func open(file string) (*floor, error) {
	readers, err := sql.Open("sqlite", "file:"+file+settings+"&_pragma=query_only(1)")
	if err != nil {
		return nil, err
	}
	readers.SetMaxOpenConns(4)
	readers.SetMaxIdleConns(4)
	writer, err := sql.Open("sqlite", "file:"+file+settings)
	if err != nil {
		return nil, err
	}
	writer.SetMaxOpenConns(1)
	f := &floor{}
	for _, s := range []struct {
		on   *sql.DB
		into **sql.Stmt
		text string
	}{
		{readers, &f.byID, selectOne}, {readers, &f.byAmount, selectPage}, {readers, &f.sums, selectSums},
		{writer, &f.insert, insertOne}, {writer, &f.updateText, updateOne}, {writer, &f.moveStage, updateStage},
	} {
		if *s.into, err = s.on.Prepare(s.text); err != nil {
			return nil, err
		}
	}
	return f, nil
}

func answer(w http.ResponseWriter, status int, v any, err error) {
	if errors.Is(err, sql.ErrNoRows) {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	if err != nil {
		slog.Error("floor", "error", err)
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(v); err != nil {
		slog.Error("floor", "error", err)
	}
}

// idOf reads the id of the path; a wrong one meets no row.
func idOf(r *http.Request) ref.ID {
	id, err := ref.Parse(r.PathValue("id"))
	if err != nil {
		return ref.Nil
	}
	return id
}
