package importer

// What tests look at from outside.
var (
	FenOf  = fenOf
	DateOf = dateOf
)

// OpportunityFields and CustomerFields are what rows may say.
func OpportunityFields() []Field { return opportunityFields }

// CustomerFields are what rows of customers may say.
func CustomerFields() []Field { return customerFields }
