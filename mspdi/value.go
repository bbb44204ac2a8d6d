package mspdi

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"time"

	"gongqiao/schedule"
)

// Limits of numbers in a file. What is beyond them is no plan but an attack or
// an accident.
const (
	maxUID    = math.MaxInt64 / 4
	maxAmount = 100_000_000_000_000_000 // hundredths of a currency
	maxWork   = 10_000_000_000_000_000  // minutes
)

var (
	errNumber   = errors.New("this is no number")
	errRange    = errors.New("this number is out of range")
	errFlag     = errors.New("this is neither 0 nor 1")
	errDuration = errors.New("this is no duration like PT8H0M0S")
	errTime     = errors.New("this is no time like 2026-09-21T08:00:00")
	errYear     = errors.New("this time lies outside of 1900 to 2199")
)

// parseWhole reads a number without a fraction, or with one of zeros.
func parseWhole(s string, low, high int64) (int64, error) {
	s, fraction, _ := strings.Cut(strings.TrimSpace(s), ".")
	n, err := strconv.ParseInt(s, 10, 64)
	if strings.Trim(fraction, "0") != "" {
		return 0, errNumber
	}
	switch {
	case errors.Is(err, strconv.ErrRange), err == nil && (n < low || n > high):
		return 0, errRange
	case err != nil:
		return 0, errNumber
	}
	return n, nil
}

func parseFlag(s string) (bool, error) {
	switch strings.TrimSpace(s) {
	case "1", "true":
		return true, nil
	case "0", "false", "":
		return false, nil
	}
	return false, errFlag
}

// parseDecimal reads a decimal number times ten to the shift, rounded half away
// from zero; exact says whether nothing was lost.
func parseDecimal(s string, shift int) (n int64, exact bool, err error) {
	s = strings.TrimSpace(s)
	if strings.ContainsAny(s, "eE") {
		return parseFloat(s, shift)
	}
	digits, negative := strings.CutPrefix(s, "-")
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(digits, "+"), ".")
	if whole+fraction == "" {
		return 0, false, errNumber
	}
	kept := fraction + strings.Repeat("0", max(0, shift-len(fraction)))
	kept, lost := kept[:shift], kept[shift:]
	for _, c := range []byte(whole + fraction) {
		if c < '0' || c > '9' {
			return 0, false, errNumber
		}
	}
	u, err := strconv.ParseUint(whole+kept, 10, 63)
	if errors.Is(err, strconv.ErrRange) || u > maxAmount {
		return 0, false, errRange
	}
	n = int64(u)
	if lost != "" && lost[0] >= '5' {
		n++
	}
	if negative {
		n = -n
	}
	return n, strings.Trim(lost, "0") == "", nil
}

func parseFloat(s string, shift int) (n int64, exact bool, err error) {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0, false, errNumber
	}
	f *= math.Pow10(shift)
	if !(math.Abs(f) <= maxAmount) { // NaN too
		return 0, false, errRange
	}
	return int64(math.Round(f)), f == math.Round(f), nil
}

// formatDecimal writes n as a decimal with that many places, without zeros at its end.
func formatDecimal(dst []byte, n int64, places int) []byte {
	if n < 0 {
		dst = append(dst, '-')
		n = -n
	}
	one := int64(math.Pow10(places))
	dst = strconv.AppendInt(dst, n/one, 10)
	if n%one == 0 {
		return dst
	}
	fraction := strconv.FormatInt(one+n%one, 10)[1:]
	return append(append(dst, '.'), strings.TrimRight(fraction, "0")...)
}

// parseSpan reads a duration of days, hours, minutes and seconds into minutes,
// rounded; exact says whether nothing was lost. Years and months are no spans of
// a known length.
func parseSpan(s string) (minutes int64, exact bool, err error) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(s), "P")
	if !ok || rest == "" {
		return 0, false, errDuration
	}
	units, seconds := "D", int64(0)
	for exact = true; rest != ""; {
		if rest[0] == 'T' && units != "HMS" {
			units, rest = "HMS", rest[1:]
			continue
		}
		end := strings.IndexAny(rest, "DHMS")
		if end < 1 || !strings.Contains(units, rest[end:end+1]) {
			return 0, false, errDuration
		}
		n, whole, err := parseDecimal(rest[:end], 0)
		switch {
		case err != nil:
			return 0, false, errDuration
		case n < 0 || n > 60*maxWork/secondsOf(rest[end]):
			return 0, false, errRange
		}
		seconds += n * secondsOf(rest[end])
		exact, rest = exact && whole, rest[end+1:]
		if seconds > 60*maxWork {
			return 0, false, errRange
		}
	}
	return (seconds + 30) / 60, exact && seconds%60 == 0, nil
}

func secondsOf(unit byte) int64 {
	switch unit {
	case 'D':
		return 86_400
	case 'H':
		return 3600
	case 'M':
		return 60
	}
	return 1
}

func formatSpan(dst []byte, minutes int64) []byte {
	dst = strconv.AppendInt(append(dst, "PT"...), minutes/60, 10)
	dst = strconv.AppendInt(append(dst, 'H'), minutes%60, 10)
	return append(dst, "M0S"...)
}

// parseTime reads a time of the wall clock, or a day as its midnight. Seconds
// and a zone are dropped; exact says whether there were none.
func parseTime(s string) (at schedule.Time, exact bool, err error) {
	s = strings.TrimSpace(s)
	day, clock, _ := strings.Cut(s, "T")
	date, err := parseDay(day)
	if err != nil || clock == "" {
		return date.At(0), true, err
	}
	minute, exact, err := parseClock(clock)
	if err != nil {
		return 0, false, err
	}
	at = date.At(int(minute))
	if at < schedule.MinTime || at > schedule.MaxTime {
		return 0, false, errYear
	}
	return at, exact, nil
}

func parseDay(s string) (schedule.Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, errTime
	}
	if t.Year() < 1900 || t.Year() > 2199 {
		return 0, errYear
	}
	return schedule.DateOf(t.Year(), t.Month(), t.Day()), nil
}

// parseClock reads 08:00:00 as minutes of the day, 0 to 1440.
func parseClock(s string) (minute schedule.Time, exact bool, err error) {
	if len(s) < 5 || s[2] != ':' {
		return 0, false, errTime
	}
	h, err1 := parseWhole(s[:2], 0, 24)
	m, err2 := parseWhole(s[3:5], 0, 59)
	if err1 != nil || err2 != nil || h == 24 && m > 0 {
		return 0, false, errTime
	}
	rest := s[5:]
	if strings.Trim(rest, "0123456789:.+-Z") != "" {
		return 0, false, errTime
	}
	return schedule.Time(h*60 + m), rest == "" || rest == ":00", nil
}

func formatTime(dst []byte, at schedule.Time) []byte {
	return at.GoTime().AppendFormat(dst, "2006-01-02T15:04:05")
}

func formatClock(dst []byte, minute int16) []byte {
	minute %= 1440
	return append(dst, '0'+byte(minute/600), '0'+byte(minute/60%10), ':',
		'0'+byte(minute%60/10), '0'+byte(minute%10), ':', '0', '0')
}

// Formats of spans and lags in a file: how they are shown, whether they elapse,
// and whether they are a guess.
const (
	percentFormat   = 19
	nullFormat      = 21
	estimatedFormat = 32
)

// unitOf reads a format: from 3 on minutes, hours, days, weeks and months, each
// followed by its elapsed twin.
func unitOf(format int) (unit schedule.Unit, elapsed, estimated, percent bool) {
	if estimated = format >= estimatedFormat; estimated {
		format -= estimatedFormat
	}
	elapsed = format%2 == 0 && (format >= 4 && format <= 12 || format == percentFormat+1)
	switch format {
	case 3, 4:
		unit = schedule.InMinutes
	case 5, 6:
		unit = schedule.InHours
	case 9, 10:
		unit = schedule.InWeeks
	case 11, 12:
		unit = schedule.InMonths
	case percentFormat, percentFormat + 1:
		percent = true
	}
	return unit, elapsed, estimated, percent
}

func formatOf(unit schedule.Unit, elapsed, estimated bool) int {
	format := 7
	switch unit {
	case schedule.InMinutes:
		format = 3
	case schedule.InHours:
		format = 5
	case schedule.InWeeks:
		format = 9
	case schedule.InMonths:
		format = 11
	default:
	}
	if elapsed {
		format++
	}
	if estimated {
		format += estimatedFormat
	}
	return format
}
