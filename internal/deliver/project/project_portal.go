package project

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/link"
)

// LinkPurpose is what a token of this module is good for.
const LinkPurpose = "milestone.confirm"

// What a contact may answer.
const (
	Confirm            = "confirm"
	ConfirmWithRemarks = "confirm_with_remarks"
	Reject             = "reject"
)

var outcomes = map[string]MilestoneState{Confirm: Confirmed, ConfirmWithRemarks: ConfirmedWithRemarks, Reject: Rejected}

// Errors of answering by a link.
var (
	ErrPortalNotFound = fault.New(fault.NotFound, "portal.not_found", "no such link")
	ErrPortalUsed     = fault.New(fault.Conflict, "portal.answered", "the question was answered already")
	ErrPortalChanged  = fault.New(fault.Conflict, "portal.changed", "what the link shows has changed since it was opened")
	ErrPortalOurs     = fault.New(fault.Forbidden, "portal.own_people", "who is signed in cannot answer for the customer")
)

// File is a document as the customer is shown it.
type File struct {
	ID     ref.ID `json:"id"`
	Name   string `json:"name"`
	Type   string `json:"type" doc:"Media type."`
	Size   int64  `json:"size" doc:"Bytes."`
	SHA256 string `json:"sha256"`
}

// Link is a question to a contact.
type Link struct {
	ID          ref.ID
	MilestoneID ref.ID
	Nonce       link.Nonce
	ContactID   ref.ID
	ContactName string
	Round       int64
	IssuedAt    time.Time
	IssuedBy    ref.ID
	ExpiresAt   time.Time // whole seconds
	UsedAt      time.Time
}

// claims is what the token of the link proves.
func (l *Link) claims() link.Claims {
	return link.Claims{Purpose: LinkPurpose, Ref: ref.To(MilestoneKind, l.MilestoneID), Audience: l.ContactID.String(), Expires: l.ExpiresAt, Nonce: l.Nonce}
}

// proves reports whether claims that are genuine are those of this link.
func (l *Link) proves(c link.Claims) bool {
	own := l.claims()
	return own.Ref == c.Ref && own.Audience == c.Audience && own.Nonce == c.Nonce && own.Expires.Equal(c.Expires)
}

// open reports whether the link can still answer.
func (l *Link) open(m *Milestone) bool {
	return l.UsedAt.IsZero() && l.Round == m.Round && m.State == AwaitingCustomer
}

// Answer is the word of a contact.
type Answer struct {
	Action string
	Score  int64 // 1 to 5; 0 for none
	Text   string
	Hash   string // of the content that he was shown
}

func (a *Answer) check() error {
	var c fault.Checks
	a.Text = strings.TrimSpace(a.Text)
	c.Check(outcomes[a.Action] != "", "action", "not_allowed")
	c.Check(a.Score >= 0 && a.Score <= 5, "score", "not_allowed")
	c.Check(a.Action != ConfirmWithRemarks || a.Score > 0, "score", "required")
	c.Check(a.Action == Confirm || a.Text != "", "text", "required")
	c.Check(a.Hash != "", "content_hash", "required")
	return c.Err()
}

// poor reports whether the answer opens a complaint.
func (a *Answer) poor() bool { return a.Score > 0 && a.Score < 3 }

// Given is an answer as it was kept, with the proof of who gave it.
type Given struct {
	ID          ref.ID
	MilestoneID ref.ID
	LinkID      ref.ID
	Round       int64
	At          time.Time
	ContactID   ref.ID
	ContactName string
	Action      string
	Score       int64
	Text        string
	IP, Agent   string
	ContentHash string // hexadecimal SHA-256 of what he was shown
}

// contentHash is SHA-256 over everything that the customer answers for.
func (m *Milestone) contentHash(files []File) (string, error) {
	shown := struct {
		Project   ref.ID       `json:"project_id"`
		Milestone ref.ID       `json:"milestone_id"`
		Name      string       `json:"name"`
		ActualOn  workday.Date `json:"actual_on"`
		Statement string       `json:"statement"`
		Round     int64        `json:"round"`
		Files     []File       `json:"files"`
	}{m.ProjectID, m.ID, m.project.Name + "\n" + m.Name, m.ActualOn, m.Statement, m.Round, files}
	text, err := json.Marshal(shown)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}
