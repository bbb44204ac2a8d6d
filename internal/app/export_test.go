package app

import "time"

// Travel sets the clock of a test.
func (a *App) Travel(to time.Time) { a.clock.Travel(to) }
