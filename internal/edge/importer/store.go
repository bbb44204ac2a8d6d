package importer

import (
	"encoding/json"
	"errors"
	"strings"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

const columns = `b.id, b.version, b.created_at, b.updated_at, b.entity_id, b.department_id, b.owner_id, b.kind, b.file, b.sha256, b.size, b.state, b.code, b.mapping,
	b.total_rows, b.fresh, b.duplicate, b.similar_rows, b.refused, b.amount, b.done, b.items, b.records, b.began_at, b.ended_at, b.runner, b.lease_until`

const joins = "join person u on u.id = b.owner_id"

func scan(r db.Row) (b Batch, err error) {
	var mapping string
	c := &b.Counts
	err = r.Scan(&b.ID, &b.Version, db.At(&b.CreatedAt), db.At(&b.UpdatedAt), &b.EntityID, &b.DepartmentID, &b.OwnerID, &b.Of, &b.File, &b.SHA256, &b.Size, &b.State, &b.Code, &mapping,
		&c.Rows, &c.Fresh, &c.Duplicate, &c.Similar, &c.Refused, &b.Total, &b.Done, &b.Items, &b.Records, db.At(&b.BeganAt), db.At(&b.EndedAt), &b.Runner, db.At(&b.Until), &b.OwnerName)
	if err != nil {
		return b, err
	}
	return b, json.Unmarshal([]byte(mapping), &b.Mapping)
}

func values(b *Batch) ([]any, error) {
	mapping, err := json.Marshal(b.Mapping)
	c := b.Counts
	return []any{b.ID, b.Version, b.CreatedAt, b.UpdatedAt, b.EntityID, b.DepartmentID, b.OwnerID, b.Of, b.File, b.SHA256, b.Size, string(b.State), b.Code, string(mapping),
		c.Rows, c.Fresh, c.Duplicate, c.Similar, c.Refused, b.Total, b.Done, b.Items, b.Records, b.BeganAt, b.EndedAt, b.Runner, b.Until}, err
}

// load reads an import. It is not yet known whether the actor may see it.
func load(tx *db.Tx, id ref.ID) (Batch, error) {
	return db.Find(tx, ErrNotFound, "select "+columns+", u.name from import_batch b "+joins+" where b.id = ?", []any{id}, scan)
}

// get returns an import that the actor may read.
func get(tx *db.Tx, id ref.ID) (Batch, error) {
	b, err := load(tx, id)
	if err != nil {
		return b, err
	}
	return b, tx.Visible(PermRead, b.Scope(), ErrNotFound, b.ID)
}

func insert(tx *db.Tx, b *Batch) error {
	b.Version, b.CreatedAt, b.UpdatedAt = 1, tx.Now, tx.Now
	args, err := values(b)
	if err != nil {
		return err
	}
	_, err = tx.Exec("insert into import_batch ("+strings.ReplaceAll(columns, "b.", "")+") values (?"+strings.Repeat(", ?", len(args)-1)+")", args...)
	return err
}

// update writes an import after a person's step.
func update(tx *db.Tx, b *Batch) error {
	b.UpdatedAt = tx.Now
	err := db.Changed(write(tx, b, "version = version + 1, ", "version = ?", b.Version))
	b.Version++
	return err
}

// advance writes how far an import came. Errors: db.ErrStale when another process
// took it over.
func advance(tx *db.Tx, b *Batch) error {
	b.UpdatedAt = tx.Now
	return db.Changed(write(tx, b, "", "runner = ?", b.Runner))
}

func write(tx *db.Tx, b *Batch, set, where string, arg any) (int64, error) {
	mapping, err := json.Marshal(b.Mapping)
	if err != nil {
		return 0, err
	}
	c := b.Counts
	runner, until := any(b.Runner), any(b.Until)
	return tx.Exec("update import_batch set "+set+`updated_at = ?, state = ?, code = ?, mapping = ?, total_rows = ?, fresh = ?, duplicate = ?, similar_rows = ?, refused = ?, amount = ?,
		done = ?, items = ?, records = ?, began_at = ?, ended_at = ?, runner = ?, lease_until = ? where id = ? and `+where,
		b.UpdatedAt, string(b.State), b.Code, string(mapping), c.Rows, c.Fresh, c.Duplicate, c.Similar, c.Refused, b.Total,
		b.Done, b.Items, b.Records, b.BeganAt, b.EndedAt, runner, until, b.ID, arg)
}

// claim gives the import to a runner unless another one holds it.
func claim(tx *db.Tx, b *Batch, runner ref.ID, until time.Time) error {
	n, err := tx.Exec("update import_batch set runner = ?, lease_until = ? where id = ? and (runner is null or runner = ? or lease_until < ?)", runner, until, b.ID, runner, tx.Now)
	if err == nil && n == 0 {
		return ErrRunning
	}
	b.Runner, b.Until = runner, until
	return err
}

// waiting are imports for which a process has something to do and that none has.
func waiting(tx *db.Tx, limit int) ([]ref.ID, error) {
	return db.All(tx, "select id from import_batch where state in ('checking', 'applying', 'undoing') and (lease_until is null or lease_until < ?) order by updated_at limit ?",
		[]any{tx.Now, limit}, func(r db.Row) (id ref.ID, err error) { return id, r.Scan(&id) })
}

// keepLines writes the rows of which there is something to say.
func keepLines(tx *db.Tx, batch ref.ID, lines []Line) error {
	var args []any
	for i := range lines {
		l := &lines[i]
		if !l.told() {
			continue
		}
		cells, err := json.Marshal(append([]Cell{}, l.Cells...))
		if err != nil {
			return err
		}
		problems, err := json.Marshal(append([]Problem{}, l.Problems...))
		if err != nil {
			return err
		}
		args = append(args, batch, l.Row, string(l.Outcome), l.Title, l.Twin, string(cells), string(problems))
	}
	return bulk(tx, "insert into import_row (batch_id, row, outcome, title, twin_id, cells, problems) values ", 7, args)
}

// manyAt is how many rows one insert takes.
const manyAt = 200

// bulk inserts rows in as few statements as there may be.
func bulk(tx *db.Tx, into string, width int, args []any) error {
	for len(args) > 0 {
		n := min(len(args), manyAt*width)
		hole := "(?" + strings.Repeat(", ?", width-1) + ")"
		if _, err := tx.Exec(into+hole+strings.Repeat(", "+hole, n/width-1), args[:n]...); err != nil {
			return err
		}
		args = args[n:]
	}
	return nil
}

// keepRecords writes what was made, behind what was made before.
func keepRecords(tx *db.Tx, b *Batch, all []made) error {
	args := make([]any, 0, 5*len(all))
	for i, m := range all {
		args = append(args, b.ID, b.Records+int64(i), m.row, string(m.kind), m.id)
	}
	b.Records += int64(len(all))
	return bulk(tx, "insert into import_record (batch_id, seq, row, kind, ref_id) values ", 5, args)
}

// madeFrom are the records of an import from a place in their order on.
func madeFrom(tx *db.Tx, batch ref.ID, seq int64) ([]made, error) {
	return db.All(tx, "select row, kind, ref_id from import_record where batch_id = ? and seq >= ? order by seq", []any{batch, seq}, scanMade)
}

func scanMade(r db.Row) (m made, err error) { return m, r.Scan(&m.row, &m.kind, &m.id) }

func dropRecords(tx *db.Tx, batch ref.ID, from int64) error {
	_, err := tx.Exec("delete from import_record where batch_id = ? and seq >= ?", batch, from)
	return err
}

// forgetLines drops the report of an earlier run.
func forgetLines(tx *db.Tx, batch ref.ID) error {
	_, err := tx.Exec("delete from import_row where batch_id = ?", batch)
	return err
}

func forgetDecisions(tx *db.Tx, batch ref.ID) error {
	_, err := tx.Exec("delete from import_decision where batch_id = ?", batch)
	return err
}

func linesOf(tx *db.Tx, batch ref.ID, outcome Outcome, after, limit int) ([]Line, error) {
	where, args := "batch_id = ? and row > ?", []any{batch, after}
	if outcome != "" {
		where, args = where+" and outcome = ?", append(args, string(outcome))
	}
	return db.All(tx, "select row, outcome, title, twin_id, cells, problems, coalesce((select d.decision from import_decision d where d.batch_id = import_row.batch_id and d.row = import_row.row), '') from import_row where "+where+" order by row limit ?", append(args, limit), scanLine)
}

func scanLine(r db.Row) (l Line, err error) {
	var cells, problems string
	if err := r.Scan(&l.Row, &l.Outcome, &l.Title, &l.Twin, &cells, &problems, &l.Decision); err != nil {
		return l, err
	}
	return l, errors.Join(json.Unmarshal([]byte(cells), &l.Cells), json.Unmarshal([]byte(problems), &l.Problems))
}

// asked counts those of some rows that wait for an answer.
func asked(tx *db.Tx, batch ref.ID, rows []int) (n int, err error) {
	args := []any{batch}
	for _, r := range rows {
		args = append(args, r)
	}
	if len(rows) == 0 {
		return 0, nil
	}
	return n, tx.One("select count(*) from import_row where batch_id = ? and outcome = 'similar' and row in (?"+strings.Repeat(", ?", len(rows)-1)+")", args, &n)
}

func decide(tx *db.Tx, batch ref.ID, rows []int, decision string) error {
	for _, r := range rows {
		if _, err := tx.Exec("insert into import_decision (batch_id, row, decision) values (?, ?, ?) on conflict (batch_id, row) do update set decision = excluded.decision", batch, r, decision); err != nil {
			return err
		}
	}
	return nil
}

// taken counts the rows that are like others and that somebody said to take.
func taken(tx *db.Tx, batch ref.ID) (n int64, err error) {
	return n, tx.One("select count(*) from import_decision d join import_row r on r.batch_id = d.batch_id and r.row = d.row where d.batch_id = ? and d.decision = ? and r.outcome = 'similar'", []any{batch, Take}, &n)
}

func decisions(tx *db.Tx, batch ref.ID) (map[int]string, error) {
	out := map[int]string{}
	return out, tx.Each("select row, decision from import_decision where batch_id = ?", []any{batch}, func(r db.Row) error {
		var row int
		var decision string
		err := r.Scan(&row, &decision)
		out[row] = decision
		return err
	})
}

// remembered is how the actor had a file of these columns read. Errors:
// [ErrNotFound].
func remembered(tx *db.Tx, of, titles string) (m Mapping, err error) {
	var text string
	err = tx.One("select mapping from import_mapping where person_id = ? and kind = ? and columns = ?", []any{tx.Actor.ID, of, titles}, &text)
	if errors.Is(err, db.ErrNoRows) {
		return m, ErrNotFound
	}
	if err != nil {
		return m, err
	}
	return m, json.Unmarshal([]byte(text), &m)
}

func remember(tx *db.Tx, of, titles string, m Mapping) error {
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into import_mapping (person_id, kind, columns, mapping, updated_at) values (?, ?, ?, ?, ?)
		on conflict (person_id, kind, columns) do update set mapping = excluded.mapping, updated_at = excluded.updated_at`, tx.Actor.ID, of, titles, string(text), tx.Now)
	return err
}

// personOf finds an active person by the user name, or by the name when only one
// has it. It answers the zero id when there is none.
func personOf(tx *db.Tx, name string) (ref.ID, error) {
	var byUsername, byName []ref.ID
	err := tx.Each("select id, username = ? from person where active and (username = ? or name = ?) limit 3", []any{name, name, name}, func(r db.Row) error {
		var id ref.ID
		var exact bool
		err := r.Scan(&id, &exact)
		if exact {
			byUsername = append(byUsername, id)
		}
		byName = append(byName, id)
		return err
	})
	switch {
	case len(byUsername) == 1:
		return byUsername[0], err
	case len(byName) == 1:
		return byName[0], err
	}
	return ref.Nil, err
}

// list is the list of imports.
var list = db.List{
	Permission: PermRead,
	From:       "import_batch b",
	Key:        "b.id",
	Scope:      authz.Columns{Owner: "b.owner_id", Department: "b.department_id", Members: []string{"b.id"}},
	Order:      "-created_at",
	Fields: map[string]db.Field{
		"kind":       {Column: "b.kind", Type: db.Choice, Choices: Kinds()},
		"state":      {Column: "b.state", Type: db.Choice, Choices: States},
		"owner_id":   {Column: "b.owner_id", Type: db.IDs},
		"created_at": {Column: "b.created_at", Type: db.Moment, Sort: true},
	},
	Columns: columns + ", u.name",
	Joins:   joins,
	Search:  func(tx *db.Tx, q string) (authz.Clause, error) { return db.Contains(tx, "b.file", q), nil },
}

// release lets other processes have the import; its state has changed.
func release(tx *db.Tx, b *Batch) error {
	_, err := tx.Exec("update import_batch set version = version + 1, runner = null, lease_until = null where id = ?", b.ID)
	b.Version++
	b.Runner, b.Until = ref.Nil, time.Time{}
	return err
}
