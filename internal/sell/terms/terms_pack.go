package terms

import (
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/workday"
)

const percent = money.RateOne / 100

// Sources, as they are cited on a finding.
const (
	house        = "本单位规则"
	settling2004 = "财建〔2004〕369号 第十二条、第十三条"
	settling2022 = "财建〔2022〕183号"
	retention05  = "建质〔2005〕7号 第七条"
	retention17  = "建质〔2017〕138号 第七条"
	either17     = "建质〔2017〕138号 第六条"
	defects17    = "建质〔2017〕138号 第二条"
	tendering    = "招标投标法实施条例"
	sme2020      = "国务院令第728号 第八条"
	sme2025      = "国务院令第802号 第九条"
	smeLate2025  = "国务院令第802号 第十七条"
	wages        = "保障农民工工资支付条例 第二十四条"
	trade        = "工程结算惯例"
)

var (
	always = workday.MustParse("2000-01-01")
	in2005 = workday.MustParse("2004-10-20")
	in2012 = workday.MustParse("2012-02-01")
	in2017 = workday.MustParse("2017-07-01")
	in2020 = workday.MustParse("2020-05-01")
	mid20  = workday.MustParse("2020-09-01")
	in2022 = workday.MustParse("2022-08-01")
	in2025 = workday.MustParse("2025-06-01")
)

// Pack is every edition of every rule, in the order of the rules (reference
// 3.7). A changed rule gets a new row and the old one a last day; rows are
// never edited, because offers of the past were looked at by them.
var Pack = []Edition{
	{Rule: "PAY-001", Severity: Block, Article: house, From: always, look: lookSum},
	{Rule: "PAY-002", Severity: Warn, Article: settling2004, From: in2005, Least: 10 * percent, Most: 30 * percent, look: lookAdvance},
	{Rule: "PAY-003", Severity: Warn, Article: settling2004, From: in2005, Days: 7, look: lookAdvanceDate},
	{Rule: "PAY-004", Severity: Block, Article: settling2022, From: in2022, Least: 80 * percent, look: lookProgress},
	{Rule: "PAY-004", Severity: Warn, Article: settling2004, From: in2005, To: in2022.AddDays(-1), Least: 60 * percent, look: lookProgress},
	{Rule: "PAY-005", Severity: Warn, Article: settling2004, From: in2005, Least: 60 * percent, Most: 90 * percent, Days: 14, look: lookOtherProgress},
	{Rule: "PAY-006", Severity: Block, Article: retention17, From: in2017, Most: 3 * percent, look: lookRetention},
	{Rule: "PAY-006", Severity: Warn, Article: retention05, From: in2005.AddDays(84), To: in2017.AddDays(-1), Most: 5 * percent, look: lookRetention},
	{Rule: "PAY-007", Severity: Block, Article: either17, From: in2017, look: lookBondAndRetention},
	{Rule: "PAY-008", Severity: Block, Article: defects17, From: in2017, Days: 24, look: lookDefects},
	{Rule: "PAY-009", Severity: Block, Article: tendering + " 第五十八条", From: in2012, Most: 10 * percent, look: lookBond},
	{Rule: "PAY-010", Severity: Block, Article: tendering + " 第二十六条", From: in2012, Most: 2 * percent, look: lookBidBond},
	{Rule: "PAY-011", Severity: Warn, Article: sme2025, From: in2025, Days: 30, look: lookPublicTerm},
	{Rule: "PAY-011", Severity: Warn, Article: sme2020, From: mid20, To: in2025.AddDays(-1), Days: 30, look: lookPublicTerm},
	{Rule: "PAY-012", Severity: Warn, Article: sme2025, From: in2025, Days: 60, look: lookLargeTerm},
	{Rule: "PAY-013", Severity: Warn, Article: smeLate2025, From: mid20, Most: percent / 20, look: lookLate},
	{Rule: "PAY-014", Severity: Warn, Article: wages, From: in2020, Days: 1, look: lookLabour},
	{Rule: "PAY-015", Severity: Warn, Article: wages, From: in2020, look: lookPayerGuarantee},
	{Rule: "PAY-016", Severity: Warn, Article: house, From: always, Most: percent / 20, look: lookDelay},
	{Rule: "PAY-017", Severity: Info, Article: settling2022, From: in2022, look: lookInterim},
	{Rule: "PAY-018", Severity: Warn, Article: house, From: always, Most: 50 * percent, Days: 6, look: lookBills},
	{Rule: "PAY-019", Severity: Warn, Article: trade, From: always, look: lookReview},
}

// primes are the one-year loan prime rates of the National Interbank Funding
// Center, from the day of publication (reference 3.9).
var primes = []struct {
	from workday.Date
	rate money.Rate
}{
	{workday.MustParse("2024-07-22"), 33_500},
	{workday.MustParse("2024-10-21"), 31_000},
	{workday.MustParse("2025-05-20"), 30_000},
}

// LPR returns the one-year loan prime rate on a date, and false before the
// first one that is known. The last one holds until the table has a newer one.
func LPR(on workday.Date) (rate money.Rate, known bool) {
	for _, p := range primes {
		if on >= p.from {
			rate, known = p.rate, true
		}
	}
	return rate, known
}
