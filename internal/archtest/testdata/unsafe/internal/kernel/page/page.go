package page

import "unsafe"

func size(n int) uintptr { return unsafe.Sizeof(n) }
