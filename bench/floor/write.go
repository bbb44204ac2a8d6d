package main

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/sell/pipeline"
)

// insertOne is one bare insert into the product's table, with all its indexes.
const insertOne = `insert into opportunity (id, version, created_at, updated_at, entity_id, department_id, owner_id, customer_id, number, name, name_key, project_type, region, source, tender_mode,
	stage, outcome, on_hold, stage_since, amount, probability, weighted, expected_sign_date, score, grade, priority, stalled, clash, last_activity_at, intent_on, close_reason, competitor, competitor_price, note, origin, custom)
	values (?1, 1, ?2, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?9, ?10, ?11, '', 'intent', 'open', 0, ?2, ?12, 10, ?13, ?14, 5850, 'C', ?15, 0, 0, ?2, ?16, '', '', 0, '', 'user', '{}')`

// returned are the columns of one record after an update, in the same statement.
var returned = " returning " + strings.NewReplacer("o.", "", "c.name", "(select name from customer where id = customer_id)", "u.name", "(select name from person where id = owner_id)",
	"l.short_name", "(select short_name from legal_entity where id = entity_id)", "d.name", "(select name from department where id = department_id)").Replace(rowColumns+moreColumns)

var (
	updateOne   = "update opportunity set version = version + 1, updated_at = ?, name = ?, name_key = ?, amount = ?, weighted = ?, expected_sign_date = ?, priority = ? where id = ? and version = ?" + returned
	updateStage = "update opportunity set version = version + 1, updated_at = ?1, stage = ?2, stage_since = ?1, probability = ?3, weighted = amount * ?3 / 100, negotiation_on = coalesce(negotiation_on, ?4) where id = ?5 and version = ?6" + returned
)

// posted is the body that the product takes too.
type posted struct {
	ID          ref.ID                 `json:"id"`
	CustomerID  ref.ID                 `json:"customer_id"`
	Name        string                 `json:"name"`
	Amount      struct{ Amount int64 } `json:"amount"`
	SignDate    workday.Date           `json:"expected_sign_date"`
	Source      string                 `json:"source"`
	ProjectType string                 `json:"project_type"`
	Region      string                 `json:"region"`
	Stage       string                 `json:"stage"`
}

var numbers atomic.Int64

// create inserts and answers from what was sent: no second statement.
func (f *floor) create(w http.ResponseWriter, r *http.Request) {
	var in posted
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		answer(w, 0, nil, err)
		return
	}
	place, now := r.URL.Query(), time.Now().UTC()
	owner, department, entity := place.Get("owner_id"), place.Get("department_id"), place.Get("entity_id")
	var s scanned
	s.ID, s.Version, s.CreatedAt, s.UpdatedAt = ref.New(), 1, now, now
	s.Number, s.Name, s.Stage, s.Outcome, s.Origin, s.Grade = "OPF-2026-"+strconv.FormatInt(numbers.Add(1), 10), in.Name, pipeline.Intent, pipeline.Open, "user", "C"
	s.Customer = pipeline.Person{ID: in.CustomerID, Name: "上海宏达建设有限公司"}
	s.Owner.ID, s.DepartmentID, s.Entity.ID = idFrom(owner), idFrom(department), idFrom(entity)
	s.Owner.Name, s.Entity.Name, s.Department.Name = "宏达远", "基准0公司", "市场0部"
	s.StageSince, s.LastActivityAt, s.amount, s.weighted, s.score = now, now, in.Amount.Amount, in.Amount.Amount/10, 5850
	s.Probability, s.ExpectedSignDate, s.Source, s.ProjectType, s.Region = 10, in.SignDate, in.Source, in.ProjectType, in.Region
	_, err := f.insert.Exec(s.ID, now.UnixMicro(), s.Entity.ID, s.DepartmentID, s.Owner.ID, s.Customer.ID, s.Number, s.Name, s.ProjectType, s.Region, s.Source, s.amount, s.weighted, s.ExpectedSignDate, s.amount, now.Format(time.DateOnly))
	s.finish()
	s.Gate = gate(&s.View)
	answer(w, http.StatusCreated, &s.View, err)
}

func idFrom(s string) ref.ID {
	id, err := ref.Parse(s)
	if err != nil {
		return ref.Nil
	}
	return id
}

func (f *floor) update(w http.ResponseWriter, r *http.Request) {
	var in posted
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		answer(w, 0, nil, err)
		return
	}
	var s scanned
	err := f.updateText.QueryRow(time.Now().UnixMicro(), in.Name, in.Name, in.Amount.Amount, in.Amount.Amount/10, in.SignDate, in.Amount.Amount, idOf(r), version(r)).Scan(s.all()...)
	f.changed(w, &s, err)
}

func (f *floor) stage(w http.ResponseWriter, r *http.Request) {
	now := time.Now().UTC()
	stage, chance := "negotiation", 30
	if r.URL.Query().Get("to") == "intent" {
		stage, chance = "intent", 10
	}
	var s scanned
	err := f.moveStage.QueryRow(now.UnixMicro(), stage, chance, now.Format(time.DateOnly), idOf(r), version(r)).Scan(s.all()...)
	f.changed(w, &s, err)
}

func (f *floor) changed(w http.ResponseWriter, s *scanned, err error) {
	s.finish()
	s.Gate = gate(&s.View)
	answer(w, http.StatusOK, &s.View, err)
}

func version(r *http.Request) int64 {
	v, err := strconv.ParseInt(strings.Trim(r.Header.Get("If-Match"), `"`), 10, 64)
	if err != nil {
		return 0
	}
	return v
}
