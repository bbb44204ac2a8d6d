package customer

const all = "select id from customer"
