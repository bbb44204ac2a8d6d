package crowd

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// bar shows how far something has come, on one line.
type bar struct {
	out   io.Writer
	what  string
	of    int
	began time.Time
	shown time.Time
}

// Width of a bar and how often it is drawn.
const (
	barWidth = 24
	barEvery = 200 * time.Millisecond
)

func newBar(out io.Writer, what string, of int) *bar {
	return &bar{out: out, what: what, of: of, began: time.Now()}
}

// at draws the bar, unless it was drawn a moment ago.
func (b *bar) at(done int) {
	if time.Since(b.shown) < barEvery {
		return
	}
	b.shown = time.Now()
	spent := time.Since(b.began)
	left := time.Duration(float64(spent) / float64(done) * float64(b.of-done))
	full := done * barWidth / b.of
	fmt.Fprintf(b.out, "\r%-24s [%s%s] %3d%%  %6.0f/s  %s left   ", b.what, strings.Repeat("#", full), strings.Repeat(".", barWidth-full), done*100/b.of, float64(done)/spent.Seconds(), left.Round(time.Second))
}

// end leaves one line about the whole.
func (b *bar) end() error {
	if b.of == 0 {
		return nil
	}
	spent := time.Since(b.began)
	_, err := fmt.Fprintf(b.out, "\r%-24s %d in %s, %.0f/s%s\n", b.what, b.of, spent.Round(100*time.Millisecond), float64(b.of)/spent.Seconds(), strings.Repeat(" ", barWidth+16))
	return err
}
