package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"time"
)

// report collects the tables and prints each line as it is known.
type report struct {
	o   options
	out io.Writer

	ratios, searches, growths, figures []string
	large                              int // opportunities of the larger world
}

func (r *report) say(table *[]string, format string, args ...any) {
	line := fmt.Sprintf(format, args...)
	*table = append(*table, line)
	fmt.Fprintln(r.out, line)
}

func verdict(good bool) string {
	if good {
		return "yes"
	}
	return "**no**"
}

func (r *report) compared(x row, c cell) {
	r.say(&r.ratios, "| %s | %s | %d | **%.2fx** (%.2f–%.2f) | %s | %d | %d | %.2fx (%.2f–%.2f) | %.0f | %.0f | %s | %s |",
		x.name, x.goal, c.conns, c.cpu.median, c.cpu.min, c.cpu.max, verdict(c.cpu.median <= x.most),
		c.product.perRequest().Microseconds(), c.floor.perRequest().Microseconds(),
		c.throughput.median, c.throughput.min, c.throughput.max, c.product.rate(), c.floor.rate(), times(c.product), times(c.floor))
	if x.name == "create" && c.conns == most {
		r.say(&r.figures, "| create at 32 connections, both durable, requests a second over the floor | ≥ 2.0x | %.2fx (%.2f–%.2f) | %s |",
			c.throughput.median, c.throughput.min, c.throughput.max, verdict(c.throughput.median >= 2))
	}
}

func times(r reading) string { return millis(r.quantile(0.5)) + " / " + millis(r.quantile(0.99)) }

func millis(d time.Duration) string { return fmt.Sprintf("%.2f", float64(d)/float64(time.Millisecond)) }

func (r *report) searched(list []found, scans []string) {
	for _, f := range list {
		soon := func(x reading) string { return verdict(x.quantile(0.99) <= 5*time.Millisecond) }
		r.say(&r.searches, "| %s | %s | %s | %s | %s | %s | %.0f | %s |", f.name, f.who, times(f.alone), times(f.typing), soon(f.typing), times(f.loaded), f.loaded.rate(), soon(f.loaded))
	}
	if len(scans) == 0 {
		scans = []string{"none"}
	}
	r.say(&r.figures, "| full scans in the plans of the searches | none | %s | %s |", strings.Join(scans, "; "), verdict(scans[0] == "none"))
}

func (r *report) grown(large world, list []growth, pipeline, home reading) {
	r.large = large.Deals
	for _, g := range list {
		p50, p99 := ratio(g.large.quantile(0.5), g.small.quantile(0.5)), ratio(g.large.quantile(0.99), g.small.quantile(0.99))
		r.say(&r.growths, "| %s, %s | %s | %s | %.2fx | %.2fx | %s |", g.who, g.what, times(g.small), times(g.large), p50, p99, verdict(p50 <= 1.5 && p99 <= 3))
	}
	p50 := pipeline.quantile(0.5)
	r.say(&r.figures, "| pipeline by stage at group reach over %d opportunities, p50 | ≤ 2 ms | %s ms | %s |", r.large, millis(p50), verdict(p50 <= 2*time.Millisecond))
	p99 := home.quantile(0.99)
	r.say(&r.figures, "| figures of the home page at group reach over %d opportunities, p99 | ≤ 100 ms | %s ms | %s |", r.large, millis(p99), verdict(p99 <= 100*time.Millisecond))
}

const mib = 1 << 20

func (r *report) imported(v imported) {
	r.say(&r.figures, "| import of %d customers from xlsx, in %.1f s of processor time (%s) | ≤ 30 s | %.1f s | %s |", v.rows, v.cpu.Seconds(), v.said, v.took.Seconds(), verdict(v.took <= 30*time.Second))
	r.say(&r.figures, "| peak memory of this import, with mapped files | ≤ 300 MiB | %.0f MiB | %s |", float64(v.peak)/mib, verdict(v.peak <= 300*mib))
}

func (r *report) sized(v sizes) {
	r.say(&r.figures, "| start on an existing database | ≤ 300 ms | %d ms | %s |", v.start.Milliseconds(), verdict(v.start <= 300*time.Millisecond))
	r.say(&r.figures, "| resident memory of the idle process (without mapped files: %.1f MiB) | ≤ 80 MiB | %.1f MiB | %s |", float64(v.own)/mib, float64(v.idle)/mib, verdict(v.idle <= 80*mib))
	r.say(&r.figures, "| stripped binary | ≤ 75 MB | %.1f MB | %s |", float64(v.binary)/1e6, verdict(v.binary <= 75e6))
	r.say(&r.figures, "| first page's JavaScript, packed | ≤ 250 KB | %.1f KB | %s |", float64(v.script)/1e3, verdict(v.script <= 250e3))
}

// Marks in README.md between which the last results stand.
const (
	beginMark = "<!-- results: written by make bench -->"
	endMark   = "<!-- end of results -->"
)

// keep writes the tables into the README.
func (r *report) keep(path string) error {
	old, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	head, rest, begins := bytes.Cut(old, []byte(beginMark))
	_, tail, ends := bytes.Cut(rest, []byte(endMark))
	if !begins || !ends {
		return fmt.Errorf("%s has no place for results", path)
	}
	var b bytes.Buffer
	b.Write(head)
	fmt.Fprintf(&b, "%s\n\n%s\n\n", beginMark, machine())
	table(&b, "| row | goal | connections | CPU a request over the floor | met | product µs | floor µs | requests/s over the floor | product /s | floor /s | product p50 / p99 ms | floor p50 / p99 ms |", r.ratios)
	table(&b, "| search in 200,000 customer names | who asks | alone: p50 / p99 ms | 32 people, twice a second each: p50 / p99 ms | met: p99 ≤ 5 ms | 8 connections without a pause: p50 / p99 ms | requests/s | met: p99 ≤ 5 ms |", r.searches)
	table(&b, fmt.Sprintf("| page of 50 by amount in a stage | 10,000: p50 / p99 ms | %d: p50 / p99 ms | p50 | p99 | p50 ≤ 1.5x, p99 ≤ 3x |", r.large), r.growths)
	table(&b, "| figure | goal | measured | met |", r.figures)
	b.WriteString(endMark)
	b.Write(tail)
	return os.WriteFile(path, b.Bytes(), 0o600)
}

func table(b *bytes.Buffer, head string, lines []string) {
	if len(lines) == 0 {
		return
	}
	fmt.Fprintf(b, "%s\n|%s\n%s\n\n", head, strings.Repeat("---|", strings.Count(head, "|")-1), strings.Join(lines, "\n"))
}

// machine describes what the figures were taken on, without naming it.
func machine() string {
	system := runtime.GOOS
	if b, err := os.ReadFile("/etc/os-release"); err == nil {
		for line := range strings.SplitSeq(string(b), "\n") {
			if name, ok := strings.CutPrefix(line, "PRETTY_NAME="); ok {
				system = strings.Trim(name, `"`)
			}
		}
	}
	busy := ""
	if b, err := os.ReadFile("/proc/loadavg"); err == nil {
		busy = ", load average at the end " + strings.Join(strings.Fields(string(b))[:3], " ")
	}
	return fmt.Sprintf("Measured on %s: %d cores, %s, %s%s.", time.Now().Format(time.DateOnly), runtime.NumCPU(), system, runtime.Version(), busy)
}
