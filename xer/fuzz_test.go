package xer_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"gongqiao/xer"
)

// Whatever is read can be written without a report, and stays as it is.
func FuzzRead(f *testing.F) {
	f.Add([]byte(full))
	f.Add([]byte(strings.ReplaceAll(full, "\r\n", "\n")))
	f.Add([]byte("ERMHDR\t8.4\r\n%E\r\n"))
	f.Add([]byte("\ufeffERMHDR\t8.4\r\n%T\tPROJECT\r\n%F\tproj_id\r\n%R\t1\r\n%E"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := xer.Read(bytes.NewReader(data), xer.Most(1<<20))
		if err != nil {
			var where *xer.SyntaxError
			if !errors.As(err, &where) || where.Line < 1 || where.Column < 1 {
				t.Fatalf("refused without a place: %v", err)
			}
			return
		}
		text, left := written(t, file.Plan)
		if len(left) > 0 {
			t.Fatalf("what was read is reported when it is written: %+v", left)
		}
		same(t, file.Plan, read(t, text).Plan, text)
	})
}

func FuzzCalendarData(f *testing.F) {
	for _, data := range calendarData {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data string) {
		if strings.ContainsAny(data, "\t\r\n\x00") || strings.HasPrefix(data, "%") {
			return
		}
		file, err := xer.Read(strings.NewReader(calendarFile(data)), xer.In(xer.Windows1252))
		if err != nil {
			if !errors.Is(err, xer.ErrCalendar) {
				t.Fatal(err)
			}
			return
		}
		text, left := written(t, file.Plan)
		if len(left) > 0 {
			t.Fatalf("%+v", left)
		}
		same(t, file.Plan, read(t, text).Plan, text)
	})
}
