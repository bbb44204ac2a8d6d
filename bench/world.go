package main

import "gongqiao/internal/app/demo/crowd"

// world is a database that the benchmark fills.
type world struct{ crowd.World }

// worlds are the databases that the benchmark fills. Names is for the search. The
// lists of 10k are compared with those of 100k, and those of small with those of a
// million: in both pairs each salesperson has as many opportunities, 500 and 50.
var worlds = map[string]world{
	"small":   {crowd.World{Name: "small", Entities: 4, Departments: 5, People: 200, Customers: 2_000, Deals: 10_000}},
	"10k":     {crowd.World{Name: "10k", Entities: 4, Departments: 5, People: 20, Customers: 2_000, Deals: 10_000}},
	"100k":    {crowd.World{Name: "100k", Entities: 4, Departments: 5, People: 200, Customers: 20_000, Deals: 100_000}},
	"names":   {crowd.World{Name: "names", Entities: 4, Departments: 5, People: 200, Customers: 200_000, Deals: 1_000}},
	"million": {crowd.Worlds["million"]},
}
