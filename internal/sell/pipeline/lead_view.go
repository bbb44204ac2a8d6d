package pipeline

import (
	"slices"
	"time"

	"gongqiao/internal/kernel/contactform"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
)

// LeadTwin is a lead that may be the same.
type LeadTwin struct {
	ID     ref.ID     `json:"id"`
	Name   string     `json:"name"`
	Status LeadStatus `json:"status"`
}

// LeadView is a lead on the wire. Masked names what is not in clear.
type LeadView struct {
	ID                 ref.ID       `json:"id"`
	Version            int64        `json:"version"`
	CreatedAt          time.Time    `json:"created_at"`
	UpdatedAt          time.Time    `json:"updated_at"`
	EntityID           ref.ID       `json:"entity_id"`
	DepartmentID       ref.ID       `json:"department_id"`
	Owner              *Person      `json:"owner" doc:"Null while it is new or in the public pool."`
	Status             LeadStatus   `json:"status" enum:"new,assigned,contacted,qualified,converted,disqualified,recycled"`
	Source             string       `json:"source"`
	Company            string       `json:"company"`
	USCC               string       `json:"uscc"`
	ContactName        string       `json:"contact_name"`
	Mobile             string       `json:"mobile"`
	Email              string       `json:"email"`
	Region             string       `json:"region"`
	Note               string       `json:"note"`
	ProjectName        string       `json:"project_name"`
	OwnerUnit          string       `json:"owner_unit"`
	Amount             *money.Money `json:"amount"`
	ExpectedTenderDate workday.Date `json:"expected_tender_date"`
	FundingSource      string       `json:"funding_source"`
	Grade              string       `json:"grade"`
	Reason             string       `json:"reason" doc:"Why it was disqualified."`
	AssignedAt         *time.Time   `json:"assigned_at"`
	ContactedAt        *time.Time   `json:"contacted_at"`
	LastActivityAt     time.Time    `json:"last_activity_at"`
	CustomerID         ref.ID       `json:"customer_id"`
	OpportunityID      ref.ID       `json:"opportunity_id"`
	Origin             string       `json:"origin"`
	Masked             []string     `json:"masked" nullable:"false"`
	Actions            []string     `json:"actions" nullable:"false"`
}

func leadView(a *authz.Actor, l *Lead, actions []string) LeadView {
	v := LeadView{
		ID: l.ID, Version: l.Version, CreatedAt: l.CreatedAt, UpdatedAt: l.UpdatedAt, EntityID: l.EntityID, DepartmentID: l.DepartmentID, Status: l.Status, Source: l.Source, Company: l.Company, USCC: l.USCC,
		ContactName: l.ContactName, Mobile: l.Mobile, Email: l.Email, Region: l.Region, Note: l.Note, ProjectName: l.ProjectName, OwnerUnit: l.OwnerUnit, ExpectedTenderDate: l.ExpectedTenderDate,
		FundingSource: l.FundingSource, Grade: l.Grade, Reason: l.Reason, AssignedAt: instant(l.AssignedAt), ContactedAt: instant(l.ContactedAt), LastActivityAt: l.LastActivityAt,
		CustomerID: l.CustomerID, OpportunityID: l.OpportunityID, Origin: l.Origin, Masked: []string{}, Actions: actions,
	}
	if !l.OwnerID.IsZero() {
		v.Owner = &Person{l.OwnerID, l.owner}
	}
	if a.Sees(authz.Price) {
		v.Amount = yuan(l.Amount)
	} else {
		v.Masked = append(v.Masked, "amount")
	}
	if !a.Sees(authz.Contact) {
		v.Mobile, v.Email = contactform.MaskPhone(l.Mobile), contactform.MaskEmail(l.Email)
		if l.Mobile != "" {
			v.Masked = append(v.Masked, "mobile")
		}
		if l.Email != "" {
			v.Masked = append(v.Masked, "email")
		}
	}
	return v
}

// reveal puts the contact data in clear, and nothing else: what a lead may be worth
// is of another class.
func (v *LeadView) reveal(l *Lead) {
	v.Mobile, v.Email = l.Mobile, l.Email
	v.Masked = slices.DeleteFunc(v.Masked, func(field string) bool { return field == "mobile" || field == "email" })
}
