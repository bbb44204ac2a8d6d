package billing

import (
	"slices"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/db"
)

// open loads the nodes of a contract, which nobody else changes meanwhile.
func (s *Service) open(tx *db.Tx, contract ref.ID) (plan, error) {
	if err := lockContract(tx, contract); err != nil {
		return plan{}, err
	}
	nodes, err := nodesOf(tx, contract)
	return plan{nodes: nodes, policy: s.policy()}, err
}

// savePlan writes what differs from before. What is owed stands anew where the
// facts put it: an amount may have become less.
func (s *Service) savePlan(tx *db.Tx, before []Node, p *plan, verb string, today workday.Date) error {
	for i := range p.nodes {
		n := &p.nodes[i]
		if err := n.settle(today); err != nil {
			return err
		}
		at := slices.IndexFunc(before, func(b Node) bool { return b.ID == n.ID })
		switch {
		case at < 0:
			if err := s.addNode(tx, n); err != nil {
				return err
			}
		case before[at] != *n:
			if err := s.saveNode(tx, verb, &before[at], n); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Service) addNode(tx *db.Tx, n *Node) (err error) {
	if n.ProjectID, err = projectOf(tx, n.ContractID); err != nil {
		return err
	}
	if err := insertNode(tx, n); err != nil {
		return err
	}
	if *n, err = loadNode(tx, n.ID); err != nil { // with the names around it
		return err
	}
	if err := indexNode(tx, n); err != nil {
		return err
	}
	return tx.Audit("payment_node.plan", nil, n)
}

// triggerAll makes everything owed that waits for one thing to happen.
func (s *Service) triggerAll(tx *db.Tx, nodes []Node, on, today workday.Date, waits func(*Node) bool) error {
	for i := range nodes {
		n := &nodes[i]
		if n.State != NodePlanned || !waits(n) {
			continue
		}
		before := *n
		if err := n.trigger(on, today, s.Calendar()); err != nil {
			return err
		}
		if err := s.saveNode(tx, "trigger", &before, n); err != nil {
			return err
		}
	}
	return nil
}

func by(trigger string) func(*Node) bool {
	return func(n *Node) bool { return n.Trigger == trigger }
}
