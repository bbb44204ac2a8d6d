package collection

import "gongqiao/internal/platform/db"

// OrderListForTest lets tests ask the list.
func OrderListForTest() *db.List { return &orderList }

// UnclaimedListForTest is the list of unknown money.
func UnclaimedListForTest() *db.List { return &unclaimedList }

// ReceiptMovesForTest and OrderMovesForTest are the transition tables.
func ReceiptMovesForTest() map[ReceiptState][]ReceiptState { return receiptMoves }

// OrderMovesForTest is the table of orders.
func OrderMovesForTest() map[OrderState][]OrderState { return orderMoves }
