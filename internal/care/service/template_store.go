package service

import (
	"encoding/json"
	"errors"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

const templateColumns = "id, version, created_at, updated_at, entity_id, department_id, owner_id, name, purpose, state, questions, published_at"

func scanTemplate(r db.Row) (t Template, err error) {
	var questions string
	err = r.Scan(&t.ID, &t.Version, db.At(&t.CreatedAt), db.At(&t.UpdatedAt), &t.EntityID, &t.DepartmentID, &t.OwnerID, &t.Name, &t.Purpose, &t.State, &questions, db.At(&t.PublishedAt))
	if err != nil {
		return t, err
	}
	return t, json.Unmarshal([]byte(questions), &t.Questions)
}

func loadTemplate(tx *db.Tx, id ref.ID) (Template, error) {
	return db.Find(tx, ErrTemplateNotFound, "select "+templateColumns+" from survey_template where id = ?", []any{id}, scanTemplate)
}

// templates returns all of them: a group has a few dozens.
func templates(tx *db.Tx) ([]Template, error) {
	return db.All(tx, "select "+templateColumns+" from survey_template order by state = 'retired', purpose, updated_at desc, id limit 1000", nil, scanTemplate)
}

// templateFor returns what surveys of a company ask: its own template, else the
// one that the product brings.
func templateFor(tx *db.Tx, entity ref.ID, p Purpose) (Template, error) {
	return db.Find(tx, ErrNoTemplate, "select "+templateColumns+" from survey_template where purpose = ? and state = 'published' and (entity_id = ? or entity_id is null) order by entity_id is null, published_at desc limit 1",
		[]any{string(p), entity}, scanTemplate)
}

// usedTemplate returns the published template that a company has of its own.
func usedTemplate(tx *db.Tx, entity ref.ID, p Purpose) (Template, error) {
	return db.Find(tx, ErrTemplateNotFound, "select "+templateColumns+" from survey_template where purpose = ? and entity_id = ? and state = 'published'", []any{string(p), entity}, scanTemplate)
}

func insertTemplate(tx *db.Tx, t *Template) error {
	t.Version, t.CreatedAt, t.UpdatedAt = 1, tx.Now, tx.Now
	questions, err := json.Marshal(t.Questions)
	if err != nil {
		return err
	}
	_, err = tx.Exec("insert into survey_template ("+templateColumns+") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		t.ID, t.Version, t.CreatedAt, t.UpdatedAt, t.EntityID, t.DepartmentID, t.OwnerID, t.Name, string(t.Purpose), string(t.State), string(questions), t.PublishedAt)
	if errors.Is(err, db.ErrTaken) {
		return ErrTemplateTaken
	}
	return err
}

func updateTemplate(tx *db.Tx, t *Template) error {
	t.UpdatedAt = tx.Now
	questions, err := json.Marshal(t.Questions)
	if err != nil {
		return err
	}
	err = db.Changed(tx.Exec("update survey_template set version = version + 1, updated_at = ?, name = ?, purpose = ?, state = ?, questions = ?, published_at = ? where id = ? and version = ?",
		t.UpdatedAt, t.Name, string(t.Purpose), string(t.State), string(questions), t.PublishedAt, t.ID, t.Version))
	t.Version++
	if errors.Is(err, db.ErrTaken) {
		return db.ErrStale // somebody else published meanwhile
	}
	return err
}
