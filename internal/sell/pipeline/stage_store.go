package pipeline

import (
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

// beginInterval writes that an opportunity entered its stage now.
func beginInterval(tx *db.Tx, o *Opportunity, verb, reason string, at time.Time) error {
	_, err := tx.Exec(`insert into opportunity_stage (opportunity_id, seq, stage, verb, reason, actor_id, entered_at, left_at)
		values (?, (select coalesce(max(s.seq), 0) + 1 from opportunity_stage s where s.opportunity_id = ?), ?, ?, ?, ?, ?, null)`,
		o.ID, o.ID, string(o.Stage), verb, reason, tx.Actor.ID, at)
	return err
}

// endInterval writes that the stay in the last stage is over.
func endInterval(tx *db.Tx, id ref.ID, at time.Time) error {
	_, err := tx.Exec("update opportunity_stage set left_at = ? where opportunity_id = ? and left_at is null", at, id)
	return err
}

func intervals(tx *db.Tx, id ref.ID) ([]Interval, error) {
	return db.All(tx, `select s.seq, s.stage, s.verb, s.reason, s.actor_id, p.name, s.entered_at, s.left_at from opportunity_stage s
		left join person p on p.id = s.actor_id where s.opportunity_id = ? order by s.seq`, []any{id}, func(r db.Row) (v Interval, err error) {
		var actor ref.ID
		var name *string
		err = r.Scan(&v.Seq, &v.Stage, &v.Verb, &v.Reason, &actor, &name, db.At(&v.EnteredAt), db.At(&v.LeftAt))
		v.Actor = actorOf(actor, name)
		return v, err
	})
}

// paces returns how long deals that were won stayed in each stage.
func paces(tx *db.Tx) (map[Stage]Pace, error) {
	out := map[Stage]Pace{}
	err := tx.Each("select stage, median, deals from pipeline_pace", nil, func(r db.Row) error {
		var s Stage
		var median, deals int64
		err := r.Scan(&s, &median, &deals)
		out[s] = Pace{time.Duration(median) * time.Microsecond, deals}
		return err
	})
	return out, err
}

// measurePace works the median stay of won deals out anew for a stage.
func measurePace(tx *db.Tx, s Stage, since time.Time) error {
	const won = "from opportunity_stage h join opportunity o on o.id = h.opportunity_id where h.stage = ? and o.outcome = 'won' and o.closed_at >= ? and h.left_at is not null"
	var deals int64
	if err := tx.One("select count(*) "+won, []any{string(s), since}, &deals); err != nil {
		return err
	}
	var median int64
	if deals > 0 {
		if err := tx.One("select h.left_at - h.entered_at "+won+" order by h.left_at - h.entered_at limit 1 offset ?", []any{string(s), since, deals / 2}, &median); err != nil {
			return err
		}
	}
	_, err := tx.Exec("insert into pipeline_pace (stage, median, deals, at) values (?, ?, ?, ?) on conflict (stage) do update set median = excluded.median, deals = excluded.deals, at = excluded.at",
		string(s), median, deals, tx.Now)
	return err
}
