package main

import _ "gongqiao/internal/app"

func main() { panic("nothing to do") }
