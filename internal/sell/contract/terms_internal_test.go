package contract

import (
	"testing"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/sell/terms"
)

func TestPaymentsThatWaitForTheWorksHaveKeys(t *testing.T) {
	node := func(trigger, name, key string) Payment {
		return Payment{Node: terms.Node{Trigger: trigger, Name: name}, Milestone: key}
	}
	got := identified(ref.New(), []Payment{
		node("signed", "预付款", ""), node("milestone", "基础完成", ""), node("milestone", "主体封顶", "M2"), node("milestone", "安装完成", ""), node("milestone", "安装完成", ""),
		node("milestone", "", ""), node("milestone", "", ""),
	})
	want := []string{"", "M1", "M2", "M3", "M3", "M4", "M5"}
	seen := map[ref.ID]bool{}
	for i, p := range got {
		if p.Milestone != want[i] {
			t.Errorf("payment %d waits for %q, want %q", i, p.Milestone, want[i])
		}
		if p.ID.IsZero() || seen[p.ID] {
			t.Errorf("payment %d has no id of its own", i)
		}
		seen[p.ID] = true
	}
}
