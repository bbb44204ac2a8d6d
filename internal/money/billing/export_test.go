package billing

import (
	"context"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

// TickForTest does to one node what the day does.
func (s *Service) TickForTest(ctx context.Context, id ref.ID) error {
	_, err := s.tick(ctx, id)
	return err
}

// NodeListForTest and InvoiceListForTest let tests ask the lists.
func NodeListForTest() *db.List { return &nodeList }

// InvoiceListForTest is the list of invoices.
func InvoiceListForTest() *db.List { return &invoiceList }

// NodeMovesForTest and InvoiceMovesForTest are the transition tables.
func NodeMovesForTest() map[NodeState][]NodeState { return nodeMoves }

// InvoiceMovesForTest is the table of invoices.
func InvoiceMovesForTest() map[InvoiceState][]InvoiceState { return invoiceMoves }
