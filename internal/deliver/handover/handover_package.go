package handover

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"

	"gongqiao/internal/kernel/ref"
)

// Package is the content of a handover as it is signed: bytes and their hash.
type Package struct {
	Bytes []byte
	Hash  string // hexadecimal SHA-256 of Bytes
	Score int64  // tenths
}

// manifest is what the bytes of a package say. The order of its fields is part
// of the form.
type manifest struct {
	Form     int     `json:"form"`
	Handover ref.ID  `json:"handover_id"`
	Number   string  `json:"number"`
	Project  ref.ID  `json:"project_id"`
	Contract ref.ID  `json:"contract_id"`
	Score    int64   `json:"score"`
	People   []voice `json:"signers"`
	Entries  []entry `json:"entries"`
}

type voice struct {
	Role   Role   `json:"role"`
	Person ref.ID `json:"person_id"`
}

// entry is one piece of evidence with its own hash, so that a part can be shown
// and proved without the rest.
type entry struct {
	Section string `json:"section"`
	Key     string `json:"key"`
	By      string `json:"by"`
	Counts  bool   `json:"counts"`
	Content string `json:"content"` // JSON of what lies behind the evidence
	SHA256  string `json:"sha256"`  // of Content
}

// pack writes the content that is signed. Two calls on the same evidence give
// the same bytes.
func (h *Handover) pack(e Evidence) (Package, error) {
	score := h.Rubric.Score(e)
	m := manifest{Form: 1, Handover: h.ID, Number: h.Number, Project: h.ProjectID, Contract: h.ContractID, Score: score.Tenths}
	for _, r := range Roles() {
		m.People = append(m.People, voice{r, h.signer(r)})
	}
	for _, p := range score.Parts {
		for _, mark := range p.Marks {
			content, err := json.Marshal(e.behind(mark.Required))
			if err != nil {
				return Package{}, err
			}
			m.Entries = append(m.Entries, entry{p.Key, mark.Key, mark.By, mark.Lacks == "", string(content), digest(content)})
		}
	}
	text, err := json.Marshal(m)
	return Package{text, digest(text), score.Tenths}, err
}

// content is what lies behind a piece of evidence: what sales wrote of it, and
// what was looked up.
type content struct {
	Written  *Item         `json:"written,omitempty"`
	Refused  string        `json:"refused,omitempty"`
	File     *File         `json:"file,omitempty"`
	Person   *Stakeholder  `json:"person,omitempty"`
	Offer    *Offer        `json:"offer,omitempty"`
	Schedule *Schedule     `json:"schedule,omitempty"`
	Stated   bool          `json:"stated,omitempty"`
	Expected []Expectation `json:"expected,omitempty"`
}

func (e Evidence) behind(x Required) content {
	c := content{}
	if i, ok := e.Items[x.Key]; ok {
		c.Written, c.Refused = &i, i.Refusal.Reason
		if f, there := e.Files[i.DocumentID]; there {
			c.File = &f
		}
	}
	switch x.By {
	case ByDate:
		c.Person = e.contact(e.Items[x.Key].ConfirmedBy)
	case ByStakeholder:
		c.Person = e.inPart(x.Key)
	case ByQuote:
		c.Offer = e.Offer
	case BySchedule:
		c.Schedule = e.Schedule
	case ByStatement:
		c.Stated, c.Expected = e.Stated, e.Expectations
	}
	return c
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// VerifyPackage answers [ErrTampered] unless the bytes are those that the hash
// was signed for, and each entry's content is that of its own hash.
func VerifyPackage(bytes []byte, hash string) error {
	if !same(digest(bytes), hash) {
		return ErrTampered
	}
	var m manifest
	if err := json.Unmarshal(bytes, &m); err != nil {
		return ErrTampered.Because(err)
	}
	for _, x := range m.Entries {
		if !same(digest([]byte(x.Content)), x.SHA256) {
			return ErrTampered.With("entry", x.Section+"/"+x.Key)
		}
	}
	return nil
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
